import type { Life } from './life';
import { connect, refund, twoShipments } from './of-a-hold';
import { chargeOnShip, dispute } from './with-the-buyer';

/** What goes on for all orders together: its cells are lived by several of them side by side. */
export const HOUSEHOLD: Life = { ...refund, name: 'household' };

/** How its capture settles is learnt by the household alone: no webhook tells of it. */
export const LOST = { call: 'webhook api charge.updated #1', fault: 'webhook_lost' } as const;

/** Who lives beside it, with all of its webhooks. */
export const BESIDE: readonly Life[] = [twoShipments, dispute, connect, chargeOnShip];
