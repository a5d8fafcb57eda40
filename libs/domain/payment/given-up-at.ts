import { awaitedUntil } from '../orders/deadline';
import type { Payment } from './payment';

/** When an order whose hold waits for the buyer is given up. */
export function givenUpAt({ hold, order }: Payment): string {
  return ('until' in hold ? hold.until : undefined) ?? awaitedUntil(order);
}
