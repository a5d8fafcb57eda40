import { addSeconds, isDue } from '../../libs/domain/orders/deadline';
import type { RefundCommand } from '../../libs/domain/refunds/refund';
import { nameBeside, type RefundOrDispute } from '../../libs/domain/watch/refund-or-dispute';
import { troubleBeside, TROUBLE_WORDS, type WorkflowLook } from '../../libs/domain/watch/workflow-look';
import { findUnlookedDisputes } from '../../libs/postgres/disputes/due-dispute-store';
import { closeAttention, findOpenAttention, openAttention } from '../../libs/postgres/orders/attention-store';
import { recordIntent, type ChangeSource, type OrderChange } from '../../libs/postgres/orders/order-change';
import { appendTimeline } from '../../libs/postgres/orders/timeline-store';
import {
  findLateRefunds,
  findUnansweredRefunds,
  isRecordedRefund,
} from '../../libs/postgres/refunds/open-refund-store';
import { besideCalledMissing } from '../../libs/postgres/watch/watch-store';
import { nowOf } from '../steps/step-context';
import { WHAT_NEXT, type MendContext } from './mend-order';
import type { BesideRuns } from './order-workflow-runs';

/** What the watch over refunds and disputes needs. */
export interface BesideContext extends Omit<MendContext, 'gatewayTo'> {
  readonly beside: BesideRuns;
}

/** How many refunds and disputes were found how, of those that were looked at. */
export type BesideReport = Readonly<Record<Found, number>>;

type Found =
  /** It runs, or has done its work. */
  | 'well'
  /** It had ended, and there is something to do again. */
  | 'woken'
  | 'started_again'
  /** Its last step may still be under way: the next run of the watch looks again. */
  | 'later'
  /** It is there, and cannot go on. */
  | 'left_to_a_person';

/** Longer than an attempt takes with all its pauses, so that one whose workflow runs is hardly ever meant. */
const LATE_AFTER_SECONDS = 5 * 60;
/** As far back as Stripe's own list of events goes. */
const NEWS_KEPT_SECONDS = 30 * 24 * 60 * 60;
const OF_A_KIND_AT_MOST = 100;
const SUSPECTS_AT_MOST = 500;

/**
 * Looks at the workflows of refunds and disputes that may have died with work open: those that are late by their rows,
 * those that Temporal knows to have died, and those that somebody is called about. It may be repeated at any time.
 */
export async function mendRefundsAndDisputes(context: BesideContext): Promise<BesideReport> {
  const found = { well: 0, woken: 0, started_again: 0, later: 0, left_to_a_person: 0 };
  for (const [workflowId, suspect] of await findSuspects(context))
    found[await mendOne(context, workflowId, suspect)] += 1;
  return found;
}

interface Suspect {
  /** Undefined: only its workflow tells. */
  readonly work: RefundOrDispute | undefined;
  /** Rows say that there is something to do. */
  readonly isLate: boolean;
  /** What is to be asked for again; null: it is only to be looked at. */
  readonly command: RefundCommand | null;
}

/** By workflow id. What rows tell comes first: they know best what is to be done. */
async function findSuspects(context: BesideContext): Promise<ReadonlyMap<string, Suspect>> {
  const { database, beside } = context;
  const now = nowOf(context);
  const before = addSeconds(now, -LATE_AFTER_SECONDS);
  const suspects = new Map<string, Suspect>();
  const add = (work: RefundOrDispute, isLate: boolean, command: RefundCommand | null = null): void => {
    const workflowId = beside.idOf(work);
    if (!suspects.has(workflowId)) suspects.set(workflowId, { work, isLate, command });
  };
  for (const { orderId, command } of await findUnansweredRefunds(database, before, OF_A_KIND_AT_MOST))
    add({ kind: 'refund', orderId, refundId: command.refundId }, true, command);
  for (const late of await findLateRefunds(database, before, OF_A_KIND_AT_MOST)) add({ kind: 'refund', ...late }, true);
  const received = { from: addSeconds(now, -NEWS_KEPT_SECONDS), before };
  for (const unlooked of await findUnlookedDisputes(database, received, OF_A_KIND_AT_MOST))
    add({ kind: 'dispute', ...unlooked }, true);
  for (const work of await besideCalledMissing(database, OF_A_KIND_AT_MOST)) add(work, false);
  for (const workflowId of await beside.listSuspects(now, SUSPECTS_AT_MOST))
    if (!suspects.has(workflowId)) suspects.set(workflowId, { work: undefined, isLate: false, command: null });
  return suspects;
}

async function mendOne(context: BesideContext, workflowId: string, suspect: Suspect): Promise<Found> {
  const look = await context.beside.look(workflowId);
  const trouble = troubleBeside(look);
  // Temporal forgets what ended long ago.
  if (trouble === undefined || (trouble === 'missing' && !suspect.isLate)) return well(context, look, suspect);
  const work = suspect.work ?? (await workOf(context, workflowId, look));
  if (work === undefined) return 'well';
  const name = nameBeside(work);
  const { orderId } = work;
  context.log.error(
    { orderId, workflow: name, trouble },
    `no workflow looks after a refund or dispute: ${TROUBLE_WORDS[trouble]}`,
  );
  await change(context, work, (made) => {
    const message = `${name.replace('/', ' ')}: ${TROUBLE_WORDS[trouble]}. ${WHAT_NEXT[trouble]}`;
    return openAttention(made, 'workflow_missing', message, name);
  });
  if (trouble === 'stuck' || trouble === 'paused') return 'left_to_a_person';
  if (mayBeUnderWay(context, look)) return 'later';
  await startAgain(context, work, suspect.command);
  await change(context, work, (made) => appendStarted(made, work, TROUBLE_WORDS[trouble]));
  return 'started_again';
}

async function well(context: BesideContext, look: WorkflowLook, { work, isLate, command }: Suspect): Promise<Found> {
  if (work === undefined) return 'well';
  const open = await findOpenAttention(context.database, work.orderId, 'workflow_missing');
  if (open?.step === nameBeside(work))
    await change(context, work, (made) => closeCall(made, work, 'its workflow runs'));
  // One that runs does by itself what is due.
  if (!isLate || look.kind === 'open') return 'well';
  await startAgain(context, work, command);
  return 'woken';
}

/** Undefined: a refund of which nothing is recorded, so that nothing was promised; whoever asked for it asks again. */
async function workOf(
  { beside, database }: BesideContext,
  id: string,
  look: WorkflowLook,
): Promise<RefundOrDispute | undefined> {
  if (look.kind === 'missing') return undefined;
  const { work, asks } = await beside.taskOf(id, look.runId);
  if (work.kind === 'dispute' || !asks) return work;
  return (await isRecordedRefund(database, work)) ? work : undefined;
}

/** An attempt of its last step can outlive it, and records what it did. */
function mayBeUnderWay(context: BesideContext, look: WorkflowLook): boolean {
  const closedAt = look.kind === 'closed' ? look.at : null;
  return closedAt !== null && !isDue(addSeconds(closedAt, context.startAgainAfterSeconds), nowOf(context));
}

async function startAgain(context: BesideContext, work: RefundOrDispute, command: RefundCommand | null): Promise<void> {
  if (command !== null) return context.beside.startRefund(work.orderId, command);
  await context.beside.wake(work, `started-again/${nameBeside(work)}/${nowOf(context)}`);
}

async function appendStarted(made: OrderChange, work: RefundOrDispute, what: string): Promise<void> {
  const about = work.kind === 'refund' ? { refundId: work.refundId } : { disputeId: work.disputeId };
  const message = `${nameBeside(work).replace('/', ' ')}: ${what}; Holdfast starts it again from what is recorded`;
  await appendTimeline(made, { kind: 'workflow_started_again', amount: null, about, message });
  await closeCall(made, work, 'its workflow was started again');
}

/** Only where the call is about this one: an order has one of a code. */
async function closeCall(made: OrderChange, work: RefundOrDispute, why: string): Promise<void> {
  const open = await findOpenAttention(made.transaction, made.orderId, 'workflow_missing');
  if (open?.step === nameBeside(work)) await closeAttention(made, 'workflow_missing', why);
}

function change(
  context: BesideContext,
  { orderId }: RefundOrDispute,
  work: (made: OrderChange) => Promise<void>,
): Promise<void> {
  const origin = { actor: 'holdfast', requestId: null, eventId: null } as const;
  const source: ChangeSource = { orderId, at: nowOf(context), origin };
  return recordIntent(context.database, source, work);
}
