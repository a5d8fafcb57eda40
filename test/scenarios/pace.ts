import type { Cell } from './cell';
import type { HoldWindow, Place } from './place';
import { planNamed } from './plans';
import { ScenarioOrder } from './scenario-order';

/** Seconds from five orders to their third shipments on two idle cores. */
const USUAL_SECONDS = 2;

/** Slower than this nobody waits for it: what does not keep its deadline then is wrong on any machine. */
const SLOWEST_PACE = 6;

/** The plan of most orders there. */
const USUAL_PLAN = { stripe: 'multicapture', wooshpay: 'capture_once' } as const;

/** How many times slower than two idle cores this machine is now; 1 at least. Orders are placed to find it out. */
export async function paceOf(place: Place): Promise<number> {
  // The first order meets code that nobody has run yet.
  await shipOne(place, 'pace.0');
  const begun = performance.now();
  await Promise.all([1, 2, 3, 4, 5].map((number) => shipOne(place, `pace.${number.toString()}`)));
  const seconds = (performance.now() - begun) / 1000;
  return Math.min(Math.max(seconds / USUAL_SECONDS, 1), SLOWEST_PACE);
}

async function shipOne(place: Place, orderId: string): Promise<void> {
  const { provider } = place;
  const what = { shipments: 3, deadline: 'all_shipped', condition: 'nothing_wrong' } as const;
  const cell: Cell = { ...what, provider, plan: USUAL_PLAN[provider] };
  const order = new ScenarioOrder(place, cell, orderId);
  await order.placeOrder();
  await order.shipAsExpected(planNamed(cell.plan).expected(cell));
}

/** A window so many times longer. */
export function longer({ seconds, margin }: HoldWindow, times: number): HoldWindow {
  return { seconds: Math.round(seconds * times), margin: Math.round(margin * times) };
}
