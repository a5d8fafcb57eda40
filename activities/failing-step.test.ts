import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { sql } from 'kysely';
import type { Fact } from '../libs/domain/facts';
import type { Input } from '../libs/domain/inputs';
import type { Step } from '../libs/domain/steps';
import { openDatabase, type Database } from '../libs/postgres/database';
import { parcel } from '../test/examples/payments';
import { carryOut } from '../test/setup/carry-out';
import { RefundDesk, refundCommand } from '../test/setup/refund-desk';
import { createShopDatabase, Shop, type ShopDatabase } from '../test/setup/shop';
import { createPaymentActivities } from './payment-activities';
import { createRefundActivities } from './refund-activities';

/** Steps that fail by a bug, and would be tried for ever without anybody knowing. */

const ship: Input = { kind: 'capture_shipment', shipment: parcel('A', [{ lineId: '1', quantity: 1 }]) };

let place: ShopDatabase;
beforeEach(async () => {
  place = await createShopDatabase();
});
afterEach(() => place.drop());

/** PostgreSQL refuses what we write, as after a migration that forgot something. */
async function refuseRowsOf(table: 'captures' | 'refunds'): Promise<void> {
  await sql`alter table ${sql.table(table)} add constraint forgotten check (false) not valid`.execute(place.database);
}

async function mend(table: 'captures' | 'refunds'): Promise<void> {
  await sql`alter table ${sql.table(table)} drop constraint forgotten`.execute(place.database);
}

/** The attempts of one step one after the other: Temporal keeps what the heartbeat of one said for the next. */
class Attempts {
  private attempt = 0;
  private heartbeatDetails: unknown = undefined;

  /** @returns the failure's message, or the fact */
  async next<Outcome>(run: (environment: MockActivityEnvironment) => Promise<Outcome>): Promise<Outcome | string> {
    this.attempt += 1;
    const { attempt, heartbeatDetails } = this;
    const environment = new MockActivityEnvironment(
      { attempt, heartbeatDetails },
      { logger: new DefaultLogger('ERROR') },
    );
    environment.on('heartbeat', (details: unknown) => {
      this.heartbeatDetails = details;
    });
    try {
      return await run(environment);
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }
}

function calls(shop: Shop): Promise<{ code: string; message: string; step: string | null }[]> {
  return shop.record().then(({ attention }) => attention.map(({ code, message, step }) => ({ code, message, step })));
}

async function authorized(): Promise<Shop> {
  const shop = new Shop(place);
  await shop.handle({ kind: 'authorize' });
  return shop;
}

type Run = (environment: MockActivityEnvironment) => Promise<Fact>;

function runner(shop: Shop, step: Step, database: Database = place.database): Run {
  const activities = createPaymentActivities({ ...shop.needs(), database });
  return (environment) => carryOut(environment, activities, step);
}

test('the tenth failure of a step calls a person, and the step done at last takes the call back', async () => {
  const shop = await authorized();
  const capture = runner(shop, shop.stepFor(ship));
  await refuseRowsOf('captures');
  const attempts = new Attempts();
  for (let attempt = 1; attempt <= 9; attempt += 1) expect(await attempts.next(capture)).toContain('forgotten');
  expect(await calls(shop)).toEqual([]);
  for (let attempt = 10; attempt <= 12; attempt += 1) expect(await attempts.next(capture)).toContain('forgotten');
  expect(await calls(shop)).toEqual([
    {
      code: 'step_failing',
      step: 'capture/A',
      message: expect.stringMatching(
        /^capture, shipmentId A: failed 10 times; it goes on being tried\. The error: .*"forgotten"/,
      ) as string,
    },
  ]);
  expect((await shop.timeline()).filter((kind) => kind === 'attention_raised')).toHaveLength(1);

  await mend('captures');
  expect(await attempts.next(capture)).toMatchObject({ kind: 'shipment_captured', closed: ['step_failing'] });
  expect(await calls(shop)).toEqual([]);
});

test('a server that is away is waited for, and its failures count for nothing', async () => {
  const shop = await authorized();
  const step = shop.stepFor(ship);
  await shop.control('faults', {
    match: { method: 'POST', path: '/v1/payment_intents/*/capture', times: 99 },
    effect: { kind: 'error', status: 500, stored: false },
  });
  const attempts = new Attempts();
  for (let attempt = 1; attempt <= 11; attempt += 1) await attempts.next(runner(shop, step));
  const away = openDatabase({ url: 'postgresql://nobody@127.0.0.1:1/none', applicationName: 'test' });
  const unserved = runner(shop, step, away);
  for (let attempt = 1; attempt <= 11; attempt += 1) expect(await attempts.next(unserved)).toContain('ECONNREFUSED');
  await away.destroy();
  await refuseRowsOf('captures');
  await attempts.next(runner(shop, step));
  expect(await calls(shop)).toEqual([]);
});

test('a refund that fails so: the end of another refund says nothing of it', async () => {
  const desk = await RefundDesk.open(place);
  const { orderId } = desk.shop;
  const activities = createRefundActivities(desk.shop.needs());
  const command = refundCommand('r', { amount: 100 });
  const refund = (environment: MockActivityEnvironment): Promise<unknown> =>
    environment.run(() => activities.requestRefund({ orderId, command }));
  await refuseRowsOf('refunds');
  const attempts = new Attempts();
  for (let attempt = 1; attempt <= 10; attempt += 1) await attempts.next(refund);
  expect(await desk.attention()).toEqual(['step_failing']);
  await mend('refunds');
  await desk.request(refundCommand('s', { amount: 100 }));
  expect(await desk.attention()).toEqual(['step_failing']);
  expect(await attempts.next(refund)).toMatchObject({ kind: 'refund_recorded' });
  expect(await desk.attention()).toEqual([]);
});
