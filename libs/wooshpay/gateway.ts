import type { WholeGateway } from '../domain/provider/card-gateway';
import { createWooshPayCards } from './cards/wooshpay-cards';
import { createWooshPayCustomers } from './cards/wooshpay-customers';
import { notAtWooshPay } from './holds/intent-body';
import { createWooshPayAdoption } from './holds/wooshpay-adoption';
import { createWooshPayHoldSearch } from './holds/wooshpay-hold-search';
import { createWooshPayHolds, readHoldAtWooshPay } from './holds/wooshpay-holds';
import { createWooshPayRefunds } from './refunds/wooshpay-refunds';
import type { WooshPayAccount } from './requests/wooshpay-account';

/**
 * Card holds at WooshPay. It throws what the port says, never repeats by itself, and never answers with anything that
 * WooshPay did not say. What WooshPay does not have is answered as not there, or refused as a mistake of ours, because
 * the capabilities of a hold say so before.
 */
export function createWooshPayGateway(account: WooshPayAccount): WholeGateway {
  return {
    ...createWooshPayHolds(account),
    ...createWooshPayHoldSearch(account),
    ...createWooshPayAdoption(account),
    ...createWooshPayRefunds(account),
    ...createWooshPayCards(account),
    ...createWooshPayCustomers(account),
    increment: async ({ paymentIntentId }) => ({
      kind: 'refused',
      reason: 'not_possible',
      error: { code: 'not_possible', declineCode: null, message: 'The payment could not be completed.' },
      hold: await readHoldAtWooshPay(account.client, paymentIntentId),
    }),
    // No balance transactions: a capture is settled when WooshPay says succeeded, and its fee is not told.
    readSettlements: async (id) => {
      const { settled } = await readHoldAtWooshPay(account.client, id);
      return { settlements: [], ...(settled === true && { settled }) };
    },
    readDispute: () => Promise.reject(notAtWooshPay('disputes that are read here')),
    disputesOf: () => Promise.resolve([]),
    stageEvidence: () => Promise.reject(notAtWooshPay('evidence that is staged here')),
    readShares: () => Promise.resolve([]),
    reverseShare: () => Promise.reject(notAtWooshPay('connected accounts')),
    findReversal: () => Promise.resolve(undefined),
    transfer: () => Promise.reject(notAtWooshPay('connected accounts')),
    findTransfer: () => Promise.resolve(undefined),
  };
}
