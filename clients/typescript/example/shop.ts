// A shop that uses the client: places the order of the README, ships it, reads lists and refuses a forged event.
import { createHoldfast, dryRunOf, everyItemOf, HoldfastProblem, orThrow, readEvent } from '@holdfast/client';

const { HOLDFAST: url = '' } = process.env;
const holdfast = createHoldfast({ url, actor: 'jane' });

const order = await orThrow(
  holdfast.POST('/v1/orders', {
    body: {
      orderId: '1042',
      currency: 'usd',
      lines: [
        { lineId: '1', productCode: 'SKU001', name: 'Product 001', quantity: 1, unitPrice: 2000, taxAmount: 200 },
        { lineId: '2', productCode: 'SKU002', name: 'Product 002', quantity: 2, unitPrice: 2000, taxAmount: 400 },
      ],
      payment: { paymentMethod: 'pm_card_visa' },
    },
  }),
);
say('order', order.status, order.actions.join(' '));

const params = { path: { orderId: order.orderId } };
const body = { shipmentId: 'A', lines: [{ lineId: '1', quantity: 1 }], trackingNumber: 'JD0146' };
const { amounts } = await dryRunOf(
  holdfast.POST('/v1/orders/{orderId}/shipments', { params: { ...params, query: { dryRun: 'true' } }, body }),
);
say('dry run', amounts.captured, amounts.held);
const shipment = await orThrow(holdfast.POST('/v1/orders/{orderId}/shipments', { params, body }));
say('shipment', shipment.status, shipment.amount);

for (const each of ['B', 'C']) {
  await orThrow(
    holdfast.POST('/v1/orders/{orderId}/shipments', {
      params,
      body: { shipmentId: each, lines: [{ lineId: '2', quantity: 1 }] },
    }),
  );
}
const found: string[] = [];
for await (const each of everyItemOf(holdfast, '/v1/shipments', { orderId: '1042', limit: '1' })) {
  found.push(each.shipmentId);
}
say('shipments', ...found);
for await (const each of everyItemOf(holdfast, '/v1/orders', { trackingNumber: 'JD0146' })) {
  say('found', each.orderId);
}

try {
  const body = { shipmentId: 'D', lines: [{ lineId: '1', quantity: 1 }] };
  await orThrow(holdfast.POST('/v1/orders/{orderId}/shipments', { params, body }));
} catch (error) {
  if (!(error instanceof HoldfastProblem)) throw error;
  say('refused', error.status, error.code);
}

try {
  readEvent('{}', { 'webhook-id': 'event_1', 'webhook-timestamp': '0', 'webhook-signature': 'v1,no' }, 'whsec_AAAA');
} catch {
  say('forged');
}

function say(...words: (string | number)[]): void {
  process.stdout.write(`${words.join(' ')}\n`);
}
