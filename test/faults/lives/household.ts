import type { Life } from './life';
import { connect, refund, twoParcels } from './of-a-hold';
import { chargeOnShip, dispute } from './with-the-buyer';

/** What goes on for all orders together: its cells are lived by several of them side by side. */
export const HOUSEHOLD: Life = { ...dispute, name: 'household' };

/** The events of this life come by the household alone. */
export const LOST = { call: 'webhook api charge.dispute.created #1', fault: 'webhook_lost' } as const;

/** Who lives beside it, with all of its webhooks. */
export const BESIDE: readonly Life[] = [twoParcels, refund, connect, chargeOnShip];
