import { mendOrder, type Mending, type MendNeeds } from './watch/mend-order';

/** The step that mends one order, as Temporal runs it: on the queue of what calls Stripe. */
export interface MendActivities {
  mendOrder(orderId: string): Promise<Mending>;
}

export function createMendActivities(needs: MendNeeds): MendActivities {
  return { mendOrder: (orderId) => mendOrder(needs, orderId) };
}
