import type { Life, RightEnd } from './life';
import { worthOf } from './patient-shop';

/** Lives of orders that are paid through WooshPay. Their deadlines, a week away, are lived by the scenarios. */

const COMPLETED: RightEnd = {
  status: 'completed',
  captured: 0,
  released: 0,
  refunded: 0,
  attention: [],
  shipments: [],
};
const RETURN_URL = 'https://shop.example/return';

/** What left is captured once, with the end of the order; the rest goes back by itself. */
const capturedOnce: Life = {
  name: 'WooshPay: captured once and refunded',
  provider: 'wooshpay',
  live: async (shop) => {
    await shop.placeHeldOrder({ units: 2 });
    await shop.ship('P1');
    await shop.cancel();
    await shop.until('the one capture', ({ amounts }) => amounts.captured > 0);
    await shop.refund('R1', { shipmentId: 'P1' });
    const end = { captured: worthOf(1), released: worthOf(1), refunded: worthOf(1) };
    return { ...COMPLETED, ...end, shipments: ['P1'] };
  },
};

const heldAgain: Life = {
  name: 'WooshPay: held again with the kept card',
  provider: 'wooshpay',
  live: async (shop) => {
    await shop.placeHeldOrder({ units: 2, payment: { saveForLater: true } });
    await shop.ship('P1');
    await shop.until(
      'another hold, or word that there will be none',
      ({ holds, amounts, attention }) =>
        (holds.length > 1 && amounts.held > 0) || attention.some(({ code }) => code === 'reauthorization_failed'),
    );
    await shop.ship('P2');
    return { ...COMPLETED, captured: worthOf(2), shipments: ['P1', 'P2'] };
  },
};

/** No hold is incremented there: a second one takes its place. */
const grown: Life = {
  name: 'WooshPay: lines on a second hold',
  provider: 'wooshpay',
  live: async (shop) => {
    await shop.placeHeldOrder({ units: 1, payment: { saveForLater: true } });
    const line = { lineId: '2', name: 'More', quantity: 1, unitPrice: 700 };
    await shop.changeLines('lines', { changeId: 'C1', lines: [line] });
    await shop.until(
      'the hold with room for the added line alone',
      ({ holds, amounts }) => holds.length === 2 && amounts.held === worthOf(1) + line.unitPrice,
    );
    await shop.ship('P1', 1, {
      lines: [
        { lineId: '1', quantity: 1 },
        { lineId: '2', quantity: 1 },
      ],
    });
    return { ...COMPLETED, captured: worthOf(1) + line.unitPrice, shipments: ['P1'] };
  },
};

const charged: Life = {
  name: 'WooshPay: charge on ship with authentication',
  provider: 'wooshpay',
  live: async (shop) => {
    const payment = { paymentMethod: 'pm_card_threeDSecureRequired', returnUrl: RETURN_URL };
    await shop.placeOrder({ units: 1, payment, policy: { fulfilment: 'charge_on_ship' } });
    await shop.authenticate(
      await shop.until('the page to save the card', ({ status }) => status === 'requires_action'),
    );
    await shop.until('the saved card', ({ status }) => status === 'card_saved');
    await shop.ship('P1');
    await shop.authenticate(await shop.until('the page to pay', ({ status }) => status === 'requires_action'));
    return { ...COMPLETED, captured: worthOf(1), shipments: ['P1'] };
  },
};

const paidAtOnce: Life = {
  name: 'WooshPay: immediate',
  provider: 'wooshpay',
  live: async (shop) => {
    await shop.placeOrder({ units: 1, policy: { fulfilment: 'immediate' } });
    return { ...COMPLETED, captured: worthOf(1), shipments: ['holdfast.immediate'] };
  },
};

const declinedFirst: Life = {
  name: 'WooshPay: 3-D Secure after a decline',
  provider: 'wooshpay',
  live: async (shop) => {
    await shop.placeOrder({ units: 1, payment: { paymentMethod: 'pm_card_chargeDeclined', returnUrl: RETURN_URL } });
    await shop.until('the decline', ({ status }) => status === 'requires_payment_method');
    await shop.confirm('pm_card_threeDSecureRequired');
    await shop.authenticate(await shop.until('the page', ({ status }) => status === 'requires_action'));
    await shop.until('the hold', ({ status }) => status === 'authorized');
    await shop.ship('P1');
    return { ...COMPLETED, captured: worthOf(1), shipments: ['P1'] };
  },
};

const givenBack: Life = {
  name: 'WooshPay: canceled before it ships',
  provider: 'wooshpay',
  live: async (shop) => {
    await shop.placeHeldOrder({ units: 2 });
    await shop.cancel();
    return { ...COMPLETED, status: 'canceled', released: worthOf(2) };
  },
};

const adopted: Life = {
  name: 'WooshPay: adopted payment',
  provider: 'wooshpay',
  live: async (shop) => {
    await shop.placeHeldOrder({ units: 2, bringsPayment: true });
    await shop.ship('P1');
    await shop.ship('P2');
    return { ...COMPLETED, captured: worthOf(2), shipments: ['P1', 'P2'] };
  },
};

export const AT_WOOSHPAY: readonly Life[] = [
  ...[capturedOnce, heldAgain, grown, charged, paidAtOnce, declinedFirst, givenBack, adopted],
];
