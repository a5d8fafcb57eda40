import { auditOrder } from '../../../libs/audit/audit-order';
import { readRecordedOrder } from '../../../libs/audit/read-over-http';
import { readStripeRecords, type StripeRecords } from '../../../libs/audit/stripe-records';
import { readWooshPayRecords } from '../../../libs/audit/wooshpay-records';
import { startStack, type Stack } from './stack';
import { usd, type Cast } from './story/chapters';
import { tellDeadlines } from './story/deadlines';
import { tellKilledWorker } from './story/killed-worker';
import { createNarrator, FalseClaim, type Narrator } from './story/narrator';
import { createShop, type ShownOrder } from './story/shop';
import { createStripeView } from './story/stripe-view';
import { tellSecondProvider } from './story/second-provider';
import { tellTwoShipments } from './story/two-shipments';
import { createWooshPayView } from './story/wooshpay-view';

/** `npm run demo`: the main job told in plain words. Ends with 0 only if every claim it printed was checked. */
async function main(): Promise<void> {
  process.stdout.write('Holdfast: one card hold, captured shipment by shipment. This takes about half a minute.\n');
  const stack = await startStack({ env: process.env, ports: 'free' });
  try {
    await tell(
      stack,
      createNarrator((text) => process.stdout.write(text)),
    );
  } finally {
    await stack.stop();
  }
}

async function tell(stack: Stack, narrator: Narrator): Promise<void> {
  const stripe = createStripeView(stack.emulator);
  const cast: Cast = { narrator, shop: createShop(stack.apiUrl), stripe, worker: stack.worker };
  // With a database of your own, the orders of an earlier demo are still there.
  const run = Date.now().toString(36).slice(-5);
  const id = (number: number): string => `${number.toString()}-${run}`;

  const first = await tellTwoShipments(cast, id(1042));
  const { shipped, idle } = await tellDeadlines(cast, id(1043), id(1044));
  const last = await tellKilledWorker(cast, id(1045));
  const atWooshPay = await tellSecondProvider(cast, createWooshPayView(stack.wooshPay), id(1046));
  const orders = [first, shipped, idle, last];
  const all = [...orders, atWooshPay];
  narrator.chapter('All five orders');
  narrator.claim("Stripe's own books are sound", await stripe.violations(), []);
  narrator.claim(
    'the read model, the ledger, the timeline and the payment provider agree about each',
    [
      ...(await discrepanciesOf(stack, orders, await readStripeRecords(stack.emulator))),
      ...(await discrepanciesOf(stack, [atWooshPay], await readWooshPayRecords(stack.wooshPay))),
    ],
    [],
  );
  narrator.claim(
    'no order needs a person',
    all.flatMap(({ attention }) => attention),
    [],
  );
  narrator.table(summary(all));
  process.stdout.write(
    `\n${narrator.claims.toString()} claims, all checked. \`npm start\` keeps Holdfast running: ` +
      'place orders with curl, and watch them in the Temporal UI under the workflow ids above.\n',
  );
}

async function discrepanciesOf(
  { apiUrl }: Stack,
  orders: readonly ShownOrder[],
  records: StripeRecords,
): Promise<string[]> {
  const recorded = await Promise.all(orders.map(({ orderId }) => readRecordedOrder(apiUrl, orderId)));
  return recorded.flatMap((order) => auditOrder(order, records));
}

function summary(orders: readonly ShownOrder[]): string[][] {
  return [
    ['order', 'status', 'total', 'captured', 'released', 'workflow'],
    ...orders.map(({ orderId, status, cancelReason, amounts, workflow }) => [
      orderId,
      cancelReason === null ? status : `${status} (${cancelReason})`,
      usd(amounts.total),
      usd(amounts.captured),
      usd(amounts.released),
      workflow.workflowId,
    ]),
  ];
}

main().catch((error: unknown) => {
  const told = error instanceof FalseClaim ? error.message : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`\nThe demo failed. ${told ?? ''}\n`);
  process.exitCode = 1;
});
