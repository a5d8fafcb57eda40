import { randomUUID } from 'node:crypto';
import { ensureSchedules } from '../../apps/worker/src/schedules';
import { openDatabase } from '../../libs/postgres/database';
import { createInbox } from '../../libs/postgres/webhook-event-store';
import { accept, newOrder } from '../../test/examples/orders';
import { parcel } from '../../test/examples/payments';
import { startHoldfast, type Holdfast, type OrderWorkflow } from '../../test/setup/holdfast';
import { expectSoundBooksOfEnded } from '../../test/setup/sound-books';
import { captureShipment, TASK_QUEUE } from '../order-payment/messages';
import { ORDER_WATCH_SCHEDULE } from '../order-watch/messages';
import { INBOX_SWEEP, INBOX_SWEEP_SCHEDULE } from './messages';

let holdfast: Holdfast;

beforeAll(async () => {
  holdfast = await startHoldfast({ settlementReadAfterSeconds: 0 });
  await holdfast.stripe.account({ settlement_delay_seconds: 0 });
});

afterAll(async () => {
  await holdfast.stop();
});

afterEach(() => expectSoundBooksOfEnded(holdfast));

async function shippedOrder(): Promise<{ orderId: string; workflow: OrderWorkflow }> {
  const orderId = `s-${randomUUID()}`;
  const { workflow } = await holdfast.authorize(accept(newOrder({ orderId })));
  const lines = newOrder().lines.map(({ lineId, quantity }) => ({ lineId, quantity }));
  await workflow.executeUpdate(captureShipment, { args: [parcel('A', lines)] });
  return { orderId, workflow };
}

async function sweep(): Promise<void> {
  await holdfast.client.workflow.execute(INBOX_SWEEP, { workflowId: `sweep-${randomUUID()}`, taskQueue: TASK_QUEUE });
}

test('a settlement that no webhook announced is read', async () => {
  const { orderId, workflow } = await shippedOrder();
  await sweep();
  expect(await workflow.result()).toMatchObject({ status: 'completed', captured: 4600 });
  expect((await holdfast.reader.findOrder(orderId))?.amounts.settled).toBe(4600);
});

test('a stored event that nobody delivered is delivered', async () => {
  const { orderId, workflow } = await shippedOrder();
  const database = openDatabase({ url: holdfast.databaseUrl, applicationName: 'test' });
  const past = (): Date => new Date(Date.now() - 60_000);
  const record = await holdfast.reader.findOrder(orderId);
  await createInbox({ database, clock: past }).storeEvent({
    eventId: `evt_${randomUUID()}`,
    type: 'charge.updated',
    apiVersion: null,
    createdAt: past().toISOString(),
    livemode: false,
    about: 'settlement',
    paymentIntentId: record?.authorization?.paymentIntentId ?? null,
    chargeId: record?.authorization?.chargeId ?? null,
    balanceTransactionId: 'txn_new',
    orderId,
    refundId: null,
    stripeRefundId: null,
    disputeId: null,
    payload: {},
  });
  await sweep();
  expect(await workflow.result()).toMatchObject({ status: 'completed' });
  const waiting = await database
    .selectFrom('webhook_events')
    .select('event_id')
    .where('delivered_at', 'is', null)
    .execute();
  expect(waiting).toEqual([]);
  await database.destroy();
});

test('every worker makes sure that the sweep and the watch are scheduled, and each is scheduled once', async () => {
  const { client } = holdfast;
  const made = (how: string): Record<string, string> => ({ [INBOX_SWEEP_SCHEDULE]: how, [ORDER_WATCH_SCHEDULE]: how });
  expect([await ensureSchedules(client), await ensureSchedules(client)]).toEqual([made('created'), made('exists')]);
  const schedule = await client.schedule.getHandle(INBOX_SWEEP_SCHEDULE).describe();
  expect(schedule.spec.intervals).toMatchObject([{ every: 30_000 }]);
});
