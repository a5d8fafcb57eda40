import { activityInfo } from '@temporalio/activity';
import type { CoverStep, UncoverStep } from '../libs/domain/payment/cover-steps';
import type {
  AuthorizeStep,
  CancelLinesStep,
  CaptureStep,
  ChangeDeadlineStep,
  ConfirmStep,
  IncrementStep,
  ReadHoldStep,
  ReleaseStep,
  SettleStep,
  WarnStep,
} from '../libs/domain/payment/steps';
import type {
  AuthorizeOutcome,
  CaptureOutcome,
  ConfirmOutcome,
  DeadlineChanged,
  HoldWarned,
  LinesCanceled,
  Looked,
  IncrementOutcome,
  ReadHoldOutcome,
  ReleaseOutcome,
  SettleOutcome,
  ShipmentCovered,
  ShipmentUncovered,
} from '../libs/domain/payment/facts';
import type { AttentionClosed, AttentionClosing } from '../libs/domain/payment/attention';
import type { AddLinesStep, LineFact, LowerLineStep, ReopenUnitsStep } from '../libs/domain/payment/line-steps';
import type { PaymentIntentReading } from '../libs/domain/provider/payment-intent-reading';
import { adoptHold } from './holds/adoption/adopt';
import { adoptedBy, authorizeHold } from './holds/authorize';
import { cancelOpenLines } from './orders/cancel-lines';
import { closeByPerson } from './orders/close-attention';
import { recordDeadlineChange } from './orders/change-deadline';
import { recordReopenedUnits } from './refunds/reopen-units';
import { recordAddedLines, recordLoweredLine } from './orders/change-lines';
import { createCardActivities, type CardActivities } from './card-activities';
import { capture, resolveCapture } from './captures/capture';
import { confirm } from './holds/confirmations/confirm';
import { openFeatureMemory, type FeatureMemory } from './holds/card-features/feature-memory';
import { cover } from './captures/cover';
import { uncover } from './captures/uncover';
import { toldAtOnce } from './steps/in-a-moment';
import { orNextKey } from './steps/key-spent';
import type { StepContext } from './steps/step-context';
import { incrementHold } from './holds/increment-hold';
import { lookAtHold, readHold } from './holds/read-hold';
import { release } from './holds/release';
import { resolveRenewal } from './holds/renewals/resolve-renewal';
import { runStep } from './steps/run-step';
import type { RunningStep } from './steps/running-step';
import { settle } from './captures/settle';
import { warn } from './holds/warn';

/**
 * The steps of an order's payment, as Temporal runs them. Each may be repeated at any point: it records its intent,
 * calls the provider, and records the outcome; on a second attempt it reads what the first one left behind.
 *
 * Failures are `ApplicationFailure`s of type `ProviderUnavailable` (always worth repeating) or `ProviderMisuse` (our
 * own mistake, an alert is open): final for `authorize`, `confirm` and the captures that a shop asks for, repeated
 * slowly for the others, because those must come to an end. Everything else that is thrown is a database in trouble or
 * a bug: repeated, and an alert opens when it goes on.
 */
export interface PaymentActivities extends CardActivities {
  authorize(step: AuthorizeStep): Promise<AuthorizeOutcome>;
  /** For a renewal whose attempts were given up: finds out what became of it, and never asks for it again. */
  resolveRenewal(step: AuthorizeStep): Promise<AuthorizeOutcome>;
  confirm(step: ConfirmStep): Promise<ConfirmOutcome>;
  raiseHold(step: IncrementStep): Promise<IncrementOutcome>;
  capture(step: CaptureStep): Promise<CaptureOutcome>;
  /** For a capture whose attempts were given up: reads what became of it, and never asks for it again. */
  resolveCapture(step: CaptureStep): Promise<CaptureOutcome>;
  release(step: ReleaseStep): Promise<ReleaseOutcome>;
  /** This one and the next seven never call the provider: they belong on the workflow's own queue. */
  cover(step: CoverStep): Promise<ShipmentCovered>;
  uncover(step: UncoverStep): Promise<ShipmentUncovered>;
  changeDeadline(step: ChangeDeadlineStep): Promise<DeadlineChanged>;
  addLines(step: AddLinesStep): Promise<LineFact>;
  lowerLine(step: LowerLineStep): Promise<LineFact>;
  reopenUnits(step: ReopenUnitsStep): Promise<LineFact>;
  warn(step: WarnStep): Promise<HoldWarned>;
  cancelLines(step: CancelLinesStep): Promise<LinesCanceled>;
  /** Waits for the provider no longer than a moment, and is not repeated when it fails. */
  readHold(step: ReadHoldStep): Promise<ReadHoldOutcome>;
  /** Reads the same without haste, and records nothing: `readHold` then records what was read. */
  lookAtHold(step: ReadHoldStep): Promise<Looked<PaymentIntentReading>>;
  settle(step: SettleStep): Promise<SettleOutcome>;
  /** As a person says; calls nobody. */
  closeAttention(closing: AttentionClosing): Promise<AttentionClosed>;
}

/**
 * Activities about the hold of an order, for a worker to register. Each may be repeated: it finds out what became of it
 * first.
 */
export function createPaymentActivities(context: StepContext): PaymentActivities {
  const memory = openFeatureMemory(context.clock);
  return {
    ...createCardActivities(context),
    ...authorizing(context, memory),
    ...capturing(context),
    ...changing(context),
    ...followingUp(context),
  };
}

type Activities<Name extends keyof PaymentActivities> = Pick<PaymentActivities, Name>;

/** What places a hold, and what holds more of the same card. */
function authorizing(
  context: StepContext,
  memory: FeatureMemory,
): Activities<'authorize' | 'resolveRenewal' | 'confirm' | 'raiseHold'> {
  const workflowIdOf = (orderId: string): string => activityInfo().workflowExecution?.workflowId ?? orderId;
  return {
    authorize: (step) => {
      const { orderId, requestId } = { ...step.order, ...step.confirmation };
      const running = { name: 'authorize', orderId, requestId, afterMisuse: 'end' } as const;
      const work = (attempt: StepContext): Promise<AuthorizeOutcome> =>
        placeOrAdopt(attempt, step, workflowIdOf(orderId), memory);
      // A renewal has a hold to fall back to, and an end of its own.
      return runStep(context, running, (attempt) =>
        step.renewal === undefined ? orNextKey(step.generation, () => work(attempt)) : work(attempt),
      );
    },
    resolveRenewal: (step) => {
      const { orderId, requestId } = { ...step.order, ...step.confirmation };
      const running = { name: 'resolveRenewal', orderId, requestId, afterMisuse: 'repeat' } as const;
      return runStep(context, running, (attempt) => resolveRenewal(attempt, step, workflowIdOf(orderId)));
    },
    confirm: (step) => {
      const { orderId, confirmation } = step;
      const running = { name: 'confirm', orderId, requestId: confirmation.requestId, afterMisuse: 'end' } as const;
      return runStep(context, running, (attempt) => confirm(attempt, step, memory));
    },
    raiseHold: (step) => {
      const { orderId, requestId, shipmentId } = step;
      const running = { name: 'raiseHold', orderId, requestId, afterMisuse: 'end', about: { shipmentId } } as const;
      return runStep(context, running, (attempt) => incrementHold(attempt, step));
    },
  };
}

/** The hold of an order is placed, unless the shop brought it. */
function placeOrAdopt(
  context: StepContext,
  step: AuthorizeStep,
  workflowId: string,
  memory: FeatureMemory,
): Promise<AuthorizeOutcome> {
  const brought = adoptedBy(step);
  return brought === undefined
    ? authorizeHold(context, step, workflowId, memory)
    : adoptHold(context, step, brought, workflowId);
}

/** What takes money of a hold, promises it, or gives it back. */
function capturing(
  context: StepContext,
): Activities<'capture' | 'resolveCapture' | 'cover' | 'uncover' | 'cancelLines' | 'release'> {
  return {
    capture: (step) => {
      const { orderId, shipment } = step;
      const afterMisuse = step.actor === 'holdfast' ? 'repeat' : 'end';
      const { requestId, shipmentId } = shipment;
      const running = { name: 'capture', orderId, requestId, afterMisuse, about: { shipmentId } } as const;
      return runStep(context, running, (attempt) => capture(attempt, step));
    },
    resolveCapture: (step) => {
      const { requestId, shipmentId } = step.shipment;
      const running = repeated('resolveCapture', step, requestId, { shipmentId });
      return runStep(context, running, (attempt) => resolveCapture(attempt, step));
    },
    cover: (step) => {
      const { requestId, shipmentId } = step.shipment;
      return runStep(context, repeated('cover', step, requestId, { shipmentId }), (attempt) => cover(attempt, step));
    },
    uncover: (step) => {
      const { requestId, shipmentId } = step.cancellation;
      return runStep(context, repeated('uncover', step, requestId, { shipmentId }), (attempt) =>
        uncover(attempt, step),
      );
    },
    cancelLines: (step) => {
      const { requestId, cancellationId } = step.cancellation;
      return runStep(context, repeated('cancelLines', step, requestId, { cancellationId }), (attempt) =>
        cancelOpenLines(attempt, step),
      );
    },
    release: (step) => {
      const { cause } = step;
      const cancellation = cause.kind === 'cancellation' ? cause.cancellation : undefined;
      const about = cancellation === undefined ? {} : { cancellationId: cancellation.cancellationId };
      const running = repeated('release', step, cancellation?.requestId ?? null, about);
      return runStep(context, running, (attempt) => release(attempt, step));
    },
  };
}

/** What changes what was agreed. */
function changing(context: StepContext): Activities<'changeDeadline' | 'addLines' | 'lowerLine' | 'reopenUnits'> {
  return {
    changeDeadline: (step) =>
      runStep(context, repeated('changeDeadline', step, step.change.requestId), (attempt) =>
        recordDeadlineChange(attempt, step),
      ),
    addLines: (step) =>
      runStep(context, repeated('addLines', step, step.addition.requestId), (attempt) =>
        recordAddedLines(attempt, step),
      ),
    lowerLine: (step) =>
      runStep(context, repeated('lowerLine', step, step.reduction.requestId), (attempt) =>
        recordLoweredLine(attempt, step),
      ),
    reopenUnits: (step) =>
      runStep(context, repeated('reopenUnits', step, step.reopening.requestId), (attempt) =>
        recordReopenedUnits(attempt, step),
      ),
  };
}

/** What the clock, the provider and people bring about. */
function followingUp(
  context: StepContext,
): Activities<'warn' | 'readHold' | 'lookAtHold' | 'settle' | 'closeAttention'> {
  return {
    warn: (step) => runStep(context, repeated('warn', step, null), (attempt) => warn(attempt, step)),
    // News of the same thing come under many names, so a call for a person names none: the next that succeeds ends it.
    readHold: (step) =>
      toldAtOnce(runStep(context, repeated('readHold', step, null), (attempt) => readHold(attempt, step))),
    lookAtHold: (step) => runStep(context, repeated('readHold', step, null), (attempt) => lookAtHold(attempt, step)),
    settle: (step) => runStep(context, repeated('settle', step, null), (attempt) => settle(attempt, step)),
    closeAttention: (closing) =>
      runStep(context, repeated('closeAttention', closing, closing.requestId), (attempt) =>
        closeByPerson(attempt, closing),
      ),
  };
}

/** A step that must come to its end: a mistake of ours is mended while it is tried again and again. */
function repeated(
  name: string,
  { orderId }: { readonly orderId: string },
  requestId: string | null,
  about: RunningStep['about'] = {},
): RunningStep {
  return { name, orderId, requestId, afterMisuse: 'repeat', about };
}
