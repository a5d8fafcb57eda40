import { ApplicationFailure } from '@temporalio/common';
import { openDatabase } from '../../libs/postgres/database/database';
import { OrderDesk } from '../../test/setup/desks/order-desk';
import { openShopDatabase } from '../../test/setup/desks/shop-database';
import { createPaymentActivities } from '../payment-activities';
import { carryOut } from '../../test/setup/carry-out';

const place = openShopDatabase();

const DOWN = { kind: 'error', status: 500, stored: false };
const FORBIDDEN = { kind: 'error', status: 403, code: 'forbidden', stored: false };

/** An order whose hold the network drops in so many seconds, as this worker's clock shows. */
async function holdWith(secondsLeft: number): Promise<OrderDesk> {
  const shop = new OrderDesk(place);
  await shop.authorize();
  const [row] = await place.database
    .selectFrom('authorizations')
    .select('capture_before')
    .where('order_id', '=', shop.orderId)
    .execute();
  if (!row?.capture_before) throw new Error('nothing is held');
  shop.passHere(Math.ceil((Date.parse(row.capture_before) - Date.now()) / 1000) - secondsLeft);
  return shop;
}

/** Milliseconds that the release waits after its failed sixth attempt. */
async function pauseOf(shop: OrderDesk, effect: object, database = place.database): Promise<number> {
  const step = shop.stepFor({ kind: 'deadline' });
  await shop.control('faults', { match: { path: '/v1/payment_intents/**' }, effect });
  const activities = createPaymentActivities({ ...shop.context(), database });
  const failure: unknown = await carryOut(shop.environment(6), activities, step).catch((error: unknown) => error);
  if (!(failure instanceof ApplicationFailure)) throw new Error(`the release ended with ${JSON.stringify(failure)}`);
  return Number(failure.nextRetryDelay);
}

test.each([
  { left: 7 * 24 * 3600, pause: 32_000, what: 'with days left: each pause is twice the one before' },
  { left: 30, pause: 3_000, what: 'with thirty seconds left: a tenth of them' },
  { left: 5, pause: 1_000, what: 'with five seconds left: not shorter than the first pause' },
  { left: -60, pause: 32_000, what: 'once the hold is gone: nothing is left to be in time for' },
])('a release fails, $what', async ({ left, pause }) => {
  const waited = await pauseOf(await holdWith(left), DOWN);

  expect(waited).toBeLessThanOrEqual(pause);
  expect(waited).toBeGreaterThan(pause * 0.7);
});

test('a release that Stripe rejects as our mistake is tried again in time, too', async () => {
  expect(await pauseOf(await holdWith(30), FORBIDDEN)).toBeLessThanOrEqual(3_000);
});

test('a release waits its usual pause while PostgreSQL is away', async () => {
  const shop = await holdWith(30);
  const away = openDatabase({ url: 'postgresql://nobody@127.0.0.1:1/none', applicationName: 'test' });

  expect(await pauseOf(shop, DOWN, away)).toBe(32_000);
  await away.destroy();
});
