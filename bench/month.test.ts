import { randomUUID } from 'node:crypto';
import { openApiShop } from '../test/setup/shop/api-shop';
import { ACCOUNTING } from '../workflows/accounting/messages';
import { INBOX_SWEEP } from '../workflows/inbox-sweep/messages';
import { TASK_QUEUE } from '../workflows/order-payment/messages';
import { closeMonth, plantCent, readMonth } from './month/close-books';
import { liveMonth } from './month/live-month';
import { readAll, type MonthPlace } from './month/month-place';

/** The program that measures months, with as few orders as have everything. Copies have no workflow to be audited. */
const shop = openApiShop({ webhooks: true, ordersAudited: false });

function place(): MonthPlace {
  const { holdfast, api, stripe } = shop;
  return {
    databaseUrl: holdfast.databaseUrl,
    stripe,
    ask: async (method, path, body) => {
      const answer = method === 'GET' ? await api.get(path) : await api.post(path, body ?? {});
      return { status: answer.status, body: answer.json() };
    },
    readBalance: () => run(ACCOUNTING),
    sweep: () => run(INBOX_SWEEP),
  };
}

async function run(workflow: string): Promise<void> {
  const started = { workflowId: `month-${randomUUID()}`, taskQueue: TASK_QUEUE };
  await shop.holdfast.client.workflow.execute(workflow, started);
}

test('a month of lived and copied orders closes once a cent that was booked otherwise is found and taken back', async () => {
  const { month, copies } = await liveMonth(place(), { orders: 34, lived: 4 }, () => undefined);
  await readAll(place());
  const report = await readMonth(place(), month);
  expect(report.differences).toEqual([]);
  expect(report.balances.map(({ currency }) => currency)).toEqual(['usd']);
  const lines = report.balances.flatMap(({ lines: own }) => own.map(({ line }) => line));
  expect(new Set(lines)).toEqual(new Set(['captures', 'refunds', 'disputes', 'payouts']));

  const orderId = copies[7] ?? '';
  await plantCent(place(), orderId, 1);
  expect((await readMonth(place(), month)).differences).toMatchObject([{ orderId }]);
  expect(await closeMonth(place(), month)).toContain('differ from the ledger');
  await plantCent(place(), orderId, -1);
  expect(await closeMonth(place(), month)).toBeNull();
}, 180_000);
