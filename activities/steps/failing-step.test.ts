import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { sql } from 'kysely';
import type { Fact } from '../../libs/domain/payment/facts';
import type { PaymentGateway } from '../../libs/domain/provider/payment-gateway';
import type { Step } from '../../libs/domain/payment/steps';
import { openDatabase, type Database } from '../../libs/postgres/database/database';
import { carryOut } from '../../test/setup/carry-out';
import { RefundDesk, refundCommand } from '../../test/setup/desks/refund-desk';
import { OrderDesk } from '../../test/setup/desks/order-desk';
import { openShopDatabase } from '../../test/setup/desks/shop-database';
import { createPaymentActivities } from '../payment-activities';
import { createRefundActivities } from '../refund-activities';
import { shipping } from '../../test/examples/inputs';

/** Steps that fail, for whatever reason, and would be tried for hours without anybody knowing. */

const ship = shipping('A', '1:1');

const place = openShopDatabase({ ofEachTest: true });

/** PostgreSQL refuses what we write, as after a migration that forgot something. */
async function refuseRowsOf(table: 'captures' | 'refunds'): Promise<void> {
  await sql`alter table ${sql.table(table)} add constraint forgotten check (false) not valid`.execute(place.database);
}

async function mend(table: 'captures' | 'refunds'): Promise<void> {
  await sql`alter table ${sql.table(table)} drop constraint forgotten`.execute(place.database);
}

const TEN_MINUTES = 10 * 60;

/** The attempts of one step one after the other, as Temporal counts them. */
class Attempts {
  private attempt = 0;
  private readonly since = Date.now();

  /** @param until when its attempts end, in seconds from the first on */
  constructor(private readonly until = 0) {}

  get sinceText(): string {
    return new Date(this.since).toISOString();
  }

  /** @returns the failure's message, or the fact */
  async next<Outcome>(run: (environment: MockActivityEnvironment) => Promise<Outcome>): Promise<Outcome | string> {
    this.attempt += 1;
    const info = { scheduledTimestampMs: this.since, scheduleToCloseTimeoutMs: this.until * 1000 };
    const log = { logger: new DefaultLogger('ERROR') };
    try {
      return await run(new MockActivityEnvironment({ attempt: this.attempt, ...info }, log));
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }
}

function calls(shop: OrderDesk): Promise<{ code: string; message: string; step: string | null }[]> {
  return shop.record().then(({ attention }) => attention.map(({ code, message, step }) => ({ code, message, step })));
}

type Run = (environment: MockActivityEnvironment) => Promise<Fact>;

function runner(shop: OrderDesk, step: Step, database: Database = place.database): Run {
  const activities = createPaymentActivities({ ...shop.context(), database });
  return (environment) => carryOut(environment, activities, step);
}

test('the tenth failure of a step calls a person, and the step done at last takes the call back', async () => {
  const shop = await OrderDesk.authorized(place);
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
        /^capture, shipment A has not succeeded since .*Z\. The last error: .*"forgotten".* Holdfast tries until it succeeds/,
      ) as string,
    },
  ]);
  expect((await shop.timeline()).filter((kind) => kind === 'attention_opened')).toHaveLength(1);

  await mend('captures');
  expect(await attempts.next(capture)).toMatchObject({ kind: 'shipment_captured', closed: ['step_failing'] });
  expect(await calls(shop)).toEqual([]);
});

const UNREADABLE = { kind: 'invalid_json' };
const DOWN = { kind: 'error', status: 500, stored: false };

test.each([
  { what: 'a provider that is down', effect: DOWN, says: /The last error: Stripe is not available now: .*status 500/ },
  { what: 'answers that nobody can read', effect: UNREADABLE, says: /The last error: Stripe.*(read|available)/ },
])('$what for ten minutes calls a person, who learns what becomes of it', async ({ effect, says }) => {
  const shop = await OrderDesk.authorized(place);
  const capture = runner(shop, shop.stepFor(ship));
  // One for the capture, and one for the read that asks what became of it.
  const match = { path: '/v1/payment_intents/**', times: 2 };
  await shop.control('faults', { match, effect });
  const attempts = new Attempts(3600);
  await attempts.next(capture);
  expect(await calls(shop)).toEqual([]);

  shop.passHere(TEN_MINUTES);
  await attempts.next(capture);
  const [call] = await calls(shop);
  expect(call).toMatchObject({ code: 'step_failing', step: 'capture/A' });
  expect(call?.message).toMatch(says);
  expect(call?.message).toContain(`since ${attempts.sinceText}`);
  expect(call?.message).toMatch(
    /Holdfast tries until .*; then it continues with what the payment provider shows\. Holdfast acts/,
  );

  expect(await attempts.next(capture)).toMatchObject({ kind: 'shipment_captured', closed: ['step_failing'] });
  expect(await calls(shop)).toEqual([]);
});

test('the message follows what is wrong now, and nobody is called twice', async () => {
  const shop = await OrderDesk.authorized(place);
  const capture = runner(shop, shop.stepFor(ship));
  await shop.control('faults', { match: { path: '/v1/payment_intents/**', times: 1 }, effect: DOWN });
  shop.passHere(TEN_MINUTES);
  const attempts = new Attempts();
  await attempts.next(capture);
  await refuseRowsOf('captures');
  await attempts.next(capture);
  expect((await calls(shop)).map(({ message }) => message)).toEqual([expect.stringContaining('forgotten')]);
  expect((await shop.timeline()).filter((kind) => kind === 'attention_opened')).toHaveLength(1);
});

test('a database that is away is told of in the log, and by the next attempt that reaches it', async () => {
  const shop = await OrderDesk.authorized(place);
  const step = shop.stepFor(ship);
  const away = openDatabase({ url: 'postgresql://nobody@127.0.0.1:1/none', applicationName: 'test' });
  const attempts = new Attempts();
  for (let attempt = 1; attempt <= 11; attempt += 1)
    expect(await attempts.next(runner(shop, step, away))).toContain('ECONNREFUSED');
  await away.destroy();
  expect(await calls(shop)).toEqual([]);
  await shop.control('faults', { match: { path: '/v1/payment_intents/**', times: 1 }, effect: DOWN });
  await attempts.next(runner(shop, step));
  expect((await calls(shop)).map(({ code }) => code)).toEqual(['step_failing']);
});

test('attempts that end without a word, as with their worker, are told of before the eleventh', async () => {
  const shop = await OrderDesk.authorized(place);
  const step = shop.stepFor(ship);
  const attempts = new Attempts();
  const dying = (): Promise<never> => Promise.reject(new Error('the worker is gone'));
  for (let attempt = 1; attempt <= 10; attempt += 1) await attempts.next(dying);
  const capturing: PaymentGateway = {
    ...shop.gateway,
    capture: async (request) => {
      told = (await calls(shop)).map(({ message }) => message);
      return shop.gateway.capture(request);
    },
  };
  let told: string[] = [];
  const activities = createPaymentActivities(shop.context(capturing));
  await attempts.next((environment) => carryOut(environment, activities, step));
  expect(told).toEqual([
    expect.stringMatching(/^capture, shipment A has not succeeded since .* ended without an error/),
  ]);
  expect(await calls(shop)).toEqual([]);
});

test('what was to place a hold is over once its order is given up', async () => {
  const shop = new OrderDesk(place);
  const step = shop.stepFor({ kind: 'authorize' });
  await shop.control('faults', { match: { method: 'POST', path: '/v1/payment_intents', times: 1 }, effect: DOWN });
  const attempts = new Attempts();
  shop.passHere(TEN_MINUTES);
  await attempts.next(runner(shop, step));
  expect((await calls(shop)).map(({ code }) => code)).toEqual(['step_failing']);
  shop.learn(step, { kind: 'step_failed', message: 'as the workflow learns it' });
  await shop.handle({ kind: 'deadline' });
  expect(await calls(shop)).toEqual([]);
});

test('a refund that fails so: the end of another refund says nothing of it', async () => {
  const desk = await RefundDesk.open(place);
  const { orderId } = desk.shop;
  const activities = createRefundActivities(desk.shop.context());
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
