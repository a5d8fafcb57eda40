import { openApiShop } from '../../../../test/setup/shop/api-shop';
import type { ApiOrder } from '../../../../test/setup/shop/api-order';
import { EVERYTHING, units } from '../../../../test/setup/shop/units';
import { shipmentSchema } from '../shipments/shipment.schema';
import { dryRunSchema, type DryRunBody } from './dry-run.schema';

const shop = openApiShop();

async function dryRun(order: ApiOrder, path: string, body: object): Promise<DryRunBody> {
  const answer = await shop.api.post(`${order.path}/${path}?dryRun=true`, body);
  expect([answer.status, answer.headers['idempotent-replayed']]).toEqual([200, undefined]);
  return dryRunSchema.parse(answer.json());
}

function shipment(shipmentId: string, lines: string): object {
  return { shipmentId, lines: units(lines) };
}

test('a shipment does what its dry run said, to the cent, and the dry run did nothing', async () => {
  const order = await shop.placeOrder();
  const { paymentIntentId: id } = order.placed.payment;
  for (const [name, lines] of [
    ['A', '1:1'],
    ['B', '2:1'],
  ] as const) {
    const before = [await order.read(), await order.timeline()];
    const foreseen = await dryRun(order, 'shipments', shipment(name, lines));
    expect([await order.read(), await order.timeline()]).toEqual(before);
    const shipped = shipmentSchema.parse((await order.ship(name, lines)).json());
    const { amounts } = await order.read();
    expect(foreseen).toMatchObject({ dryRun: true, currency: 'usd', refusal: null, replayed: false });
    expect(foreseen.requests).toEqual([{ kind: 'capture', id, amount: shipped.amount, final: name === 'B' }]);
    expect(foreseen.amounts.captured).toBe(shipped.amount);
    expect(foreseen.amounts.held).toBe(amounts.held);
    expect(foreseen.amounts.released).toBe(amounts.released);
  }
});

test('what the order does not allow is told with the problem of the command, and a repeat as one', async () => {
  const order = await shop.placeOrder();
  await order.ship('A', '1:1');
  const { refusal, requests } = await dryRun(order, 'shipments', shipment('B', EVERYTHING));
  const asked = (await order.ship('B', EVERYTHING)).problem();
  expect(refusal).toMatchObject({ code: 'units_not_available', status: 409, detail: asked.detail, left: asked.left });
  expect(requests).toEqual([]);
  expect(await dryRun(order, 'shipments', shipment('A', '1:1'))).toMatchObject({ replayed: true, refusal: null });
  const other = await dryRun(order, 'shipments', shipment('A', '2:1'));
  expect(other.refusal).toMatchObject({ code: 'shipment_conflict' });
  await order.cancel('C');
  const closed = await dryRun(order, 'cancellations', { cancellationId: 'C2', reason: 'r' });
  expect(closed.refusal).toMatchObject({ code: 'order_closed', status: 409 });
});

test('a cancellation tells what goes back now, and what later', async () => {
  const order = await shop.placeOrder();
  const reason = 'out of stock';
  const part = await dryRun(order, 'cancellations', { cancellationId: 'C1', reason, lines: units('2:1') });
  expect(part).toMatchObject({ requests: [], amounts: { released: 0, releasedLater: 2300, held: 4600 } });
  const all = await dryRun(order, 'cancellations', { cancellationId: 'C2', reason });
  expect(all).toMatchObject({ requests: [{ kind: 'cancel' }], amounts: { released: 4600, releasedLater: 0, held: 0 } });
  await order.cancel('C2');
  expect((await order.read()).amounts.released).toBe(all.amounts.released);
});

test('a refund tells which charge gives back how much, and nothing is reserved for it', async () => {
  const order = await shop.placeOrder();
  await order.ship('A', '1:1');
  const whole = { refundId: 'R', shipmentId: 'A', reason: 'broken' };
  for (const refund of [whole, { ...whole, refundId: 'R2' }]) {
    const foreseen = await dryRun(order, 'refunds', refund);
    expect(foreseen.amounts).toMatchObject({ refunded: 2300, held: 2300, released: 0 });
    expect(foreseen.requests).toMatchObject([{ kind: 'refund', amount: 2300, final: null }]);
    expect(foreseen.requests[0]?.id).toMatch(/^ch_/);
  }
  expect((await order.refund('R', { shipmentId: 'A' })).json()).toMatchObject({ amount: 2300 });
  const again = await dryRun(order, 'refunds', { ...whole, refundId: 'R2' });
  expect(again.refusal).toMatchObject({ code: 'units_not_available', left: [{ lineId: '1', quantity: 0 }] });
  const tooMuch = { refundId: 'R3', amount: 1, reason: 'r' };
  const answer = await shop.api.post(`${order.path}/refunds?dryRun=true`, tooMuch);
  expect(answer.problem()).toMatchObject({ code: 'invalid_request', maximumAmount: 0 });
  await order.cancel('C');
});

test('more lines tell the increment of the hold, a lower price what goes back, times nothing', async () => {
  const order = await shop.placeOrder();
  const { paymentIntentId: id } = order.placed.payment;
  const line = { lineId: '3', name: 'Cushion', quantity: 2, unitPrice: 1500, taxAmount: 300 };
  expect(await dryRun(order, 'lines', { changeId: 'more', lines: [line] })).toMatchObject({
    requests: [{ kind: 'increment', id, amount: 7900 }],
    amounts: { incremented: 3300, held: 7900 },
  });
  const lower = { changeId: 'less', unitPrice: 1000, reason: 'price match' };
  expect((await dryRun(order, 'lines/2/reduction', lower)).amounts).toMatchObject({ releasedLater: 1106, held: 4600 });
  const later = await dryRun(order, 'deadline', { onDeadline: 'capture_remaining' });
  expect(later).toMatchObject({ requests: [], refusal: null, replayed: false, amounts: { held: 4600 } });
  expect((await order.read()).amounts).toEqual(order.placed.amounts);
  await order.cancel('C');
});

test('a shipment that only waits for its capture can be tried to be undone', async () => {
  const order = await shop.placeOrder('pm_card_credit_disableEnterpriseCardFeatures');
  const covered = await dryRun(order, 'shipments', shipment('A', '1:1'));
  expect(covered).toMatchObject({ requests: [], amounts: { covered: 2300, captured: 0 } });
  await order.ship('A', '1:1');
  const undone = await dryRun(order, 'shipments/A/cancellation', { reason: 'not picked up' });
  expect(undone).toMatchObject({ requests: [], refusal: null, amounts: { covered: -2300 } });
  expect((await order.ship('B', '2:1')).json()).toMatchObject({ amount: 2300, final: true });
});

test('what cannot be tried out is refused, and not done', async () => {
  const order = await shop.placeOrder();
  const ship = (query: string): Promise<string> =>
    shop.api.post(`${order.path}/shipments?${query}`, shipment('A', '1:1')).then((answer) => answer.problem().code);
  for (const query of ['dryRun=yes', 'dryrun=true', 'dryRun=true&dryRun=false']) {
    expect(await ship(query)).toBe('invalid_request');
  }
  const confirmed = await shop.api.post(`${order.path}/confirm?dryRun=true`, { paymentMethod: 'pm_card_visa' });
  expect(confirmed.problem()).toMatchObject({ code: 'invalid_request', errors: [{ path: 'dryRun' }] });
  const nobody = await shop.api.post('/v1/orders/nobody-knows-it/shipments?dryRun=true', shipment('A', '1:1'));
  expect(nobody.problem().code).toBe('order_not_found');
  expect((await order.read()).shipments).toEqual([]);
  await order.cancel('C');
});
