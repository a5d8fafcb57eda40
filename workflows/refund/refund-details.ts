import { upsertSearchAttributes } from '@temporalio/workflow';
import { formatMoney } from '../../libs/domain/money/money';
import type { RefundFact } from '../../libs/domain/refunds/refund';
import { holdfastAttention, holdfastStatus } from '../../libs/temporal/search-attributes';
import { showDetails } from '../unfailing';
import type { RefundTask } from './messages';

/** Shows the refund to whoever looks at the workflow in the Temporal UI. Names no buyer. Every upsert is an Action. */
export function showRefund({ orderId, refundId }: RefundTask, before: RefundFact | undefined, fact: RefundFact): void {
  const rows = rowsOf(fact).map(([name, value]) => `| ${name} | ${value} |`);
  showDetails([`**Refund ${refundId}** of order ${orderId}`, '', '| | |', '| --- | --- |', ...rows].join('\n'));
  if (before !== undefined && statusOf(before) === statusOf(fact) && needsPerson(before) === needsPerson(fact)) return;
  upsertSearchAttributes([
    { key: holdfastStatus, value: statusOf(fact) },
    { key: holdfastAttention, value: needsPerson(fact) },
  ]);
}

function rowsOf(fact: RefundFact): [string, string][] {
  const status: [string, string] = ['status', statusOf(fact)];
  switch (fact.kind) {
    case 'refund_recorded': {
      const { amount, credited = 0, currency, nextReadAt } = fact;
      const next = nextReadAt === null ? 'nothing' : `Holdfast reads Stripe again by ${nextReadAt}`;
      const money = (minorUnits: number): string => formatMoney({ amount: minorUnits, currency });
      return [
        status,
        ['amount', money(amount)],
        ...(credited > 0 ? [['credits, by the shop', money(credited)] satisfies [string, string]] : []),
        ['next', next],
      ];
    }
    case 'refund_refused':
      return [status, ['why', fact.refusal.message]];
    case 'step_failed':
      return [status, ['why', fact.message]];
  }
}

function statusOf(fact: RefundFact): string {
  switch (fact.kind) {
    case 'refund_recorded':
      return fact.status;
    case 'refund_refused':
      return 'refused';
    case 'step_failed':
      return 'requested';
  }
}

function needsPerson(fact: RefundFact): boolean {
  if (fact.kind !== 'refund_recorded') return fact.kind === 'step_failed';
  return fact.status === 'failed' || (fact.status === 'pending' && fact.nextReadAt === null);
}
