import { upsertSearchAttributes } from '@temporalio/workflow';
import { disputePhase, type DisputeFact, type DisputeRecorded } from '../../libs/domain/disputes/dispute';
import { formatMoney } from '../../libs/domain/money/money';
import { holdfastAttention, holdfastStatus } from '../../libs/temporal/search-attributes';
import { showDetails } from '../unfailing';
import type { DisputeTask } from './messages';

/** Shows the dispute to whoever looks at the workflow in the Temporal UI. Names no buyer. Every upsert is an Action. */
export function showDispute(
  { orderId, disputeId }: DisputeTask,
  before: DisputeFact | undefined,
  fact: DisputeFact,
): void {
  const rows = rowsOf(fact).map(([name, value]) => `| ${name} | ${value} |`);
  showDetails([`**Dispute ${disputeId}** of order ${orderId}`, '', '| | |', '| --- | --- |', ...rows].join('\n'));
  if (before !== undefined && statusOf(before) === statusOf(fact) && needsPerson(before) === needsPerson(fact)) return;
  upsertSearchAttributes([
    { key: holdfastStatus, value: statusOf(fact) },
    { key: holdfastAttention, value: needsPerson(fact) },
  ]);
}

function rowsOf(fact: DisputeFact): [string, string][] {
  const status: [string, string] = ['status', statusOf(fact)];
  if (fact.kind === 'step_failed') return [status, ['why', fact.message]];
  const { amount, currency, withdrawn, reason, evidenceDueBy, nextReadAt } = fact;
  return [
    status,
    ['reason', reason],
    ['disputed', formatMoney({ amount, currency })],
    ['withdrawn', formatMoney({ amount: withdrawn, currency })],
    ['evidence', evidenceText(fact)],
    ...(fact.sellerShare === 'due' ? [SHARE_DUE] : []),
    ['answer until', evidenceDueBy ?? 'the bank accepts no answer'],
    ['next', nextReadAt === null ? 'nothing' : `Holdfast reads Stripe again by ${nextReadAt}`],
  ];
}

const SHARE_DUE: [string, string] = ['connected account', 'its share is to be moved'];

function evidenceText({ evidence }: DisputeRecorded): string {
  switch (evidence) {
    case 'none':
      return 'none';
    case 'to_stage':
      return 'prepared';
    case 'staged':
      return 'staged at Stripe: a person must submit it';
    case 'by_hand':
      return 'written at Stripe by hand';
    case 'submitted':
      return 'submitted';
  }
}

function statusOf(fact: DisputeFact): string {
  return fact.kind === 'step_failed' ? 'reading' : fact.status;
}

function needsPerson(fact: DisputeFact): boolean {
  return fact.kind === 'step_failed' || fact.status === 'lost' || disputePhase(fact.status) === 'to_answer';
}
