import fc from 'fast-check';
import {
  applicationFee,
  applicationFeeRefunded,
  captured,
  disputeReinstated,
  disputeSettled,
  disputeWithdrawn,
  holdPlaced,
  lost,
  refunded,
  refundFailed,
  refundFailureSettled,
  refundSettled,
  released,
  settled,
  transferred,
  transferReversed,
  type LedgerTransaction,
  type Worth,
} from './ledger';
import { money, type Money } from '../money/money';

function asTable({ entries }: LedgerTransaction): string[] {
  return entries.map(
    ({ account, side, amount }) => `${side} ${account} ${amount.amount.toString()} ${amount.currency}`,
  );
}

const SOLD = { goods: 2000, tax: 200, discount: 100, shipping: 200, adjustment: 0 };

function unsplit(amount: number): Worth {
  return { amount: money(amount, 'usd'), breakdown: null };
}

function inUsd(amount: number): { amount: Money; inBalance: Money | null } {
  return { amount: money(amount, 'usd'), inBalance: null };
}

describe('the ledger', () => {
  it('books goods at their price, and beside them what credits paid of it', () => {
    const breakdown = { ...SOLD, credit: 1150 };
    const amount = money(1150, 'usd');
    expect(asTable(captured('1042/A/1', { amount, breakdown }))).toEqual([
      'debit stripe_balance 1150 usd',
      'credit sales_goods 2000 usd',
      'credit sales_shipping 200 usd',
      'credit sales_tax 200 usd',
      'debit sales_discounts 100 usd',
      'debit sales_credits 1150 usd',
      'debit cardholder_authorizations 1150 usd',
      'credit card_holds 1150 usd',
    ]);
    expect(asTable(refunded('1042/R1/1', { amount, breakdown }))).toContain('credit refunds_credits 1150 usd');
  });

  it('writes each movement as an accountant would', () => {
    expect(asTable(holdPlaced('1042/1', money(4600, 'usd')))).toEqual([
      'debit card_holds 4600 usd',
      'credit cardholder_authorizations 4600 usd',
    ]);
    expect(asTable(captured('1042/A/1', { amount: money(2300, 'usd'), breakdown: SOLD }))).toEqual([
      'debit stripe_balance 2300 usd',
      'credit sales_goods 2000 usd',
      'credit sales_shipping 200 usd',
      'credit sales_tax 200 usd',
      'debit sales_discounts 100 usd',
      'debit cardholder_authorizations 2300 usd',
      'credit card_holds 2300 usd',
    ]);
    expect(asTable(released('1042/1', money(2300, 'usd')))).toEqual([
      'debit cardholder_authorizations 2300 usd',
      'credit card_holds 2300 usd',
    ]);
    expect(asTable(lost('1042/1', money(2300, 'usd')))).toEqual(asTable(released('1042/1', money(2300, 'usd'))));
    const usd = { booked: money(2300, 'usd'), amount: money(2300, 'usd'), fee: money(97, 'usd') };
    expect(asTable(settled('1042/A/1', usd))).toEqual(['debit processing_fees 97 usd', 'credit stripe_balance 97 usd']);
    expect(asTable(refunded('1042/R1/1', unsplit(2300)))).toEqual([
      'debit refunds 2300 usd',
      'credit stripe_balance 2300 usd',
    ]);
    expect(asTable(refundFailed('1042/R1/1', unsplit(2300)))).toEqual([
      'debit stripe_balance 2300 usd',
      'credit refunds 2300 usd',
    ]);
    expect(asTable(disputeWithdrawn('txn_1', money(2300, 'usd')))).toEqual([
      'debit disputes 2300 usd',
      'credit stripe_balance 2300 usd',
    ]);
    expect(asTable(disputeReinstated('txn_2', money(2300, 'usd')))).toEqual([
      'debit stripe_balance 2300 usd',
      'credit disputes 2300 usd',
    ]);
    const withdrawal = { booked: money(-2300, 'usd'), amount: money(-2300, 'usd'), fee: money(1500, 'usd') };
    expect(asTable(disputeSettled('txn_1', withdrawal))).toEqual([
      'debit processing_fees 1500 usd',
      'credit stripe_balance 1500 usd',
    ]);
    expect(asTable(transferred('1042/A/1', inUsd(2300)))).toEqual([
      'debit connect_transfers 2300 usd',
      'credit stripe_balance 2300 usd',
    ]);
    expect(asTable(applicationFee('1042/A/1', inUsd(230)))).toEqual([
      'debit stripe_balance 230 usd',
      'credit connect_fees 230 usd',
    ]);
    expect(asTable(transferReversed('1042/R1/1/1', inUsd(2300)))).toEqual([
      'debit stripe_balance 2300 usd',
      'credit connect_transfers 2300 usd',
    ]);
    expect(asTable(applicationFeeRefunded('1042/R1/1/2', inUsd(230)))).toEqual([
      'debit connect_fees 230 usd',
      'credit stripe_balance 230 usd',
    ]);
  });

  it('books a refund against what it gives back, and what comes back the other way', () => {
    const given = { amount: money(2250, 'usd'), breakdown: { ...SOLD, adjustment: -50 } };
    const there = [
      'debit refunds_goods 2000 usd',
      'debit refunds_shipping 200 usd',
      'debit refunds_tax 200 usd',
      'credit refunds_discounts 100 usd',
      'credit refunds_adjustments 50 usd',
      'credit stripe_balance 2250 usd',
    ];
    expect(asTable(refunded('1042/R1/1', given))).toEqual(there);
    const back = asTable(refundFailed('1042/R1/1', given));
    const mirrored = there.map((row) =>
      row.startsWith('d') ? row.replace('debit', 'credit') : `debit${row.slice(6)}`,
    );
    expect(back.sort()).toEqual(mirrored.sort());
  });

  it('books undivided what its breakdown does not explain', () => {
    const unexplained = { amount: money(2301, 'usd'), breakdown: SOLD };
    expect(asTable(captured('1042/A/1', unexplained))[1]).toBe('credit sales 2301 usd');
    expect(asTable(refunded('1042/R1/1', unexplained))[0]).toBe('debit refunds 2301 usd');
  });

  it('moves what was booked over to the currency it arrived in', () => {
    const arrival = { booked: money(2300, 'gbp'), amount: money(2875, 'usd'), fee: money(113, 'usd') };
    expect(asTable(settled('1042/A/1', arrival))).toEqual([
      'debit currency_conversion 2300 gbp',
      'credit stripe_balance 2300 gbp',
      'debit stripe_balance 2875 usd',
      'credit currency_conversion 2875 usd',
      'debit processing_fees 113 usd',
      'credit stripe_balance 113 usd',
    ]);
    const leaving = { booked: money(-2300, 'gbp'), amount: money(-2900, 'usd'), fee: money(0, 'usd') };
    expect(asTable(refundSettled('1042/R1/1', leaving))).toEqual([
      'debit stripe_balance 2300 gbp',
      'credit currency_conversion 2300 gbp',
      'debit currency_conversion 2900 usd',
      'credit stripe_balance 2900 usd',
    ]);
    const back = { booked: money(2300, 'gbp'), amount: money(2800, 'usd'), fee: money(0, 'usd') };
    expect(asTable(refundFailureSettled('1042/R1/1', back))).toEqual([
      'debit currency_conversion 2300 gbp',
      'credit stripe_balance 2300 gbp',
      'debit stripe_balance 2800 usd',
      'credit currency_conversion 2800 usd',
    ]);
  });

  it('moves a fee over to the currency that the balance got it in, and back', () => {
    const share = { amount: money(230, 'gbp'), inBalance: money(288, 'usd') };
    expect(asTable(applicationFee('1042/A/1', share))).toEqual([
      'debit stripe_balance 230 gbp',
      'credit connect_fees 230 gbp',
      'debit currency_conversion 230 gbp',
      'credit stripe_balance 230 gbp',
      'debit stripe_balance 288 usd',
      'credit currency_conversion 288 usd',
    ]);
    expect(asTable(applicationFeeRefunded('1042/R1/1/2', share))).toEqual([
      'debit connect_fees 230 gbp',
      'credit stripe_balance 230 gbp',
      'debit stripe_balance 230 gbp',
      'credit currency_conversion 230 gbp',
      'debit currency_conversion 288 usd',
      'credit stripe_balance 288 usd',
    ]);
  });

  it('balances every movement, and writes no row for nothing', () => {
    const arrived = (id: string, amount: Money): LedgerTransaction =>
      settled(id, { booked: amount, amount: money(amount.amount, 'eur'), fee: money(0, 'eur') });
    const disputes = [disputeWithdrawn, disputeReinstated];
    const connect = [transferred, transferReversed, applicationFee, applicationFeeRefunded].map(
      (make) =>
        (id: string, amount: Money): LedgerTransaction =>
          make(id, { amount, inBalance: money(amount.amount, 'eur') }),
    );
    const priced = [captured, refunded, refundFailed].flatMap((make) => [
      (id: string, amount: Money): LedgerTransaction => make(id, { amount, breakdown: null }),
      (id: string, amount: Money): LedgerTransaction =>
        make(id, { amount, breakdown: { ...SOLD, goods: amount.amount - 300 } }),
    ]);
    const makers = [holdPlaced, ...priced, released, lost, arrived, ...disputes, ...connect];
    fc.assert(
      fc.property(fc.constantFrom(...makers), fc.integer({ min: -500, max: 99_999_999 }), (make, amount) => {
        const { entries } = make('x', money(amount, 'usd'));
        for (const currency of ['usd', 'eur']) {
          const own = entries.filter((entry) => entry.amount.currency === currency);
          expect(
            own.reduce((sofar, { side, amount: one }) => sofar + (side === 'debit' ? 1 : -1) * one.amount, 0),
          ).toBe(0);
        }
        expect(entries.every(({ amount: one }) => one.amount > 0)).toBe(true);
        expect(entries.length > 0).toBe(amount !== 0);
      }),
    );
  });
});
