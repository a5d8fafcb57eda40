import type { Charge } from '../../charges/charge';
import { textIn } from '../../../../../../libs/emulation/objects/json';
import type { VersionChange } from '../version-change';

/** What a hold did not give went back as a Refund; an expired hold was canceled as `automatic`. */
export const refundsOfReleases: VersionChange = {
  since: '2025-03-31.basil',
  source:
    'https://docs.stripe.com/changelog/basil/2025-03-31/' +
    'remove-refund-from-partial-capture-and-payment-cancellation-flow',
  ask: (asked) => {
    asked.ways = { ...asked.ways, refundsReleases: true };
  },
  show: {
    payment_intent: (intent) => {
      if (intent['cancellation_reason'] === 'expired') intent['cancellation_reason'] = 'automatic';
    },
    charge: (charge, { account }) => {
      const held = account.charges.get(textIn(charge, 'id'));
      if (held !== undefined && wasCanceled(held)) charge['amount_captured'] = null;
    },
  },
};

/** Documented for cancellation; a recording of an expired hold shows 0. */
function wasCanceled({ amountCaptured, released }: Charge): boolean {
  return amountCaptured === 0 && released !== null && released.reason === null;
}
