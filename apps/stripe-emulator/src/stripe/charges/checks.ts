import type { Account } from '../account';
import { isInquiry } from '../disputes/dispute';
import type { Dispute } from '../disputes/dispute';
import type { Charge } from './charge';

/** The laws of what happens to a charge after its captures; each broken one is one sentence. */
export function violationsAfterCapture(account: Account, charge: Charge): string[] {
  const laws: readonly (readonly [boolean, string])[] = [
    ...lawsOfRefunds(account, charge),
    ...lawsOfConnect(charge),
    ...lawsOfDisputes(charge),
  ];
  return laws.filter(([holds]) => !holds).map(([, law]) => `${charge.id}: ${law}`);
}

type Law = readonly [holds: boolean, law: string];

function lawsOfRefunds(account: Account, { amountCaptured, amountRefunded, id, refunds }: Charge): Law[] {
  const given = sumOf(refunds, ({ amount, status }) => (status === 'failed' ? 0 : amount));
  const entered = refunds.every((refund) => {
    const entries = account.balanceTransactions.ofSource(refund.id);
    return refund.charge === id && entries.length === (refund.status === 'failed' ? 2 : 1);
  });
  return [
    [given === amountRefunded, 'amount_refunded is the sum of the refunds that did not fail'],
    [amountRefunded <= amountCaptured, 'no more is refunded than was received'],
    [amountRefunded >= 0, 'what is refunded is never negative'],
    [entered, 'each refund has its balance transaction, a failed one a second that undoes it'],
  ];
}

function lawsOfConnect({ amountCaptured, captures, fees, transfers }: Charge): Law[] {
  const settled = captures.filter(({ balanceTransaction }) => balanceTransaction !== null);
  const kept = sumOf(captures, ({ split }) => split.feeAmount);
  const sent = sumOf(captures, ({ split }) => split.transferAmount);
  return [
    [kept <= amountCaptured, 'application fees are at most what was captured'],
    [sent <= amountCaptured, 'transfers are at most what was captured'],
    [
      sumOf(fees, ({ amount }) => amount) === sumOf(settled, ({ split }) => split.feeAmount),
      'fees are of its captures',
    ],
    [
      transfers.length === settled.filter(({ split }) => split.transferAmount > 0).length,
      'each settled capture that sends something on has one transfer',
    ],
    [
      fees.every((fee) => fee.amountRefunded === sumOf(fee.refunds, ({ amount }) => amount)),
      'a fee is refunded by its refunds',
    ],
    [fees.every(({ amount, amountRefunded }) => amountRefunded <= amount), 'a fee is refunded at most once'],
    [
      transfers.every((transfer) => transfer.amountReversed === sumOf(transfer.reversals, ({ amount }) => amount)),
      'a transfer is reversed by its reversals',
    ],
    [transfers.every(({ amount, amountReversed }) => amountReversed <= amount), 'a transfer is reversed at most once'],
  ];
}

function lawsOfDisputes({ amountCaptured, disputes }: Charge): Law[] {
  const moves = (dispute: Dispute): number => (isInquiry(dispute) ? 0 : dispute.status === 'won' ? 2 : 1);
  return [
    [sumOf(disputes, ({ amount }) => amount) <= amountCaptured, 'no more is disputed than was received'],
    [
      disputes.every((dispute) => dispute.balanceTransactions.length === moves(dispute)),
      'a chargeback takes money, an inquiry none, and what was won is back',
    ],
  ];
}

function sumOf<T>(items: readonly T[], amountOf: (item: T) => number): number {
  return items.reduce((sum, item) => sum + amountOf(item), 0);
}
