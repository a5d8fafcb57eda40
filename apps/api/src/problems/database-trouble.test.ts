import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../../test/setup/postgres';
import { deliverTo, openApiShop, stripeEvent } from '../../../../test/setup/shop/api-shop';
import { driveApi, type ApiDriver } from '../testing/api-driver';

/** What PostgreSQL says when it cannot do now what it could do at another time. */
const STATES = '08006 25006 25P03 28P01 40001 40P01 53100 53200 53300 55P03 57014 57P01 57P03 58030'.split(' ');

const shop = openApiShop();

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
    troubled = await driveApi({ ...shop.holdfast, databaseUrl: database.url });
  });
  afterAll(async () => {
    await troubled.close();
    await database.drop();
  });

  /** What a reader and Stripe are answered while PostgreSQL says this, and whether they may come again soon. */
  async function answersDuring(state: string): Promise<unknown[]> {
    await inDatabase(database.url, 'delete from trouble', `insert into trouble values ('${state}')`);
    const answers = [
      await troubled.get('/v1/orders'),
      await deliverTo(troubled, stripeEvent('customer.created', { id: 'cus_1' })),
    ];
    await inDatabase(database.url, 'delete from trouble');
    return answers.map((answer) => [answer.status, answer.headers['retry-after'], answer.problem().code]);
  }

  test.each(STATES)('answers 503 while PostgreSQL says %s, and works on afterwards', async (state) => {
    const told = [503, '2', 'temporarily_unavailable'];
    expect(await answersDuring(state)).toEqual([told, told]);
    expect((await troubled.get('/v1/orders')).status).toBe(200);
    expect((await deliverTo(troubled, stripeEvent('customer.created', { id: 'cus_1' }))).status).toBe(200);
  });

  test.each(['22001', '23514', '42703'])(
    'answers 500 when PostgreSQL says %s: we asked the wrong thing',
    async (state) => {
      const told = [500, undefined, 'internal_error'];
      expect(await answersDuring(state)).toEqual([told, told]);
    },
  );
});

test('a step is repeated whatever PostgreSQL says, and the parcel is captured once', async () => {
  await inDatabase(
    shop.holdfast.databaseUrl,
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
  const orders = await Promise.all(
    STATES.map((state) => shop.placeOrder('pm_card_visa', { orderId: `state-${state}-${randomUUID()}` })),
  );
  const captured = await Promise.all(orders.map(async (order) => (await order.ship('A', '1:1')).json()));
  expect(captured).toEqual(orders.map(() => expect.objectContaining({ status: 'captured', amount: 2300 }) as unknown));
  for (const order of orders) await order.expectSoundBooks();
}, 60_000);
