import { Client as SqlClient } from 'pg';
import type { Stack } from '../apps/local/src/stack';
import { eventually } from '../apps/local/src/story/eventually';
import { temporalClient } from '../libs/temporal/connection';
import { historyCost, type HistoryCost } from '../libs/temporal/history-cost';
import { orderPaymentId } from '../workflows/order-payment/messages';
import { liveSteadily, type Lived, type Load } from './load';
import { placeOrder, shipUnit } from './orders';

/** The product's own flow: orders of three shipments over HTTP, until every capture has settled. */

const SHIPMENTS = 3;

/** How long the last events of a run may be on their way. */
const SETTLED_WITHIN_SECONDS = 60;

export interface HoldfastFlow {
  /** @param name of this run: its orders are named by it */
  live<Sample>(name: string, load: Load, sample: () => Promise<Sample>): Promise<Lived<Sample>>;
  /** What the first order of a run cost at Temporal. */
  costOfFirst(name: string): Promise<HistoryCost>;
}

/** Lives orders in a running stack; each run ends once all its orders are completed. */
export function openHoldfastFlow(stack: Stack): HoldfastFlow {
  const idOf = (name: string, number: number): string => `${name}-${number.toString()}`;
  return {
    live: async (name, load, sample) => {
      const lived = await liveSteadily(load, (number) => liveOrder(stack, idOf(name, number)), sample);
      await untilCompleted(stack.databaseUrl, name, load.warmUp + load.orders);
      return lived;
    },
    costOfFirst: async (name) => {
      const client = temporalClient(stack.temporal);
      try {
        const handle = client.workflow.getHandle(orderPaymentId(idOf(name, 1)));
        await handle.result();
        return historyCost(await handle.fetchHistory());
      } finally {
        await client.connection.close();
      }
    },
  };
}

async function liveOrder(stack: Stack, orderId: string): Promise<number[]> {
  await placeOrder(stack, orderId, SHIPMENTS);
  const took: number[] = [];
  for (let number = 1; number <= SHIPMENTS; number += 1) took.push(await shipUnit(stack, orderId, number.toString()));
  return took;
}

async function untilCompleted(databaseUrl: string, name: string, orders: number): Promise<void> {
  const sql = new SqlClient({ connectionString: databaseUrl, application_name: 'bench' });
  await sql.connect();
  try {
    const count = async (): Promise<number> => {
      const done = `select count(*)::int as done from orders where order_id like $1 and status = 'completed'`;
      const { rows } = await sql.query<{ done: number }>(done, [`${name}-%`]);
      return rows[0]?.done ?? 0;
    };
    await eventually(`all orders ${name}`, SETTLED_WITHIN_SECONDS, count, (done) => done === orders);
  } finally {
    await sql.end();
  }
}
