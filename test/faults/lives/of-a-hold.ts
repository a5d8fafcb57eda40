import type { Life, RightEnd } from './life';
import { worthOf } from './patient-shop';

/** Lives whose money is held first. */

const COMPLETED: RightEnd = {
  status: 'completed',
  captured: 0,
  released: 0,
  refunded: 0,
  attention: [],
  shipments: [],
};

export const twoShipments: Life = {
  name: 'two shipments',
  live: async (shop) => {
    await shop.placeHeldOrder({ units: 2 });
    await shop.ship('P1');
    await shop.ship('P2');
    return { ...COMPLETED, captured: worthOf(2), shipments: ['P1', 'P2'] };
  },
};

export const coveredShipments: Life = {
  name: 'covered shipments',
  live: async (shop) => {
    await shop.placeHeldOrder({ units: 2, payment: { paymentMethod: 'pm_card_credit_disableEnterpriseCardFeatures' } });
    await shop.ship('P1');
    await shop.ship('P2');
    return { ...COMPLETED, captured: worthOf(2), shipments: ['P1', 'P2'] };
  },
};

/** Half of a unit, one unit and the rest: each ends within a unit. */
export const amountShipments: Life = {
  name: 'shipments of amounts',
  live: async (shop) => {
    await shop.placeHeldOrder({ units: 2 });
    await shop.shipAmount('P1', worthOf(1) / 2);
    await shop.shipAmount('P2', worthOf(1));
    await shop.shipAmount('P3', worthOf(1) / 2);
    return { ...COMPLETED, captured: worthOf(2), shipments: ['P1', 'P2', 'P3'] };
  },
};

/** In minor units. */
const WORTH_OF_MORE = 700;
const MORE = { changeId: 'C1', lines: [{ lineId: '2', name: 'More', quantity: 1, unitPrice: WORTH_OF_MORE }] };

/** The buyer adds a unit, and gets the last one cheaper. */
export const changedLines: Life = {
  name: 'lines that change',
  live: async (shop) => {
    await shop.placeHeldOrder({ units: 2 });
    await shop.changeLines('lines', MORE);
    await shop.changeLines('lines/1/reduction', {
      changeId: 'C2',
      unitPrice: 900,
      taxAmount: 0,
      reason: 'price match',
    });
    await shop.ship('P1', 2);
    await shop.ship('P2', 1, { lines: [{ lineId: '2', quantity: 1 }] });
    return { ...COMPLETED, captured: 2 * 910 + WORTH_OF_MORE, released: worthOf(2) - 2 * 910, shipments: ['P1', 'P2'] };
  },
};

/** Nothing more can be added to a hold that something was captured of: the kept card is asked for a second one. */
export const addedLines: Life = {
  name: 'lines on a second hold',
  live: async (shop) => {
    await shop.placeHeldOrder({ units: 2, payment: { saveForLater: true } });
    await shop.ship('P1');
    await shop.changeLines('lines', MORE);
    await shop.until(
      'the hold with room for the added line alone',
      ({ holds, amounts }) => holds.length === 2 && amounts.held === worthOf(1) + WORTH_OF_MORE,
    );
    await shop.ship('P2');
    await shop.ship('P3', 1, { lines: [{ lineId: '2', quantity: 1 }] });
    return { ...COMPLETED, captured: worthOf(2) + WORTH_OF_MORE, shipments: ['P1', 'P2', 'P3'] };
  },
};

export const renewal: Life = {
  name: 'renewal',
  awaitsDeadline: true,
  live: async (shop) => {
    const policy = { onDeadline: 'reauthorize' };
    await shop.placeHeldOrder({ units: 2, payment: { saveForLater: true }, policy, awaitsDeadline: true });
    await shop.ship('P1');
    await shop.until(
      'another hold, or word that there will be none',
      ({ holds, amounts, attention }) =>
        amounts.held > 0 && (holds.length > 1 || attention.some(({ code }) => code === 'reauthorization_failed')),
    );
    await shop.ship('P2');
    return { ...COMPLETED, captured: worthOf(2), shipments: ['P1', 'P2'] };
  },
};

export const deadlineRelease: Life = {
  name: 'deadline release',
  awaitsDeadline: true,
  live: async (shop) => {
    await shop.placeHeldOrder({ units: 2, awaitsDeadline: true });
    if (await shop.ship('P1')) {
      return { ...COMPLETED, captured: worthOf(1), released: worthOf(1), shipments: ['P1'] };
    }
    return { ...COMPLETED, status: 'canceled', released: worthOf(2) };
  },
};

export const cancellation: Life = {
  name: 'cancellation',
  live: async (shop) => {
    await shop.placeHeldOrder({ units: 2 });
    await shop.ship('P1');
    await shop.cancel();
    return { ...COMPLETED, captured: worthOf(1), released: worthOf(1), shipments: ['P1'] };
  },
};

const DEARER = 500;

export const raise: Life = {
  name: 'adjustment with a raise',
  live: async (shop) => {
    await shop.placeHeldOrder({ units: 2 });
    await shop.ship('P1', 1, { amountAdjustment: { amount: DEARER, reason: 'weighed at the counter' } });
    await shop.ship('P2');
    return { ...COMPLETED, captured: worthOf(2) + DEARER, shipments: ['P1', 'P2'] };
  },
};

export const refund: Life = {
  name: 'refund',
  live: async (shop) => {
    await shop.placeHeldOrder({ units: 1 });
    await shop.ship('P1');
    await shop.refund('R1', { shipmentId: 'P1' });
    return { ...COMPLETED, captured: worthOf(1), refunded: worthOf(1), shipments: ['P1'] };
  },
};

/** Half is paid by a gift card. One return goes back to both, the other, less a fee, to the gift card alone. */
export const giftCard: Life = {
  name: 'gift card',
  live: async (shop) => {
    await shop.placeHeldOrder({ units: 2, giftCard: worthOf(1) });
    await shop.ship('P1');
    await shop.ship('P2');
    await shop.refund('R1', { shipmentId: 'P1' });
    await shop.refund('R2', { shipmentId: 'P2', amount: worthOf(1) / 4, refundTo: 'credits' });
    return { ...COMPLETED, captured: worthOf(1), refunded: worthOf(1) / 2, shipments: ['P1', 'P2'] };
  },
};

export const connect: Life = {
  name: 'Connect with a refund',
  live: async (shop) => {
    const terms = { destination: 'acct_1Seller', applicationFeeAmount: 200 };
    await shop.placeHeldOrder({ units: 2, payment: { connect: terms } });
    await shop.ship('P1');
    await shop.ship('P2');
    await shop.refund('R1', { shipmentId: 'P1' });
    return { ...COMPLETED, captured: worthOf(2), refunded: worthOf(1), shipments: ['P1', 'P2'] };
  },
};

export const anotherCard: Life = {
  name: 'another card',
  live: async (shop) => {
    await shop.placeHeldOrder({ units: 2 });
    await shop.ship('P1');
    await shop.confirm('pm_card_mastercard');
    await shop.until(
      'the hold on the other card alone',
      ({ holds, amounts }) => holds.length === 2 && amounts.held === worthOf(1),
    );
    await shop.ship('P2');
    return { ...COMPLETED, captured: worthOf(2), shipments: ['P1', 'P2'] };
  },
};

export const adoption: Life = {
  name: 'adopted payment',
  live: async (shop) => {
    await shop.placeHeldOrder({ units: 2, bringsPayment: true });
    await shop.ship('P1');
    await shop.ship('P2');
    return { ...COMPLETED, captured: worthOf(2), shipments: ['P1', 'P2'] };
  },
};
