import { CountedDatabase, type Asked } from './setup/counted-database';
import { eventually } from './setup/eventually';
import { openApiShop } from './setup/shop/api-shop';
import type { ApiOrder } from './setup/shop/api-order';

/** What an order of three shipments asks of PostgreSQL: every statement is a round trip, and most of an order's time. */

let counted: CountedDatabase;
const shop = openApiShop({
  webhooks: true,
  openDatabase: async (url) => {
    counted = await CountedDatabase.open(url);
    return counted.url;
  },
});
afterAll(() => counted.close());

const SHIPMENTS = ['A', 'B', 'C'];

/** An order from its placing to its end. Stripe's events come a moment after its answers, as they do in life. */
async function live(): Promise<void> {
  const order = await followed(() => {
    const lines = [{ lineId: '1', name: 'Product 001', quantity: SHIPMENTS.length, unitPrice: 1_000 }];
    return shop.placeOrder('pm_card_visa', { lines, shipping: { amount: 0 }, discountAmount: 0 });
  });
  for (const [index, shipmentId] of SHIPMENTS.entries()) {
    expect((await followed(() => order.ship(shipmentId, '1:1'))).status).toBe(201);
    await untilSettled(order, (index + 1) * 1_000);
  }
  await order.workflow.result();
  await untilHandled();
}

/** The events of a request are on their way once it is answered. */
async function followed<Answer>(request: () => Promise<Answer>): Promise<Answer> {
  await shop.stripe.webhooks({ mode: 'hold' });
  const answer = await request();
  await shop.stripe.webhooks({ mode: 'normal', release: true });
  return answer;
}

async function untilSettled(order: ApiOrder, amount: number): Promise<void> {
  await eventually(
    () => order.record(),
    ({ amounts }) => amounts.settled === amount,
  );
}

async function untilHandled(): Promise<void> {
  await eventually(
    () => shop.sql<{ type: string }>('select type, last_error from webhook_events where outcome is null'),
    (waiting) => waiting.length === 0,
  );
}

/** Lowered with every statement that is found to be needless, and never raised without a word why. */
const AT_MOST = {
  // Four commands are each checked and answered; eleven events are stored, and three of them tell something.
  'holdfast-api': { transactions: 22, statements: 22 },
  // It reads the deployment's state again after a second, which comes up to five times here.
  'holdfast-worker': { transactions: 17, statements: 63 },
} as const;

/** The writer of the feed works for all orders together, as often as there is something to write. */
const OF_THE_FEED = /\b(event_feed|event_outbox|event_deliveries|event_endpoints|shop_events)\b/;

test('an order of three shipments asks PostgreSQL for no more than it needs', async () => {
  // What a process reads once, and what it prepares, is not the order's.
  await live();
  counted.reset();
  await live();
  const tooMuch = Object.entries(AT_MOST).flatMap(([program, most]) => {
    const asked = counted.askedBy(program).filter((texts) => !texts.some((text) => OF_THE_FEED.test(text)));
    const isWithin = asked.length <= most.transactions && asked.flat().length <= most.statements;
    return isWithin ? [] : [`${program} asked ${told(asked)}`];
  });
  expect(tooMuch).toEqual([]);
}, 120_000);

/** The numbers, and what was asked most often. */
function told(asked: readonly Asked[]): string {
  const times = new Map<string, number>();
  for (const text of asked.flat()) times.set(text, (times.get(text) ?? 0) + 1);
  const often = [...times].sort(([, one], [, other]) => other - one);
  const lines = often.map(([text, count]) => `${count.toString().padStart(4)} ${text.trim().slice(0, 300)}`);
  const [transactions, statements] = [asked.length.toString(), asked.flat().length.toString()];
  return [`${transactions} transactions, ${statements} statements:`, ...lines].join('\n');
}
