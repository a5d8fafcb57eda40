import fc from 'fast-check';
import type { Input } from '../../libs/domain/orders/inputs';
import { outcomeOf } from '../../libs/domain/payment/payment';
import { shipmentOf } from '../../test/examples/payments';
import { CardDesk } from '../../test/setup/desks/card-desk';
import { openShopDatabase } from '../../test/setup/desks/shop-database';

const place = openShopDatabase();

/** Each of the order's two lines is worth 2300. */
const WORTH = 2300;

function weighed(shipmentId: string, lineId: string, amount: number): Input {
  const amountAdjustment = amount === 0 ? {} : { amountAdjustment: { amount, reason: 'weighed' } };
  return {
    kind: 'capture_shipment',
    shipment: { ...shipmentOf(shipmentId, [{ lineId, quantity: 1 }]), ...amountAdjustment },
  };
}

test('a shipment is charged with what the shop added, and without what it took off', async () => {
  const desk = await CardDesk.saved(place);
  expect(await desk.handle(weighed('A', '1', 150))).toMatchObject({ kind: 'shipment_charged', mismatch: false });
  expect((await desk.record()).amounts).toMatchObject({ captured: 2450, raised: 150 });
  await desk.handle(weighed('B', '2', -100));
  const { amounts, shipments } = await desk.record();
  expect(amounts).toMatchObject({ total: 4600, raised: 150, captured: 4650, held: 0, released: 100, lost: 0 });
  expect(shipments.map(({ amount, breakdown }) => [amount, breakdown.adjustment])).toEqual([
    [2450, 150],
    [2200, -100],
  ]);
  expect((await desk.paymentIntents()).map(({ amount_received }) => amount_received).sort()).toEqual([2200, 2450]);
  expect(await desk.discrepancies()).toEqual([]);
});

test('what is taken off completely is not charged at all', async () => {
  const desk = await CardDesk.saved(place);
  await desk.handle(weighed('A', '1', -WORTH));
  await desk.handle(weighed('B', '2', 0));
  expect((await desk.record()).amounts).toMatchObject({ total: 4600, captured: 2300, released: 2300 });
  expect(await desk.paymentIntents()).toHaveLength(1);
  expect(await desk.discrepancies()).toEqual([]);
});

test('the units of an adjusted shipment that was refused ship for what they are worth', async () => {
  const desk = await CardDesk.saved(place, 'pm_card_chargeCustomerFail');
  expect(await desk.handle(weighed('A', '1', 150))).toMatchObject({ kind: 'capture_refused', reason: 'declined' });
  expect((await desk.record()).amounts).not.toHaveProperty('raised');
  const cancellation = { cancellationId: 'c', reason: 'r', contentHash: 'h', requestId: 'r' };
  await desk.handle({ kind: 'cancel_lines', cancellation });
  expect((await desk.record()).amounts).toMatchObject({ captured: 0, released: 4600 });
  expect(await desk.discrepancies()).toEqual([]);
});

test('less than a card can be charged is the shop’s to change, and nobody else’s', async () => {
  const desk = await CardDesk.saved(place);
  const step = desk.stepFor(weighed('A', '1', 10 - WORTH));
  expect(desk.learn(step, await desk.attempt(step))).toMatchObject({
    kind: 'capture_refused',
    reason: 'amount_too_small',
  });
  const { attention, status } = await desk.record();
  expect([attention, status]).toEqual([[], 'card_saved']);
  expect(await desk.discrepancies()).toEqual([]);
});

test('the books are sound whatever is added or taken off, whether the rest ships or is canceled', async () => {
  const adjustment = fc.oneof(fc.constant(0), fc.integer({ min: -1_000, max: 1_000 }));
  await fc.assert(
    fc.asyncProperty(adjustment, adjustment, fc.boolean(), async (one, other, ships) => {
      const desk = await CardDesk.saved(place);
      await desk.handle(weighed('A', '1', one));
      const cancellation = { cancellationId: 'c', reason: 'r', contentHash: 'h', requestId: 'r' };
      await desk.handle(ships ? weighed('B', '2', other) : { kind: 'cancel_lines', cancellation });
      const { amounts } = await desk.record();
      expect(amounts.captured).toBe(WORTH + one + (ships ? WORTH + other : 0));
      expect(outcomeOf(desk.payment).released).toBe(amounts.released);
      expect(await desk.discrepancies()).toEqual([]);
    }),
    { numRuns: 10 },
  );
}, 60_000);
