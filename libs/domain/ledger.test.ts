import fc from 'fast-check';
import {
  applicationFee,
  applicationFeeRefunded,
  captured,
  disputeFee,
  disputeReinstated,
  disputeWithdrawn,
  holdPlaced,
  lost,
  refunded,
  refundFailed,
  released,
  settled,
  transferred,
  transferReversed,
  type LedgerTransaction,
} from './ledger';
import { money } from './money';

function asTable({ entries }: LedgerTransaction): string[] {
  return entries.map(
    ({ account, side, amount }) => `${side} ${account} ${amount.amount.toString()} ${amount.currency}`,
  );
}

describe('the ledger', () => {
  it('writes each movement as an accountant would', () => {
    expect(asTable(holdPlaced('1042/1', money(4600, 'usd')))).toEqual([
      'debit card_holds 4600 usd',
      'credit cardholder_authorizations 4600 usd',
    ]);
    expect(asTable(captured('1042/A/1', money(2300, 'usd')))).toEqual([
      'debit stripe_balance 2300 usd',
      'credit sales 2300 usd',
      'debit cardholder_authorizations 2300 usd',
      'credit card_holds 2300 usd',
    ]);
    expect(asTable(released('1042/1', money(2300, 'usd')))).toEqual([
      'debit cardholder_authorizations 2300 usd',
      'credit card_holds 2300 usd',
    ]);
    expect(asTable(lost('1042/1', money(2300, 'usd')))).toEqual(asTable(released('1042/1', money(2300, 'usd'))));
    expect(asTable(settled('1042/A/1', money(97, 'usd')))).toEqual([
      'debit processing_fees 97 usd',
      'credit stripe_balance 97 usd',
    ]);
    expect(asTable(refunded('1042/R1/1', money(2300, 'usd')))).toEqual([
      'debit refunds 2300 usd',
      'credit stripe_balance 2300 usd',
    ]);
    expect(asTable(refundFailed('1042/R1/1', money(2300, 'usd')))).toEqual([
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
    expect(asTable(disputeFee('txn_1', money(1500, 'usd')))).toEqual([
      'debit processing_fees 1500 usd',
      'credit stripe_balance 1500 usd',
    ]);
    expect(asTable(transferred('1042/A/1', money(2300, 'usd')))).toEqual([
      'debit connect_transfers 2300 usd',
      'credit stripe_balance 2300 usd',
    ]);
    expect(asTable(applicationFee('1042/A/1', money(230, 'usd')))).toEqual([
      'debit stripe_balance 230 usd',
      'credit connect_fees 230 usd',
    ]);
    expect(asTable(transferReversed('1042/R1/1/1', money(2300, 'usd')))).toEqual([
      'debit stripe_balance 2300 usd',
      'credit connect_transfers 2300 usd',
    ]);
    expect(asTable(applicationFeeRefunded('1042/R1/1/2', money(230, 'usd')))).toEqual([
      'debit connect_fees 230 usd',
      'credit stripe_balance 230 usd',
    ]);
  });

  it('balances every movement, and writes no row for nothing', () => {
    const disputes = [disputeWithdrawn, disputeReinstated, disputeFee];
    const connect = [transferred, transferReversed, applicationFee, applicationFeeRefunded];
    const makers = [holdPlaced, captured, released, lost, settled, refunded, refundFailed, ...disputes, ...connect];
    fc.assert(
      fc.property(fc.constantFrom(...makers), fc.integer({ min: -500, max: 99_999_999 }), (make, amount) => {
        const { entries } = make('x', money(amount, 'usd'));
        const sum = entries.reduce(
          (sofar, { side, amount: one }) => sofar + (side === 'debit' ? one.amount : -one.amount),
          0,
        );
        expect(sum).toBe(0);
        expect(entries.every(({ amount: one }) => one.amount > 0)).toBe(true);
        expect(entries.length > 0).toBe(amount !== 0);
      }),
    );
  });
});
