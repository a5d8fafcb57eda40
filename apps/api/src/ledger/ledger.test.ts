import { openApiShop } from '../../../../test/setup/shop/api-shop';
import { bookOf } from '../../../../libs/domain/ledger/accounts';
import { eventually } from '../../../../test/setup/eventually';
import { shipmentSchema } from '../shipments/shipment.schema';
import { ledgerPageSchema, type LedgerPageBody } from './ledger.schema';

const shop = openApiShop({ webhooks: true });

async function page(query: Record<string, string>): Promise<LedgerPageBody> {
  return ledgerPageSchema.parse((await shop.api.get(`/v1/ledger?${new URLSearchParams(query).toString()}`)).json());
}

async function all(query: Record<string, string> = {}): Promise<LedgerPageBody['transactions']> {
  const found: LedgerPageBody['transactions'] = [];
  for (let after = '0'; ;) {
    const { transactions, next } = await page({ limit: '3', after, ...query });
    if (next === after) return found;
    found.push(...transactions);
    after = next;
  }
}

test('the ledger of all orders says what was sold, when, and by which balance transaction', async () => {
  const order = await shop.placeOrder();
  expect((await order.ship('A', '1:1')).status).toBe(201);
  await order.until(({ amounts }) => amounts.settled > 0);
  expect((await order.refund('R', { amount: 1000 })).status).toBe(201);
  const movements = await eventually(
    () => all(),
    (found) => found.some(({ kind, balanceTransactionId }) => kind === 'refunded' && balanceTransactionId !== null),
  );
  const own = movements.filter(({ orderId }) => orderId === order.orderId);
  const told = own.map(({ kind, entries }) => [
    kind,
    ...entries.map((entry) => `${entry.account} ${entry.amount.amount.toString()}`),
  ]);
  expect(told).toEqual([
    [
      'captured',
      'stripe_balance 2300',
      'sales_goods 2000',
      'sales_shipping 200',
      'sales_tax 200',
      'sales_discounts 100',
    ],
    ['settled', 'processing_fees 97', 'stripe_balance 97'],
    [
      'refunded',
      ...['goods 871', 'shipping 86', 'tax 86', 'discounts 43'].map((part) => `refunds_${part}`),
      'stripe_balance 1000',
    ],
  ]);
  const { capture } = shipmentSchema.parse((await order.readShipment('A')).json());
  expect(own.slice(0, 2).map(({ balanceTransactionId }) => balanceTransactionId)).toEqual([
    capture.balanceTransactionId,
    capture.balanceTransactionId,
  ]);
  expect(own[2]?.balanceTransactionId).toMatch(/^txn_/);
  expect(new Date(own[0]?.occurredAt ?? '') <= new Date(own[0]?.at ?? '')).toBe(true);
});

test('holds are a book of their own', async () => {
  const order = await shop.placeOrder();
  const own = (await all({ book: 'memo' })).filter(({ orderId }) => orderId === order.orderId);
  expect(own.map(({ kind }) => kind)).toEqual(['hold_placed']);
  expect(own.flatMap(({ entries }) => entries.map(({ account }) => bookOf(account)))).toEqual(['memo', 'memo']);
  expect((await all()).filter(({ orderId }) => orderId === order.orderId)).toEqual([]);
});

test('a capture that was booked as one sum is split by a movement of its own, once', async () => {
  const order = await shop.placeOrder();
  expect((await order.ship('A', '1:1')).status).toBe(201);
  // As the release before booked it.
  await shop.sql(`
    do $$ declare own bigint := (
      select transaction_id from ledger_transactions where order_id = '${order.orderId}' and kind = 'captured'
    );
    begin
      set local session_replication_role = replica;
      delete from ledger_entries where transaction_id = own and account like 'sales_%';
      insert into ledger_entries (transaction_id, account, side, amount, currency)
      values (own, 'sales', 'credit', 2300, 'usd');
      update ledger_transactions set entry_count = 4, occurred_at = null where transaction_id = own;
    end $$`);
  const split = (): Promise<object[]> => shop.sql('select split_undivided_movements() as split');
  expect([await split(), await split()]).toEqual([[{ split: '1' }], [{ split: '0' }]]);
  const { balances } = await order.ledger();
  const own = Object.fromEntries(balances.map(({ account, balance }) => [account, balance.amount]));
  expect(own).toMatchObject({ sales: 0, sales_goods: 2000, sales_shipping: 200, sales_tax: 200, sales_discounts: 100 });
  await order.expectConsistentRecords();
});

test('pages follow each other without gaps, and reading again gives the same', async () => {
  await Promise.all([shop.placeOrder(), shop.placeOrder()]);
  const [once, again] = await Promise.all([all({ book: 'memo' }), all({ book: 'memo' })]);
  expect(again).toEqual(once);
  expect((await shop.api.get('/v1/ledger?after=x')).problem().code).toBe('invalid_request');
});
