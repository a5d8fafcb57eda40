import { sql } from 'kysely';
import { captured, holdPlaced, settled, type LedgerTransaction } from '../../domain/ledger/ledger';
import { money } from '../../domain/money/money';
import { accept, newOrder } from '../../../test/examples/orders';
import { openShopDatabase } from '../../../test/setup/desks/shop-database';
import { postLedger } from './ledger-store';
import { recordOutcome, type OrderChange } from '../orders/order-change';
import { insertOrder } from '../orders/order-store';

const place = openShopDatabase();
beforeAll(async () => {
  await place.database.transaction().execute((transaction) => insertOrder(transaction, accept(newOrder()), 'workflow'));
});
const origin = { actor: 'shop', requestId: 'request-1', eventId: null } as const;
const source = { orderId: '1042', at: '2026-11-22T10:00:00.000Z', origin };

function change<Result>(work: (change: OrderChange) => Promise<Result>): Promise<Result> {
  return recordOutcome(place.database, source, work);
}

const usd = (amount: number): ReturnType<typeof money> => money(amount, 'usd');

test('a movement is written once, however often it is posted', async () => {
  const placed = holdPlaced('1042/1', usd(4600));
  await change((each) => postLedger(each, placed));
  await change((each) => postLedger(each, placed));

  const { transactions, balances } = await place.reader.readLedger('1042');
  expect(transactions).toHaveLength(1);
  expect(transactions[0]).toMatchObject({
    sourceKey: 'hold/1042/1',
    kind: 'hold_placed',
    at: '2026-11-22T10:00:00.000Z',
    entries: [
      { account: 'card_holds', side: 'debit', amount: { amount: 4600, currency: 'usd' } },
      { account: 'cardholder_authorizations', side: 'credit', amount: { amount: 4600, currency: 'usd' } },
    ],
  });
  expect(balances).toContainEqual({ account: 'card_holds', balance: { amount: 4600, currency: 'usd' } });
});

test('a movement of nothing writes nothing', async () => {
  await change((each) => postLedger(each, settled('1042/free/1', { booked: usd(0), amount: usd(0), fee: usd(0) })));

  const { transactions } = await place.reader.readLedger('1042');
  expect(transactions.map(({ sourceKey }) => sourceKey)).not.toContain('settlement/1042/free/1');
});

const A = usd(1);
const B = usd(2);
const C = { amount: 1, currency: 'eur' };
test.each<{ what: string; entries: LedgerTransaction['entries'] }>([
  { what: 'debits without credits', entries: [debit(A), debit(A)] },
  { what: 'more debited than credited', entries: [debit(B), credit(A)] },
  { what: 'equal numbers of two currencies', entries: [debit(A), credit(C)] },
])('the database refuses $what, at the commit', async ({ what, entries }) => {
  const before = await place.reader.readLedger('1042');
  const unbalanced: LedgerTransaction = { sourceKey: what, kind: 'captured', entries };
  const posted = change(async (each) => {
    await postLedger(each, unbalanced);
    return 'posted';
  });

  await expect(posted).rejects.toThrow(/debits of ledger transaction \d+ differ from its credits/);
  expect(await place.reader.readLedger('1042')).toEqual(before);
});

test('the database refuses a movement without its entries', async () => {
  const posted = sql`
    insert into ledger_transactions (order_id, source_key, kind, entry_count, actor, created_at)
    values ('1042', 'empty', 'captured', 2, 'shop', now())`.execute(place.database);

  await expect(posted).rejects.toThrow(/has 0 entries instead of 2/);
});

test('the database refuses entries that come later, even balanced ones', async () => {
  const added = sql`
    insert into ledger_entries (transaction_id, account, side, amount, currency)
    select transaction_id, 'sales', side, 1, 'usd' from ledger_transactions, (values ('debit'), ('credit')) s (side)
    where source_key = 'hold/1042/1'`.execute(place.database);

  await expect(added).rejects.toThrow(/has 4 entries instead of 2/);
});

test.each([
  'update ledger_entries set amount = amount + 1',
  'delete from ledger_entries',
  'truncate ledger_entries',
  'update ledger_transactions set kind = kind',
  'delete from ledger_transactions',
  'truncate ledger_transactions cascade',
  'update timeline set message = message',
  'delete from timeline',
  'truncate timeline',
])('the database refuses: %s', async (statement) => {
  await change((each) => postLedger(each, captured('1042/A/1', { amount: usd(2300), breakdown: null })));
  await sql`insert into timeline (order_id, at, kind, actor, message) values ('1042', now(), 'x', 'shop', 'x')`.execute(
    place.database,
  );

  await expect(sql.raw(statement).execute(place.database)).rejects.toThrow(/never changed or deleted/);
});

function debit(amount: LedgerTransaction['entries'][number]['amount']): LedgerTransaction['entries'][number] {
  return { account: 'sales', side: 'debit', amount };
}

function credit(amount: LedgerTransaction['entries'][number]['amount']): LedgerTransaction['entries'][number] {
  return { account: 'stripe_balance', side: 'credit', amount };
}
