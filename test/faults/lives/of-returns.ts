import type { DisputeRecord } from '../../../libs/postgres/records/dispute-record';
import { openDisputesAtStripe } from '../../setup/desks/disputes-at-stripe';
import type { Life, RightEnd } from './life';
import { worthOf } from './patient-shop';

/** Lives in which goods or money come back, and something follows from that. */

const COMPLETED: RightEnd = {
  status: 'completed',
  captured: 0,
  released: 0,
  refunded: 0,
  attention: [],
  shipments: [],
};

export const reopenedUnits: Life = {
  name: 'reopened units',
  live: async (shop) => {
    await shop.placeHeldOrder({ units: 2, payment: { saveForLater: true } });
    await shop.ship('P1');
    await shop.refund('R1', { lines: [{ lineId: '1', quantity: 1 }], reopen: true });
    await shop.until(
      'the hold with room for the replacement alone',
      ({ holds, amounts }) => holds.length === 2 && amounts.held === worthOf(2),
    );
    await shop.ship('P2');
    await shop.ship('P3');
    return { ...COMPLETED, captured: worthOf(3), refunded: worthOf(1), shipments: ['P1', 'P2', 'P3'] };
  },
};

export const disputedSale: Life = {
  name: 'disputed sale of a seller',
  live: async (shop) => {
    const connect = { destination: 'acct_1Seller', applicationFeeAmount: 100 };
    await shop.placeHeldOrder({ units: 1, payment: { paymentMethod: 'pm_card_createDispute', connect } });
    await shop.ship('P1');
    const { place, orderId } = shop;
    const ask = (): Promise<DisputeRecord[]> => place.reader.listDisputes(orderId);
    const [opened] = await shop.waitFor('the share that comes back', ask, ([first]) =>
      (first?.transfers ?? []).some(({ state }) => state === 'done'),
    );
    await openDisputesAtStripe(place.stripe).close(opened?.disputeId ?? '');
    await shop.waitFor('the end of the dispute', ask, ([first]) => first?.status === 'lost');
    return { ...COMPLETED, captured: worthOf(1), attention: ['dispute_lost'], shipments: ['P1'] };
  },
};
