import type { HistoryCost } from '../../libs/temporal/history-cost';
import { orderPaymentId } from '../../workflows/order-payment/messages';
import type { Cell } from './cell';
import { faultsOf } from './conditions';
import { costOf } from './cost';
import { expectEndOf } from './end';
import type { Expected } from './expected';
import type { Line } from './line';
import type { Place } from './place';
import { ScenarioOrder } from './scenario-order';

/**
 * Runs one cell from its order to the end of its money, and checks the end and the records.
 * @param line lets few orders ship at a time, so that each ships well before its deadline
 * @throws DeadlineCameFirst when it did not
 */
export async function live(
  place: Place,
  cell: Cell,
  expected: Expected,
  { orderId, line }: { readonly orderId: string; readonly line: Line },
): Promise<HistoryCost> {
  const order = new ScenarioOrder(place, cell, orderId);
  const faults = faultsOf(cell, orderId);
  const disturbance = await place.account.disturb(faults);
  let hits: number;
  try {
    await line.pass(async () => {
      await order.placeOrder();
      await order.shipAsExpected(expected);
    });
    await order.endIt(expected);
    await expectEndOf(order, expected);
  } finally {
    hits = await disturbance.end();
  }
  expect(hits).toBeGreaterThanOrEqual(faults.length === 0 ? 0 : lostAtLeast(expected));
  return costOf(place.holdfast.client, orderPaymentId(orderId));
}

/** The answers to the authorization and to what came next; an order that is paid at once asks for nothing more. */
function lostAtLeast({ shipments }: Expected): number {
  return shipments.length === 0 ? 1 : 2;
}
