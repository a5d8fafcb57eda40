import type { VersionChange } from '../version-change';
import { automaticCapture } from './automatic-capture';
import { automaticPaymentMethods } from './automatic-payment-methods';
import { balanceOfCustomers } from './balance-of-customers';
import { challengeOnly } from './challenge-only';
import { chargesOfPaymentIntents } from './charges-of-payment-intents';
import { checkoutPaymentMethodTypes } from './checkout-payment-method-types';
import { checkoutUiModes } from './checkout-ui-modes';
import { defaultCurrencyOfCustomers } from './default-currency-of-customers';
import { invoiceOfPayments } from './invoice-of-payments';
import { listsOfCustomers } from './lists-of-customers';
import { nextAction } from './next-action';
import { paymentMethodTypeOfFailures } from './payment-method-type-of-failures';
import { paymentMethodTypes } from './payment-method-types';
import { refundsOfCharges } from './refunds-of-charges';
import { refundsOfReleases } from './refunds-of-releases';
import { sourceTypes } from './source-types';
import { statuses } from './statuses';
import { taxInfoOfCustomers } from './tax-info-of-customers';
import { threeDSecureResult } from './three-d-secure-result';
import { totalCount } from './total-count';

/** Newest first: the way an answer goes. A request goes the other way. */
export const CHANGES: readonly VersionChange[] = [
  paymentMethodTypes,
  checkoutPaymentMethodTypes,
  paymentMethodTypeOfFailures,
  checkoutUiModes,
  refundsOfReleases,
  invoiceOfPayments,
  totalCount,
  automaticCapture,
  challengeOnly,
  automaticPaymentMethods,
  chargesOfPaymentIntents,
  refundsOfCharges,
  defaultCurrencyOfCustomers,
  listsOfCustomers,
  threeDSecureResult,
  taxInfoOfCustomers,
  balanceOfCustomers,
  statuses,
  nextAction,
  sourceTypes,
];
