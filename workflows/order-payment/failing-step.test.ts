import { defaultPayloadConverter } from '@temporalio/common';
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { openDatabase } from '../../libs/postgres/database';
import { accept, newOrder } from '../../test/examples/orders';
import { parcel } from '../../test/examples/payments';
import { eventually } from '../../test/setup/eventually';
import { startHoldfast, tell, type Holdfast, type OrderWorkflow } from '../../test/setup/holdfast';
import { expectSoundBooksOfEnded } from '../../test/setup/sound-books';
import { captureShipment } from './messages';

let holdfast: Holdfast;

beforeAll(async () => {
  holdfast = await startHoldfast();
  await holdfast.stripe.account({ settlement_delay_seconds: 0 });
});

afterAll(async () => {
  await holdfast.stop();
});

afterEach(() => expectSoundBooksOfEnded(holdfast));

interface Trial {
  readonly attempt: number;
  readonly failures: unknown;
}

/** The attempt that comes next, and what Temporal kept of those before; undefined when nothing is tried. */
async function pending(workflow: OrderWorkflow): Promise<Trial | undefined> {
  const { raw } = await workflow.describe();
  const activity = raw.pendingActivities?.[0];
  if (activity === undefined) return undefined;
  const [details] = activity.heartbeatDetails?.payloads ?? [];
  const failures: unknown = details && defaultPayloadConverter.fromPayload(details);
  return { attempt: activity.attempt ?? 0, failures };
}

test('Temporal keeps the count of failures that nothing explains, also over an outage of Stripe', async () => {
  const database = openDatabase({ url: holdfast.databaseUrl, applicationName: 'test' });
  const order = accept(newOrder({ orderId: `f-${randomUUID()}` }));
  const { workflow } = await holdfast.authorize(order);
  await sql`alter table captures add constraint forgotten check (false) not valid`.execute(database);
  const lines = order.lines.map(({ lineId, quantity }) => ({ lineId, quantity }));
  const answer = workflow.executeUpdate(captureShipment, { args: [parcel('A', lines)] });
  await eventually(
    () => pending(workflow),
    (trial) => trial?.attempt === 3 && trial.failures === 2,
  );

  const match = { method: 'POST', path: '/v1/payment_intents/*/capture', nth: 1, times: 1 };
  await holdfast.stripe.fault(match, { kind: 'error', status: 500, stored: false });
  await sql`alter table captures drop constraint forgotten`.execute(database);
  await eventually(
    () => pending(workflow),
    (trial) => trial?.attempt === 4 && trial.failures === 2,
  );
  await database.destroy();
  expect(await answer).toMatchObject({ kind: 'accepted' });
  await tell(workflow, 'settlement', 'charge.updated');
  expect(await workflow.result()).toMatchObject({ status: 'completed', captured: 4600 });
});
