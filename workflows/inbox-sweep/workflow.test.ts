import { Worker } from '@temporalio/worker';
import { randomUUID } from 'node:crypto';
import pino from 'pino';
import { createEventDelivery } from '../../activities/events/event-delivery';
import { createInboxActivities } from '../../activities/inbox-activities';
import { ensureSchedules } from '../../apps/worker/src/schedules';
import { openDatabase, type Database } from '../../libs/postgres/database/database';
import { createInbox } from '../../libs/postgres/events/webhook-event-store';
import { receivedEvent } from '../../test/examples/events';
import { EVERYTHING } from '../../test/setup/shop/units';
import type { WorkflowOrder } from '../../test/setup/shop/workflow-order';
import { openWorkflowShop } from '../../test/setup/shop/workflow-shop';
import { workflowBundle } from '../../test/setup/temporal';
import { ACCOUNTING_SCHEDULE } from '../accounting/messages';
import { MISSED_EVENTS_SCHEDULE } from '../missed-events/messages';
import { TASK_QUEUE } from '../order-payment/messages';
import { ORDER_WATCH_SCHEDULE } from '../order-watch/messages';
import { INBOX_SWEEP, INBOX_SWEEP_SCHEDULE } from './messages';

const shop = openWorkflowShop({ settlementReadAfterSeconds: 0, ownTemporal: true });

async function shipped(): Promise<WorkflowOrder> {
  const order = await shop.placeOrder();
  await order.ship('A', EVERYTHING);
  return order;
}

async function sweep(): Promise<void> {
  const workflowId = `sweep-${randomUUID()}`;
  await shop.holdfast.client.workflow.execute(INBOX_SWEEP, { workflowId, taskQueue: TASK_QUEUE });
}

test('a settlement that no webhook announced is read', async () => {
  const order = await shipped();
  await sweep();
  expect(await order.workflow.result()).toMatchObject({ status: 'completed', captured: 4600 });
  expect((await order.read()).amounts.settled).toBe(4600);
});

test('a stored event that nobody delivered is delivered', async () => {
  const order = await shipped();
  const database = openDatabase({ url: shop.holdfast.databaseUrl, applicationName: 'test' });
  const past = (): Date => new Date(Date.now() - 60_000);
  const { authorization } = await order.read();
  await createInbox({ database, clock: past }).storeEvent({
    ...receivedEvent({ about: 'settlement' }),
    type: 'charge.updated',
    paymentIntentId: authorization?.paymentIntentId ?? null,
    chargeId: authorization?.chargeId ?? null,
    balanceTransactionId: 'txn_new',
    orderId: order.orderId,
  });
  await sweep();
  expect(await order.workflow.result()).toMatchObject({ status: 'completed' });
  expect(await waitingIn(database)).toEqual([]);
  await database.destroy();
});

function waitingIn(database: Database): Promise<{ event_id: string }[]> {
  return database.selectFrom('webhook_events').select('event_id').where('delivered_at', 'is', null).execute();
}

test('a storm is worked off in one run, turn by turn', async () => {
  const database = openDatabase({ url: shop.holdfast.databaseUrl, applicationName: 'test' });
  // A clock in a hurry: each turn takes one batch of twenty, and leaves the rest to the next round.
  let looks = 0;
  const clock = (): Date => new Date(Date.now() + looks++ * 13_000);
  const inbox = createInbox({ database, clock });
  await Promise.all(Array.from({ length: 50 }, () => inbox.storeEvent(receivedEvent({ about: 'nothing' }))));
  const nobody = (): Promise<never> => Promise.reject(new Error('no event here is about anything'));
  const signals = { signalOrder: nobody, signalRefund: nobody, signalDispute: nobody };
  const log = pino({ level: 'silent' });
  const delivery = createEventDelivery({ inbox, database, ...signals, livemode: false, clock, log });
  const context = { inbox, database, delivery, ...signals, clock, log, settlementReadAfterSeconds: 3_600 };
  const taskQueue = 'a-storm';
  const { nativeConnection: connection, namespace } = shop.holdfast.temporal;
  const worker = await Worker.create({
    ...{ connection, namespace, taskQueue, workflowBundle: workflowBundle() },
    activities: createInboxActivities(context),
  });

  await worker.runUntil(
    shop.holdfast.client.workflow.execute(INBOX_SWEEP, { workflowId: `sweep-${randomUUID()}`, taskQueue }),
  );
  expect(await waitingIn(database)).toEqual([]);
  await database.destroy();
});

test('every worker makes sure that what happens again and again is scheduled, once each', async () => {
  const { client } = shop.holdfast;
  const of = (made: string): Record<string, string> => ({
    [ACCOUNTING_SCHEDULE]: made,
    [INBOX_SWEEP_SCHEDULE]: made,
    [MISSED_EVENTS_SCHEDULE]: made,
    [ORDER_WATCH_SCHEDULE]: made,
  });
  expect([await ensureSchedules(client), await ensureSchedules(client)]).toEqual([of('created'), of('exists')]);
  const schedule = await client.schedule.getHandle(INBOX_SWEEP_SCHEDULE).describe();
  expect(schedule.spec.intervals).toMatchObject([{ every: 30_000 }]);
});
