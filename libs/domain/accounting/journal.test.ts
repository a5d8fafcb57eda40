import { LEDGER_ACCOUNTS, type LedgerAccount } from '../ledger/accounts';
import { captured } from '../ledger/ledger';
import { money } from '../money/money';
import { journalHeader, journalLines, type Chart } from './journal';

const accounts = Object.fromEntries(LEDGER_ACCOUNTS.map((name, at) => [name, (1000 + at).toString()])) as Record<
  LedgerAccount,
  string
>;
const sold = { goods: 2000, tax: 200, discount: 100, shipping: 200, adjustment: 0 };
const { entries } = captured('1042/A/1', { amount: money(2300, 'eur'), breakdown: sold });
const movement = {
  transactionId: '7',
  kind: 'captured',
  orderId: '1042',
  occurredAt: '2026-11-30T23:30:00.000Z',
  entries,
};

function written(layout: Chart['layout']): string[] {
  const chart: Chart = { layout, accounts, contra: '1370' };
  return `${journalHeader(chart)}${journalLines(chart, movement, 'Europe/Berlin')}`.split('\r\n').slice(0, -1);
}

test('QuickBooks gets one journal a movement, with debits and credits, and no memo entries', () => {
  expect(written('quickbooks')).toEqual([
    'JournalNo,JournalDate,AccountName,Debits,Credits,Description,Currency',
    '7,2026-12-01,1002,23.00,,captured 1042,EUR',
    '7,2026-12-01,1007,,20.00,captured 1042,EUR',
    '7,2026-12-01,1008,,2.00,captured 1042,EUR',
    '7,2026-12-01,1009,,2.00,captured 1042,EUR',
    '7,2026-12-01,1010,1.00,,captured 1042,EUR',
  ]);
});

test('Xero gets signed amounts that come to zero', () => {
  const amounts = written('xero')
    .slice(1)
    .map((line) => Number(line.split(',').at(-1)));
  expect(amounts).toEqual([23, -20, -2, -2, 1]);
  expect(amounts.reduce((sum, amount) => sum + amount, 0)).toBe(0);
});

test('DATEV gets decimal commas, S and H, and a contra account', () => {
  const [header, first, second] = written('datev');
  expect(header).toMatch(/^"Umsatz";"Soll\/Haben";/);
  expect(first).toBe('23,00;"S";"EUR";1002;1370;0112;7;"captured 1042"');
  expect(second).toBe('20,00;"H";"EUR";1007;1370;0112;7;"captured 1042"');
});
