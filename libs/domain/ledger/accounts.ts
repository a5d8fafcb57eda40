import type { Breakdown } from '../orders/shipment-price';

/** What stands on them is nobody's money yet: holds, and what they are promised for. They are a book of their own. */
const MEMO_ACCOUNTS = ['card_holds', 'cardholder_authorizations'] as const;

/** What a price is made of: each has an account of its own for sales, and one for refunds. */
const PARTS_OF_PRICE = ['goods', 'shipping', 'tax', 'discounts', 'credits', 'adjustments'] as const;

type PartOfPrice = (typeof PARTS_OF_PRICE)[number];

/** What was sold, and what was given back. */
export type PricedGroup = 'sales' | 'refunds';

/**
 * Accounts of the double-entry ledger. `sales` and `refunds` themselves have what nobody can split: movements from
 * before there were parts, and refunds whose charge does not explain them. `sales_tax` is owed to the tax office.
 * `currency_conversion` stands between two currencies: what the provider took in one and gave in the other (decision
 * 0014).
 */
export const LEDGER_ACCOUNTS = [
  ...MEMO_ACCOUNTS,
  'stripe_balance',
  'wooshpay_balance',
  'bank_in_transit',
  'bank',
  'sales',
  'sales_goods',
  'sales_shipping',
  'sales_tax',
  'sales_discounts',
  'sales_credits',
  'sales_adjustments',
  'processing_fees',
  'refunds',
  'refunds_goods',
  'refunds_shipping',
  'refunds_tax',
  'refunds_discounts',
  'refunds_credits',
  'refunds_adjustments',
  'disputes',
  'connect_transfers',
  'connect_fees',
  'currency_conversion',
] as const;

/** A name out of the chart of accounts. */
export type LedgerAccount = (typeof LEDGER_ACCOUNTS)[number];

/** The money of the shop, or holds, which are not. Each movement balances in each of the two by itself. */
export type Book = 'money' | 'memo';

/** In which of the two books an account stands. */
export function bookOf(account: LedgerAccount): Book {
  return MEMO_ACCOUNTS.some((memo) => memo === account) ? 'memo' : 'money';
}

/** The account of a group that has one part of the price. */
export function accountOfPart(group: PricedGroup, part: PartOfPrice): LedgerAccount {
  return `${group}_${part}`;
}

/** A price by the account that each part of it is booked on, in minor units; discounts and credits count down. */
export function partsOf(price: Breakdown): [PartOfPrice, number][] {
  const { goods, shipping, tax, discount, adjustment, credit = 0 } = price;
  const amounts = { goods, shipping, tax, discounts: -discount, credits: -credit, adjustments: adjustment };
  return PARTS_OF_PRICE.map((part) => [part, amounts[part]]);
}

/** The accounts of a group: what cannot be split, and each part. */
export function accountsOf(group: PricedGroup): readonly LedgerAccount[] {
  return [group, ...PARTS_OF_PRICE.map((part) => accountOfPart(group, part))];
}

/**
 * Discounts were given with sales and are taken back with refunds, and credits were paid with and are given back: they
 * grow against the others of their group.
 */
const GROWS_WITH_CREDITS: ReadonlySet<LedgerAccount> = new Set([
  'cardholder_authorizations',
  ...accountsOf('sales').filter((account) => account !== 'sales_discounts' && account !== 'sales_credits'),
  'refunds_discounts',
  'refunds_credits',
  'connect_fees',
]);

/** The side that makes what stands on the account more. */
export function growsWith(account: LedgerAccount): 'debit' | 'credit' {
  return GROWS_WITH_CREDITS.has(account) ? 'credit' : 'debit';
}
