import { expectConsistentRecordsOfCustomer } from '../setup/consistent-records';
import { setTimeout as pause } from 'node:timers/promises';
import { unitsOf, type Expected } from './expected';
import { UNIT_WORTH } from './order';
import { PATIENCE_SECONDS, type ScenarioOrder } from './scenario-order';

/** Waits until the order's money is at its end, and holds what is recorded against what must be, and against Stripe. */
export async function expectEndOf(order: ScenarioOrder, expected: Expected): Promise<void> {
  await untilEnded(order);
  const { status, amounts, attention, shipments } = await order.record();
  const inTemporal = await order.searchAttribute('HoldfastAttention');
  expect({
    status,
    total: amounts.total,
    captured: amounts.captured,
    settled: amounts.settled,
    held: amounts.held,
    released: amounts.released,
    lost: amounts.lost,
    attention: attention.map(({ code }) => code).filter((code) => !NOTICES.has(code)),
    // Temporal's list finds exactly the orders that call for a person.
    foundByAttention: inTemporal,
    shipments: shipments.filter(({ shipmentId }) => order.shipped.includes(shipmentId)).map((priced) => priced.status),
  }).toEqual({
    status: expected.status,
    total: unitsOf(order.cell) * UNIT_WORTH,
    captured: expected.captured * UNIT_WORTH,
    settled: expected.captured * UNIT_WORTH,
    held: 0,
    released: expected.released * UNIT_WORTH,
    lost: expected.lost * UNIT_WORTH,
    attention: expected.attention,
    foundByAttention: attention.length > 0,
    shipments: order.shipped.map(() => 'settled'),
  });
  await expectConsistentRecordsOfCustomer(order.place.holdfast, order.orderId, order.customer);
}

/** Not a problem: whether it was opened says only how long the hold was. */
const NOTICES: ReadonlySet<string> = new Set(['hold_expiring']);

async function untilEnded(order: ScenarioOrder): Promise<void> {
  const { place } = order;
  const ended: Promise<unknown> = order.workflow.result();
  const seconds = 2 * place.window.seconds + PATIENCE_SECONDS;
  const giveUp = new AbortController();
  const late = pause(seconds * 1000, 'late', { signal: giveUp.signal }).catch(() => 'given up');
  const first = await Promise.race([ended, late]);
  giveUp.abort();
  if (first === 'late') {
    throw new Error(`not ended within ${seconds.toString()} s: ${JSON.stringify(await order.record())}`);
  }
}
