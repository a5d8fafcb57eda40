import type { DisputeRecord } from '../../../libs/postgres/records/dispute-record';
import { openDisputesAtStripe } from '../../setup/desks/disputes-at-stripe';
import type { Life, RightEnd } from './life';
import { worthOf, type PatientShop } from './patient-shop';

/** Lives in which the buyer or the bank does something, and those without a hold. */

const COMPLETED: RightEnd = {
  status: 'completed',
  captured: 0,
  released: 0,
  refunded: 0,
  attention: [],
  shipments: [],
};
const RETURN_URL = 'https://shop.example/return';

export const immediate: Life = {
  name: 'immediate',
  live: async (shop) => {
    await shop.placeOrder({ units: 1, policy: { fulfilment: 'immediate' } });
    return { ...COMPLETED, captured: worthOf(1), shipments: ['holdfast.immediate'] };
  },
};

export const chargeOnShip: Life = {
  name: 'charge on ship with authentication',
  live: async (shop) => {
    const payment = { paymentMethod: 'pm_card_authenticationRequired', returnUrl: RETURN_URL };
    await shop.placeOrder({ units: 1, payment, policy: { fulfilment: 'charge_on_ship' } });
    await shop.authenticate(
      await shop.until('the page to save the card', ({ status }) => status === 'requires_action'),
    );
    await shop.until('the saved card', ({ status }) => status === 'card_saved');
    await shop.ship('P1');
    const asked = await shop.until('the page to pay', ({ status }) => status === 'requires_action');
    await shop.authenticate(asked);
    return { ...COMPLETED, captured: worthOf(1), shipments: ['P1'] };
  },
};

export const browser: Life = {
  name: '3-D Secure in the browser',
  live: async (shop) => {
    await shop.placeOrder({ units: 1, payment: { paymentMethod: undefined, returnUrl: RETURN_URL } });
    const waiting = await shop.until(
      'the payment',
      ({ authorization }) => (authorization?.paymentIntentId ?? null) !== null,
    );
    await confirmInBrowser(shop, waiting.authorization?.paymentIntentId ?? '');
    await shop.authenticate(await shop.until('the page', ({ status }) => status === 'requires_action'));
    await shop.until('the hold', ({ status }) => status === 'authorized');
    await shop.ship('P1');
    return { ...COMPLETED, captured: worthOf(1), shipments: ['P1'] };
  },
};

export const dispute: Life = {
  name: 'dispute',
  live: async (shop) => {
    await shop.placeHeldOrder({ units: 1, payment: { paymentMethod: 'pm_card_createDispute' } });
    await shop.ship('P1');
    const { place, orderId } = shop;
    const ask = (): Promise<DisputeRecord[]> => place.reader.listDisputes(orderId);
    const [opened] = await shop.waitFor('staged evidence', ask, ([first]) => first?.evidenceState === 'staged');
    await openDisputesAtStripe(place.stripe).close(opened?.disputeId ?? '');
    await shop.waitFor('the end of the dispute', ask, ([first]) => first?.status === 'lost');
    return { ...COMPLETED, captured: worthOf(1), attention: ['dispute_lost'], shipments: ['P1'] };
  },
};

/** What Stripe.js does with the client secret, where the bank has a page of its own. */
async function confirmInBrowser({ place }: PatientShop, paymentIntentId: string): Promise<void> {
  const answer = await fetch(`${place.stripe.url}/v1/payment_intents/${paymentIntentId}/confirm`, {
    method: 'POST',
    headers: { authorization: `Bearer ${place.stripe.apiKey}` },
    body: new URLSearchParams({ payment_method: 'pm_card_threeDSecure2Required', return_url: RETURN_URL }),
    signal: AbortSignal.timeout(20_000),
  });
  if (!answer.ok) throw new Error(`the confirm in the browser answered ${await answer.text()}`);
}
