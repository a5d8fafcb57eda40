import { renderCharge } from '../../charges/charge';
import { textIn } from '../../../../../../libs/emulation/objects/json';
import type { VersionChange } from '../version-change';
import { shownList } from './shown-list';

/** A PaymentIntent had all its charges inside, in events too. */
export const chargesOfPaymentIntents: VersionChange = {
  since: '2022-11-15',
  source: 'https://docs.stripe.com/changelog/2022-11-15/removes-charges-attribute-paymentintent',
  show: {
    payment_intent: (intent, { account }) => {
      const id = textIn(intent, 'id');
      const charges = account.paymentIntents.get(id)?.charges ?? [];
      intent['charges'] = shownList(charges.map(renderCharge).reverse(), `/v1/charges?payment_intent=${id}`);
    },
  },
  expandable: { 'payment_intent charges': { targets: ['charge'], included: true } },
};
