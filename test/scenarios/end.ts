import { expectConsistentRecordsOfCustomer } from '../setup/consistent-records';
import { setTimeout as pause } from 'node:timers/promises';
import { orderPaymentId } from '../../workflows/order-payment/messages';
import { unitsOf, type Expected } from './expected';
import { UNIT_WORTH } from './order';
import { PATIENCE_SECONDS, type Shop } from './shop';

/** Waits until the order's money is at its end, and holds what is recorded against what must be, and against Stripe. */
export async function expectEndOf(shop: Shop, expected: Expected): Promise<void> {
  await untilEnded(shop);
  const { status, amounts, attention, shipments } = await shop.record();
  expect({
    status,
    total: amounts.total,
    captured: amounts.captured,
    settled: amounts.settled,
    held: amounts.held,
    released: amounts.released,
    lost: amounts.lost,
    attention: attention.map(({ code }) => code).filter((code) => !NOTICES.has(code)),
    shipments: shipments.filter(({ shipmentId }) => shop.shipped.includes(shipmentId)).map((priced) => priced.status),
  }).toEqual({
    status: expected.status,
    total: unitsOf(shop.cell) * UNIT_WORTH,
    captured: expected.captured * UNIT_WORTH,
    settled: expected.captured * UNIT_WORTH,
    held: 0,
    released: expected.released * UNIT_WORTH,
    lost: expected.lost * UNIT_WORTH,
    attention: expected.attention,
    shipments: shop.shipped.map(() => 'settled'),
  });
  await expectConsistentRecordsOfCustomer(shop.place.holdfast, shop.orderId, shop.customer);
}

/** Not a problem: whether it was raised says only how long the hold was. */
const NOTICES: ReadonlySet<string> = new Set(['hold_expiring']);

async function untilEnded(shop: Shop): Promise<void> {
  const { place } = shop;
  const ended: Promise<unknown> = place.holdfast.client.workflow.getHandle(orderPaymentId(shop.orderId)).result();
  const seconds = 2 * place.window.seconds + PATIENCE_SECONDS;
  const giveUp = new AbortController();
  const late = pause(seconds * 1000, 'late', { signal: giveUp.signal }).catch(() => 'given up');
  const first = await Promise.race([ended, late]);
  giveUp.abort();
  if (first === 'late') {
    throw new Error(`not ended within ${seconds.toString()} s: ${JSON.stringify(await shop.record())}`);
  }
}
