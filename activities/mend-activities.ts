import { mendOrder, type Mending, type MendNeeds } from './watch/mend-order';

/** The step that mends one order, as Temporal runs it: on the queue of what calls Stripe. */
export interface MendActivities {
  mendOrder(orderId: string): Promise<Mending>;
}

/** Activities that start an order again from its rows, for a worker to register. Each may be repeated. */
export function createMendActivities(needs: MendNeeds): MendActivities {
  return { mendOrder: (orderId) => mendOrder(needs, orderId) };
}
