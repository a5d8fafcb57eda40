import { capabilitiesOfProvider, type PaymentProvider } from '../capabilities/payment-provider';
import type { CapturePlan } from './capture-plan';

/** What an account and its cards allow, as far as it is known; undefined: nobody has seen it yet. */
export interface AccountOutlook {
  readonly provider: PaymentProvider;
  readonly multicapture: boolean | undefined;
}

/** What an order with a plan can count on. */
export interface PlanOutlook {
  readonly plan: CapturePlan;
  /** Which orders get it at this account. */
  readonly gets: string;
  /** When the money comes, seen from the shop's cash. */
  readonly cashFlow: string;
}

/** What each plan means at an account that allows so much: for people, in the order of what is best for the shop. */
export function outlookOf({ provider, multicapture }: AccountOutlook): readonly PlanOutlook[] {
  const { cardFeatures, name } = capabilitiesOfProvider(provider);
  const seen = cardFeatures ? multicapture : false;
  const single = seen === false ? 'every card' : 'a card that allows one capture';
  return [
    {
      plan: 'multicapture',
      gets: cardFeatures
        ? MULTICAPTURE[seen === undefined ? 'unknown' : seen ? 'yes' : 'no']
        : `no order: a hold at ${name} ends with its first capture, and the rest goes back`,
      cashFlow: 'each shipment is paid when it leaves; one hold, nothing waits',
    },
    {
      plan: 'capture_then_reauthorize',
      gets: `${single}, with payment.saveForLater; or policy.withoutMulticapture says so`,
      cashFlow:
        'each shipment is paid when it leaves; what stays is re-authorized, and each re-authorization can be declined ' +
        'and costs what an authorization costs you',
    },
    {
      plan: 'capture_once',
      gets: `${single} that is not saved; or policy.withoutMulticapture says so`,
      cashFlow:
        'nothing comes before the last shipment or the deadline: what left first waits for its money longest, and its ' +
        'capture can still be refused',
    },
    {
      plan: 'charge_on_ship',
      gets:
        `orders with policy.fulfilment "charge_on_ship", with any card; or ${single}, with payment.saveForLater, ` +
        'where policy.withoutMulticapture says so',
      cashFlow:
        'each shipment is paid when it leaves; the fixed fee of a payment comes once for each shipment, and a charge ' +
        'can be declined, for nothing is held',
    },
    {
      plan: 'immediate',
      gets: 'orders with policy.fulfilment "immediate", with any card',
      cashFlow: `all of it comes before anything leaves; what does not ship is refunded, and its fee stays with ${name}`,
    },
  ];
}

const MULTICAPTURE = {
  yes: 'cards whose network takes part: the default',
  no: 'no order: the account does not have it. It comes with IC+ pricing, or from Stripe support',
  unknown: 'not known: no charge of this account says so yet',
} as const;
