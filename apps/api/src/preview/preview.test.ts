import { openApiShop } from '../../../../test/setup/shop/api-shop';
import type { ApiOrder } from '../../../../test/setup/shop/api-order';
import { EVERYTHING, units } from '../../../../test/setup/shop/units';
import { shipmentSchema } from '../shipments/shipment.schema';
import { previewSchema, type PreviewBody } from './preview.schema';

const shop = openApiShop();

function shipment(shipmentId: string, lines: string): object {
  return { shipment: { shipmentId, lines: units(lines) } };
}

async function preview(order: ApiOrder, command: object): Promise<PreviewBody> {
  const answer = await shop.api.post(`${order.path}/preview`, command);
  expect(answer.status).toBe(200);
  return previewSchema.parse(answer.json());
}

test('a shipment does what its preview said, to the cent, and the preview did nothing', async () => {
  const order = await shop.placeOrder();
  for (const [id, lines] of [
    ['A', '1:1'],
    ['B', '2:1'],
  ] as const) {
    const before = await order.read();
    const foreseen = await preview(order, shipment(id, lines));
    expect(await order.read()).toEqual(before);
    expect(foreseen).toMatchObject({ currency: 'usd', repeat: false, asks: id === 'A' ? 'capture' : 'final_capture' });
    const shipped = shipmentSchema.parse((await order.ship(id, lines)).json());
    const after = await order.read();
    expect(foreseen.captured).toBe(shipped.amount);
    expect(foreseen.held).toBe(after.amounts.held);
    expect(foreseen.released).toBe(after.amounts.released);
  }
});

test('what would be refused is refused in the preview with the same problem', async () => {
  const order = await shop.placeOrder();
  await order.ship('A', '1:1');
  const previewed = (await shop.api.post(`${order.path}/preview`, shipment('B', EVERYTHING))).problem();
  const asked = (await order.ship('B', EVERYTHING)).problem();
  expect([previewed.code, previewed.detail, previewed.left]).toEqual([asked.code, asked.detail, asked.left]);
  expect(await preview(order, shipment('A', '1:1'))).toMatchObject({ repeat: true, asks: 'nothing', captured: 0 });
  await order.cancel('C');
});

test('a cancellation tells what goes back now, and what later', async () => {
  const order = await shop.placeOrder();
  const reason = 'out of stock';
  const part = await preview(order, { cancellation: { cancellationId: 'C1', reason, lines: units('2:1') } });
  expect(part).toMatchObject({ asks: 'nothing', released: 0, held: 4600 });
  expect(part.releasedLater).toBeGreaterThan(0);
  const all = await preview(order, { cancellation: { cancellationId: 'C2', reason } });
  expect(all).toMatchObject({ asks: 'cancel', released: 4600, releasedLater: 0, held: 0 });
  await order.cancel('C2');
  expect((await order.read()).amounts.released).toBe(all.released);
});

test('a preview of nothing, of two things, or of an order that is not there is refused', async () => {
  const order = await shop.placeOrder();
  const both = { ...shipment('A', '1:1'), cancellation: { cancellationId: 'C', reason: 'r' } };
  for (const body of [{}, both]) {
    expect((await shop.api.post(`${order.path}/preview`, body)).problem().code).toBe('invalid_request');
  }
  const nobody = await shop.api.post('/v1/orders/nobody-knows-it/preview', shipment('A', '1:1'));
  expect(nobody.problem().code).toBe('order_not_found');
  await order.cancel('C');
});
