import type { UnitsReopening } from '../../libs/domain/orders/inputs';
import { CardDesk, first } from '../../test/setup/desks/card-desk';
import { openShopDatabase } from '../../test/setup/desks/shop-database';

const place = openShopDatabase();

/** The first unit of line 1 goes back, and ships once more. */
function reopening(changes: Partial<UnitsReopening> = {}): UnitsReopening {
  return {
    ...{ changeId: 'refund/R', refundId: 'R', shipmentId: null, lines: [{ lineId: '1', quantity: 1 }], amount: null },
    ...{ reason: 'broken', contentHash: 'h', acceptanceId: 'a', requestId: 'r' },
    units: [{ lineId: '1', fromUnit: 0, units: 1 }],
    ...changes,
  };
}

test('the intent of a refund and the units that open again are written together, once', async () => {
  const desk = await CardDesk.saved(place);
  await desk.handle(first);
  const step = desk.stepFor({ kind: 'reopen_units', reopening: reopening() });
  expect(await desk.attempt(step)).toMatchObject({ kind: 'units_reopened', change: { amount: 2300 } });
  expect(await desk.attempt(step)).toMatchObject({ kind: 'units_reopened', change: { amount: 2300 } });
  const { lines, amounts } = await desk.record();
  expect([lines[0], amounts.total]).toMatchObject([{ lineId: '1', quantity: 2 }, 6900]);
  expect(await place.reader.findRefund(desk.orderId, 'R')).toMatchObject({
    status: 'requested',
    amount: 2300,
    reopened: true,
  });
  expect(await desk.timeline()).toContain('lines_added');
});

test('units that went back at the same time are not opened again, and nothing is written', async () => {
  const desk = await CardDesk.saved(place);
  await desk.handle(first);
  const step = desk.stepFor({ kind: 'reopen_units', reopening: reopening() });
  const other = desk.stepFor({ kind: 'reopen_units', reopening: reopening({ changeId: 'refund/S', refundId: 'S' }) });
  expect(await desk.attempt(other)).toMatchObject({ kind: 'units_reopened' });
  expect(await desk.attempt(step)).toMatchObject({
    kind: 'reopening_refused',
    refusal: { code: 'units_not_available' },
  });
  expect(await place.reader.findRefund(desk.orderId, 'R')).toBeUndefined();
});
