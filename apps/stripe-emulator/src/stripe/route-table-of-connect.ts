import {
  createFeeRefund,
  listApplicationFees,
  listFeeRefunds,
  retrieveApplicationFee,
  retrieveFeeRefund,
} from './application-fees/operations';
import {
  createConnectedAccount,
  deleteConnectedAccount,
  listConnectedAccounts,
  updateConnectedAccount,
} from './connected-accounts/operations';
import { retrieveAccount, retrieveOwnAccount } from './own-account/own-account';
import { list, one } from './route';
import type { Route } from './route';
import { createTransfer } from './transfers/create';
import {
  createReversal,
  listReversals,
  listTransfers,
  retrieveReversal,
  retrieveTransfer,
  updateReversal,
  updateTransfer,
} from './transfers/operations';

const ACCOUNT = 'business_profile business_type capabilities default_currency email metadata';
const TRANSFER = 'amount currency description destination metadata source_transaction source_type transfer_group';

/** What platforms do: accounts, and the money that moves between them. */
export const CONNECT_ROUTES: readonly (readonly [string, Route])[] = [
  ['GET /v1/account', one(retrieveOwnAccount, 'account', '')],
  ['POST /v1/accounts', one(createConnectedAccount, 'account', `${ACCOUNT} controller country type`)],
  ['GET /v1/accounts', list(listConnectedAccounts, 'account', 'created')],
  ['GET /v1/accounts/{id}', one(retrieveAccount, 'account', '')],
  ['POST /v1/accounts/{id}', one(updateConnectedAccount, 'account', ACCOUNT)],
  ['DELETE /v1/accounts/{id}', one(deleteConnectedAccount, 'account', '')],
  ['POST /v1/transfers', one(createTransfer, 'transfer', TRANSFER)],
  ['GET /v1/transfers', list(listTransfers, 'transfer', 'created destination transfer_group')],
  ['GET /v1/transfers/{id}', one(retrieveTransfer, 'transfer', '')],
  ['POST /v1/transfers/{id}', one(updateTransfer, 'transfer', 'description metadata')],
  ['POST /v1/transfers/{id}/reversals', one(createReversal, 'transfer_reversal', 'amount metadata')],
  ['GET /v1/transfers/{id}/reversals', list(listReversals, 'transfer_reversal', '')],
  ['GET /v1/transfers/{transferId}/reversals/{id}', one(retrieveReversal, 'transfer_reversal', '')],
  ['POST /v1/transfers/{transferId}/reversals/{id}', one(updateReversal, 'transfer_reversal', 'metadata')],
  ['GET /v1/application_fees', list(listApplicationFees, 'application_fee', 'charge created')],
  ['GET /v1/application_fees/{id}', one(retrieveApplicationFee, 'application_fee', '')],
  ['POST /v1/application_fees/{id}/refunds', one(createFeeRefund, 'fee_refund', 'amount metadata')],
  ['GET /v1/application_fees/{id}/refunds', list(listFeeRefunds, 'fee_refund', '')],
  ['GET /v1/application_fees/{feeId}/refunds/{id}', one(retrieveFeeRefund, 'fee_refund', '')],
];
