import type { Stack } from '../apps/local/src/stack';

/** The load of the benchmarks: orders of many single units, shipped one unit at a time. */

/** Places an order of one line with `units` pieces, each worth 1.00, authorized in full. */
export async function placeOrder({ apiUrl }: Stack, orderId: string, units: number): Promise<void> {
  const lines = [{ lineId: '1', name: 'Product 001', quantity: units, unitPrice: 100 }];
  await post(`${apiUrl}/v1/orders`, { orderId, currency: 'usd', lines, payment: { paymentMethod: 'pm_card_visa' } });
}

/** Ships one unit. @returns milliseconds from the request to its 201 */
export async function shipUnit({ apiUrl }: Stack, orderId: string, shipmentId: string): Promise<number> {
  const start = performance.now();
  await post(`${apiUrl}/v1/orders/${orderId}/shipments`, { shipmentId, lines: [{ lineId: '1', quantity: 1 }] });
  return performance.now() - start;
}

async function post(url: string, body: object): Promise<void> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(60_000),
  });
  const text = await answer.text();
  if (answer.status !== 201) throw new Error(`POST ${url} answered ${answer.status.toString()}: ${text}`);
}
