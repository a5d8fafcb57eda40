import { createHmac, randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { startHoldfast, type Holdfast } from '../../../../test/setup/holdfast';
import { expectConsistentRecords } from '../../../../test/setup/consistent-records';
import { createTestDatabase, type TestDatabase } from '../../../../test/setup/postgres';
import { driveApi, WEBHOOK_SECRET, type ApiDriver } from '../testing/api-driver';
import { EXAMPLE_ORDER, EXAMPLE_SHIPMENT } from '../testing/example-order';

/** What PostgreSQL says when it cannot do now what it could do at another time. */
const STATES = '08006 25006 25P03 28P01 40001 40P01 53100 53200 53300 55P03 57014 57P01 57P03 58030'.split(' ');

let holdfast: Holdfast;
let api: ApiDriver;

beforeAll(async () => {
  holdfast = await startHoldfast();
  api = await driveApi(holdfast);
});

afterAll(async () => {
  await api.close();
  await holdfast.stop();
});

async function inDatabase(url: string, ...statements: readonly string[]): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}

describe('the API', () => {
  let database: TestDatabase;
  let troubled: ApiDriver;

  /** Whoever reads orders or stores an event is told what the table `trouble` holds. */
  beforeAll(async () => {
    database = await createTestDatabase();
    await inDatabase(
      database.url,
      'create table trouble (state text)',
      `create function untroubled() returns boolean language plpgsql volatile as $$
       declare found text := (select state from trouble);
       begin
         if found is not null then raise exception 'injected' using errcode = found; end if;
         return true;
       end $$`,
      'alter table orders rename to orders_kept',
      'create view orders as select * from orders_kept where (select untroubled())',
      `create function store_untroubled() returns trigger language plpgsql as
       $$ begin perform untroubled(); return new; end $$`,
      'create trigger trouble before insert on webhook_events for each row execute function store_untroubled()',
    );
    troubled = await driveApi({ ...holdfast, databaseUrl: database.url });
  });
  afterAll(async () => {
    await troubled.close();
    await database.drop();
  });

  /** What a reader and Stripe are answered while PostgreSQL says this, and whether they may come again soon. */
  async function answersDuring(state: string): Promise<unknown[]> {
    await inDatabase(database.url, 'delete from trouble', `insert into trouble values ('${state}')`);
    const answers = [await troubled.get('/v1/orders'), await deliver()];
    await inDatabase(database.url, 'delete from trouble');
    return answers.map((answer) => [answer.status, answer.headers['retry-after'], answer.problem().code]);
  }

  function deliver(): ReturnType<ApiDriver['post']> {
    const body = JSON.stringify({
      ...{ id: `evt_${randomUUID()}`, object: 'event', type: 'customer.created', api_version: null },
      ...{ created: Math.floor(Date.now() / 1000), livemode: false, data: { object: { id: 'cus_1' } } },
    });
    const time = Math.floor(Date.now() / 1000).toString();
    const signature = createHmac('sha256', WEBHOOK_SECRET).update(`${time}.${body}`).digest('hex');
    return troubled.post('/v1/webhooks/stripe', body, { 'stripe-signature': `t=${time},v1=${signature}` });
  }

  test.each(STATES)('answers 503 while PostgreSQL says %s, and works on afterwards', async (state) => {
    const told = [503, '2', 'temporarily_unavailable'];
    expect(await answersDuring(state)).toEqual([told, told]);
    expect((await troubled.get('/v1/orders')).status).toBe(200);
    expect((await deliver()).status).toBe(200);
  });

  test.each(['22001', '23514', '42703'])(
    'answers 500 when PostgreSQL says %s: we asked the wrong thing',
    async (state) => {
      const told = [500, undefined, 'internal_error'];
      expect(await answersDuring(state)).toEqual([told, told]);
    },
  );
});

test('a step is repeated whatever PostgreSQL says, and the shipment is captured once', async () => {
  await inDatabase(
    holdfast.databaseUrl,
    ...STATES.map((state) => `create sequence "failed_${state}"`),
    // What a sequence counted stays counted, though the transaction is undone.
    `create function fail_twice() returns trigger language plpgsql as $$
     declare state text := substring(new.order_id from '^state-(.{5})-');
     begin
       if state is not null and nextval(format('%I', 'failed_' || state)) <= 2 then
         raise exception 'injected' using errcode = state;
       end if;
       return new;
     end $$`,
    'create trigger trouble before insert or update on captures for each row execute function fail_twice()',
  );
  const orders = STATES.map((state) => `state-${state}-${randomUUID()}`);
  const captured = await Promise.all(
    orders.map(async (orderId) => {
      await api.post('/v1/orders', { ...EXAMPLE_ORDER, orderId, payment: { paymentMethod: 'pm_card_visa' } });
      return (await api.post(`/v1/orders/${orderId}/shipments`, EXAMPLE_SHIPMENT)).json();
    }),
  );
  expect(captured).toEqual(orders.map(() => expect.objectContaining({ status: 'captured', amount: 2300 }) as unknown));
  for (const orderId of orders) await expectConsistentRecords(holdfast, orderId);
  await holdfast.stripe.requireSound();
}, 60_000);
