import { money } from '../../libs/domain/money/money';
import { readEventFacts } from '../../libs/postgres/events/event-facts';
import { receivedEvent } from '../../test/examples/events';
import { ConnectDesk } from '../../test/setup/desks/connect-desk';
import { killedBefore } from '../../test/setup/killed-worker';
import { openShopDatabase } from '../../test/setup/desks/shop-database';

const place = openShopDatabase();

test('every capture says its own share of the fee, and is settled once all of it is there', async () => {
  const desk = new ConnectDesk(place, { applicationFeeAmount: 461, onBehalfOf: true });
  await desk.shipBoth();
  expect((await desk.shop.record()).shipments.map(({ capture }) => capture.transfer)).toEqual([null, null]);
  await desk.shop.pass(60);
  await desk.settle();
  const { shipments, connect, status } = await desk.shop.record();
  const id = (prefix: string): string => expect.stringMatching(new RegExp(`^${prefix}_`)) as string;
  expect(shipments.map(({ capture }) => [capture.transfer, capture.applicationFee])).toEqual([
    [
      { stripeId: id('tr'), amount: { amount: 2300, currency: 'usd' } },
      { stripeId: id('fee'), amount: { amount: 231, currency: 'usd' } },
    ],
    [
      { stripeId: id('tr'), amount: { amount: 2300, currency: 'usd' } },
      { stripeId: id('fee'), amount: { amount: 230, currency: 'usd' } },
    ],
  ]);
  expect([status, connect]).toMatchObject([
    'completed',
    { destination: 'acct_1Seller', onBehalfOf: true, applicationFees: [{ amount: 461 }] },
  ]);
  expect(await desk.shop.timeline()).toEqual(expect.arrayContaining(['transfer_created', 'application_fee_created']));
  await desk.expectSound();
  expect(await desk.shop.discrepancies()).toEqual([]);
});

test.each([
  { terms: { transferAmount: 2301 }, sent: [1151, 1150], kept: [] },
  { terms: {}, sent: [2300, 2300], kept: [] },
  { terms: { transferAmount: 0 }, sent: [], kept: [] },
  { terms: { applicationFeeAmount: 4600 }, sent: [2300, 2300], kept: [2300, 2300] },
])('$terms', async ({ terms, sent, kept }) => {
  const desk = new ConnectDesk(place, terms);
  await desk.shipAndSettle();
  const amounts = async (shares: Promise<{ amount: number }[]>): Promise<number[]> =>
    (await shares).map(({ amount }) => amount).reverse();
  expect(await amounts(desk.stripe.transfers())).toEqual(sent);
  expect(await amounts(desk.stripe.applicationFees())).toEqual(kept);
  expect((await desk.shop.record()).status).toBe('completed');
  await desk.expectSound();
});

test('what settled is not settled for us while its transfer is not seen', async () => {
  const desk = new ConnectDesk(place, { applicationFeeAmount: 460 });
  await desk.shipBoth();
  await desk.shop.pass(60);
  await desk.settle({ ...desk.shop.gateway, readShares: () => Promise.resolve([]) });
  expect((await desk.shop.record()).status).toBe('captured');
  await desk.settle({
    ...desk.shop.gateway,
    readShares: async (request) =>
      (await desk.shop.gateway.readShares(request)).filter(({ kind }) => kind === 'transfer'),
  });
  expect((await desk.shop.record()).status).toBe('captured');
  await desk.settle();
  expect((await desk.shop.record()).status).toBe('completed');
  await desk.expectSound();
  expect(await desk.attention()).toEqual([]);
});

test('killed on the way, and told twice: every movement is written once', async () => {
  const desk = new ConnectDesk(place, { applicationFeeAmount: 460 });
  await desk.shipBoth();
  await desk.shop.pass(60);
  await expect(desk.settle(killedBefore(desk.shop.gateway, 'readShares'))).rejects.toThrow('before readShares');
  const { authorization, orderId } = await desk.shop.record();
  const chargeId = authorization?.chargeId ?? '';
  const step = { kind: 'settle', orderId, currency: 'usd', chargeId, eventId: 'evt' } as const;
  await Promise.all([desk.shop.attempt(step), desk.shop.attempt(step)]);
  await desk.shop.attempt(step);
  await desk.expectSound();
  const { transactions } = await place.reader.readLedger(orderId);
  expect(transactions.filter(({ kind }) => kind === 'transferred')).toHaveLength(2);
  expect(transactions.filter(({ kind }) => kind === 'application_fee')).toHaveLength(2);
});

test('a transfer of another amount than ours is recorded as it is, and calls for a person', async () => {
  const desk = new ConnectDesk(place, {});
  await desk.shipBoth();
  await desk.shop.pass(60);
  const wrong = money(2299, 'usd');
  await desk.settle({
    ...desk.shop.gateway,
    readShares: async (request) => {
      const [first, second] = await desk.shop.gateway.readShares(request);
      if (first === undefined || second === undefined) throw new Error('there are two transfers');
      return [first, { ...second, amount: wrong }];
    },
  });
  const { shipments } = await desk.shop.record();
  expect(shipments.map(({ capture }) => capture.transfer?.amount.amount)).toEqual([2300, 2299]);
  expect(await desk.attention()).toEqual(['amount_mismatch']);
});

test('news of a transfer or a fee is known by its balance transaction', async () => {
  const desk = new ConnectDesk(place, { applicationFeeAmount: 460 });
  await desk.shipBoth();
  await desk.shop.pass(60);
  const { authorization } = await desk.shop.record();
  const chargeId = authorization?.chargeId ?? '';
  const { orderId } = desk.shop;
  const news = await desk.shop.gateway.readShares({ orderId, chargeId, kinds: ['transfer', 'application_fee'] });
  const known = async (): Promise<(boolean | undefined)[]> =>
    Promise.all(
      news.map(async ({ balanceTransactionId }) => {
        const event = receivedEvent({ chargeId, balanceTransactionId });
        const { subject } = await readEventFacts(place.database, event, desk.shop.clock().toISOString());
        return subject?.orderId === orderId ? subject.settlementRecorded : undefined;
      }),
    );
  expect(await known()).toEqual([false, false, false, false]);
  await desk.settle();
  expect(await known()).toEqual([true, true, true, true]);
});
