import {
  capabilitiesFor,
  capabilitiesOfProvider,
  type PaymentProvider,
} from '../../libs/domain/capabilities/payment-provider';
import type { PaymentGateway } from '../../libs/domain/provider/payment-gateway';
import { carriedPayment } from '../../libs/domain/payment/carried-payment';
import { addSeconds, secondsBetween } from '../../libs/domain/orders/deadline';
import { isFinalStatus } from '../../libs/domain/orders/order-status';
import { ContradictoryRecord, rebuildPayment } from '../../libs/domain/watch/rebuild-payment';
import { unfinishedOf } from '../../libs/domain/watch/unfinished';
import {
  troubleOf,
  TROUBLE_WORDS,
  type WorkflowLook,
  type WorkflowTrouble,
} from '../../libs/domain/watch/workflow-look';
import { openAttentionAbout, closeAttention } from '../../libs/postgres/orders/attention-store';
import { recordIntent, type OrderChange } from '../../libs/postgres/orders/order-change';
import { loadPaymentRows, type PaymentRows } from '../../libs/postgres/reading/payment-rows';
import { appendTimeline } from '../../libs/postgres/orders/timeline-store';
import { byHoldfast } from '../steps/change-source';
import { nowOf, type StepContext } from '../steps/step-context';
import type { OrderFromRows, OrderWorkflowRuns } from './order-workflow-runs';
import { proveHolds } from './prove-holds';
import { recordedPaymentOf } from './recorded-payment';

/** What it takes to start the workflow of an order again. */
export interface MendContext extends Pick<StepContext, 'database' | 'clock' | 'log'> {
  /** The way to a provider; undefined where this worker has none. */
  readonly gatewayTo: (provider: PaymentProvider) => Pick<PaymentGateway, 'readHold'> | undefined;
  readonly runs: OrderWorkflowRuns;
  /**
   * How long a workflow must be over before the next is started: longer than an attempt of its last step can still go
   * on.
   */
  readonly startAgainAfterSeconds: number;
}

/** What became of an order whose workflow may be gone. */
export type Mending =
  /** Nothing was wrong, or nothing is any more. */
  | { readonly kind: 'well' }
  | { readonly kind: 'started_again' }
  /** Its last steps may still be under way: it is to be looked at again. */
  | { readonly kind: 'later'; readonly afterSeconds: number }
  /** A person is called, and has to act. */
  | { readonly kind: 'left_to_a_person'; readonly why: string };

/**
 * Looks whether an open order has a workflow, and starts it again from its rows where they and the provider prove how
 * it stands (docs/decisions/0025). It may be repeated at any time.
 */
export async function mendOrder(context: MendContext, orderId: string): Promise<Mending> {
  const look = await context.runs.look(orderId);
  // In this order: what a workflow did before it ended is recorded by now.
  const rows = await loadPaymentRows(context.database, orderId);
  if (rows === undefined) return { kind: 'well' };
  if (isFinalStatus(rows.row.status)) return well(context, rows, 'the order is over');
  const trouble = troubleOf(look);
  if (trouble === undefined) return well(context, rows, 'its workflow runs');
  context.log.error({ orderId, trouble }, `the order is open, and ${TROUBLE_WORDS[trouble]}`);
  await call(context, rows, trouble, WHAT_NEXT[trouble]);
  switch (trouble) {
    case 'stuck':
    case 'paused':
      return { kind: 'left_to_a_person', why: trouble };
    case 'reset':
      return endReset(context, orderId, look);
    case 'completed':
    case 'failed':
    case 'canceled':
    case 'terminated':
    case 'timed_out':
    case 'unknown':
    case 'missing':
      return startAgain(context, rows, look, trouble);
  }
}

const AGAIN = 'Holdfast starts it again from what is recorded. Ship nothing until then';

/** What happens next, for a person. */
export const WHAT_NEXT: Readonly<Record<WorkflowTrouble, string>> = {
  completed: AGAIN,
  failed: AGAIN,
  canceled: AGAIN,
  terminated: AGAIN,
  timed_out: AGAIN,
  unknown: AGAIN,
  missing: AGAIN,
  reset: 'Holdfast ends that run and starts the workflow again from what is recorded. Ship nothing until then',
  paused: 'unpause it there: until then nothing is captured or released. Ship nothing until then',
  stuck: 'read the error in Temporal and in the log of the worker, and deploy a fix. Ship nothing until then',
};

async function well(context: MendContext, { row, attentions }: PaymentRows, why: string): Promise<Mending> {
  if (attentions.some(({ code, step }) => code === 'workflow_missing' && step === null)) {
    await recordIntent(context.database, byHoldfast(context, row.order_id), (change) =>
      closeAttention(change, 'workflow_missing', why),
    );
  }
  return { kind: 'well' };
}

/** Its steps would be decided by what it does not know: what is recorded since knows better. */
async function endReset(context: MendContext, orderId: string, look: WorkflowLook): Promise<Mending> {
  if (look.kind === 'open') {
    await context.runs.terminate(orderId, look.runId, 'it was reset by hand: Holdfast starts it again from its rows');
  }
  return { kind: 'later', afterSeconds: context.startAgainAfterSeconds };
}

/** A read of Stripe, and a little; after a longer pause the rows are read anew. */
const ROWS_TRUSTED_SECONDS = 25;

async function startAgain(
  context: MendContext,
  rows: PaymentRows,
  look: WorkflowLook,
  trouble: WorkflowTrouble,
): Promise<Mending> {
  const { order_id: orderId } = rows.row;
  const closedAt = look.kind === 'closed' ? look.at : null;
  const wait =
    closedAt === null ? 0 : secondsBetween(nowOf(context), addSeconds(closedAt, context.startAgainAfterSeconds));
  if (wait > 0) return { kind: 'later', afterSeconds: Math.ceil(wait) };
  const readAt = nowOf(context);
  const from = await provenPayment(context, rows);
  if (typeof from === 'string') {
    const { name } = capabilitiesOfProvider(rows.row.payment_provider);
    const next = `Holdfast looks again every minute; act on the PaymentIntent in the ${name} Dashboard before its hold expires`;
    await call(context, rows, trouble, `it cannot be started again: ${from}. Ship nothing. ${next}`);
    return { kind: 'left_to_a_person', why: from };
  }
  // Whoever was held up between may start it from what is not true any more.
  if (secondsBetween(readAt, nowOf(context)) > ROWS_TRUSTED_SECONDS) return { kind: 'later', afterSeconds: 1 };
  await context.runs.start(from, trouble === 'completed' ? 'completed' : 'other');
  await recordIntent(context.database, byHoldfast(context, orderId), (change) => appendStarted(change, rows, trouble));
  context.log.warn(
    { orderId, trouble, status: rows.row.status },
    'the workflow of the order is started again from its rows',
  );
  return { kind: 'started_again' };
}

/** @returns why nothing is proven, in words, when that is so */
async function provenPayment(context: MendContext, rows: PaymentRows): Promise<OrderFromRows | string> {
  const { status, order_id: orderId } = rows.row;
  try {
    const recorded = recordedPaymentOf(rows);
    const payment = rebuildPayment(recorded);
    const { provider, name } = capabilitiesFor(payment.order.payment);
    const gateway = context.gatewayTo(provider);
    if (gateway === undefined) return `this worker has no key for ${name}`;
    const unproven = await proveHolds(gateway, payment, recorded, rows.raises);
    if (unproven !== undefined) return unproven;
    const unfinished = unfinishedOf(recorded, payment, `started-again/${orderId}/${nowOf(context)}`);
    const { order, ...rest } = payment;
    return { order, status, payment: carriedPayment(rest), unfinished };
  } catch (error) {
    if (error instanceof ContradictoryRecord) return `what is recorded contradicts itself (${error.message})`;
    throw error;
  }
}

async function appendStarted(change: OrderChange, { row }: PaymentRows, trouble: WorkflowTrouble): Promise<void> {
  const message = `The order was ${row.status}, and ${TROUBLE_WORDS[trouble]}: Holdfast starts it again from what is recorded`;
  await appendTimeline(change, { kind: 'workflow_started_again', amount: null, about: {}, message });
  await closeAttention(change, 'workflow_missing', 'its workflow was started again');
}

async function call(context: MendContext, { row }: PaymentRows, trouble: WorkflowTrouble, next: string): Promise<void> {
  const until = row.release_at === null ? '' : ` Holdfast must act on the hold at ${row.release_at}.`;
  const message = `the order is ${row.status}, and ${TROUBLE_WORDS[trouble]}. ${next}.${until}`;
  await recordIntent(context.database, byHoldfast(context, row.order_id), (change) =>
    openAttentionAbout(change, 'workflow_missing', message),
  );
}
