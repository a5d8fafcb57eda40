import type { Account } from '../account';
import { noSuch, refusal } from '../error';
import { differences } from '../events/differences';
import { emit } from '../events/emit';
import { createdFilter, pageOf } from '../list';
import { mergedMetadata } from '../metadata';
import type { Operation } from '../request';
import type { Params } from '../../wire/params';
import { closeDispute, planDecision } from './decide';
import { renderDispute } from './dispute';
import type { Dispute } from './dispute';
import { mergedEvidence } from './evidence';
import type { Evidence } from './evidence';

export const retrieveDispute: Operation = ({ account, now }, _params, id) => {
  const dispute = findDispute(account, id);
  return () => renderDispute(dispute, now);
};

export const listDisputes: Operation = ({ account, now }, params) => {
  const charge = params.text('charge');
  const intent = params.text('payment_intent');
  const created = createdFilter(params);
  const page = pageOf(
    {
      oldestFirst: account.disputes.oldestFirst(),
      matches: (dispute) =>
        (charge === undefined || dispute.charge === charge) &&
        (intent === undefined || dispute.paymentIntent === intent) &&
        created(dispute),
      render: (dispute) => renderDispute(dispute, now),
      url: '/v1/disputes',
      name: 'dispute',
    },
    params,
  );
  return () => page;
};

/** Evidence is submitted at once unless `submit` is false; then it is kept for later (documented). */
export const updateDispute: Operation = (context, params, id) => {
  const dispute = findDispute(context.account, id);
  const evidence = mergedEvidence(dispute.evidence, params);
  const submits = params.flag('submit') ?? params.has('evidence');
  if (submits || params.has('evidence')) refuseAnswered(dispute);
  if (submits) refuseEmpty(evidence);
  const metadata = mergedMetadata(dispute.metadata, params);
  const before = renderDispute(dispute, context.now);
  dispute.evidence = evidence;
  dispute.metadata = metadata;
  if (submits) submit(dispute);
  const after = renderDispute(dispute, context.now);
  const previous = differences(before, after);
  if (Object.keys(previous).length > 0) {
    emit(context, 'charge.dispute.updated', dispute.paymentIntent, after, previous);
  }
  if (submits) planDecision(context, dispute);
  return () => renderDispute(dispute, context.now);
};

/** Nothing to say for oneself: lost, and irreversibly (documented). */
export const closeDisputeByRequest: Operation = (context, _params: Params, id) => {
  const dispute = findDispute(context.account, id);
  refuseAnswered(dispute);
  closeDispute(context, dispute, 'lost');
  return () => renderDispute(dispute, context.now);
};

function submit(dispute: Dispute): void {
  dispute.submissions += 1;
  dispute.status = dispute.status === 'warning_needs_response' ? 'warning_under_review' : 'under_review';
}

function findDispute(account: Account, id: string): Dispute {
  const dispute = account.disputes.get(id);
  if (dispute === undefined) throw noSuch('dispute', id, 'id');
  return dispute;
}

/** Evidence goes to the bank once, and a closed dispute stays closed (documented; wording assumed). */
function refuseAnswered({ status }: Dispute): void {
  if (status === 'needs_response' || status === 'warning_needs_response') return;
  throw refusal(
    `This dispute can no longer be answered because it has a status of ${status}. Only a dispute with one of the ` +
      'following statuses may be updated with evidence or closed: needs_response, warning_needs_response.',
  );
}

/** Assumed. */
function refuseEmpty(evidence: Evidence): void {
  if (evidence.size > 0) return;
  throw refusal('You must provide evidence before you submit it.', 'evidence');
}
