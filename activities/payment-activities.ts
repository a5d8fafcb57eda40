import { activityInfo } from '@temporalio/activity';
import type {
  AuthorizeOutcome,
  AuthorizeStep,
  CancelLinesStep,
  CaptureOutcome,
  CaptureStep,
  ConfirmOutcome,
  ConfirmStep,
  CoverStep,
  HoldWarned,
  LinesCanceled,
  RaiseOutcome,
  RaiseStep,
  ReadHoldOutcome,
  ReadHoldStep,
  ReleaseOutcome,
  ReleaseStep,
  SettleOutcome,
  SettleStep,
  ShipmentCovered,
  WarnStep,
} from '../libs/domain/steps';
import { authorize } from './authorize';
import { cancelLines } from './cancel-lines';
import { createCardActivities, type CardActivities } from './card-activities';
import { capture, resolveCapture } from './capture';
import { confirm } from './confirm';
import { openFeatureMemory } from './feature-memory';
import { cover } from './cover';
import type { PaymentNeeds } from './payment-needs';
import { raiseHold } from './raise-hold';
import { readHold } from './read-hold';
import { release } from './release';
import { resolveRenewal } from './resolve-renewal';
import { runStep, type RunningStep } from './run-step';
import { settle } from './settle';
import { warn } from './warn';

/**
 * The steps of an order's payment, as Temporal runs them. Each may be repeated at any point: it records its intent,
 * calls the provider, and records the outcome; on a second attempt it reads what the first one left behind.
 *
 * Failures are `ApplicationFailure`s of type `ProviderUnavailable` (always worth repeating) or `ProviderMisuse` (our own
 * mistake, raised as attention): final for `authorize`, `confirm` and the captures that a shop asks for, repeated slowly for
 * the others, because those must come to an end. Everything else that is thrown is a database in trouble, and worth repeating.
 */
export interface PaymentActivities extends CardActivities {
  authorize(step: AuthorizeStep): Promise<AuthorizeOutcome>;
  /** For a renewal whose attempts were given up: finds out what became of it, and never asks for it again. */
  resolveRenewal(step: AuthorizeStep): Promise<AuthorizeOutcome>;
  confirm(step: ConfirmStep): Promise<ConfirmOutcome>;
  raiseHold(step: RaiseStep): Promise<RaiseOutcome>;
  capture(step: CaptureStep): Promise<CaptureOutcome>;
  /** For a capture whose attempts were given up: reads what became of it, and never asks for it again. */
  resolveCapture(step: CaptureStep): Promise<CaptureOutcome>;
  release(step: ReleaseStep): Promise<ReleaseOutcome>;
  /** This one and the next two never call the provider: they belong on the workflow's own queue. */
  cover(step: CoverStep): Promise<ShipmentCovered>;
  warn(step: WarnStep): Promise<HoldWarned>;
  cancelLines(step: CancelLinesStep): Promise<LinesCanceled>;
  readHold(step: ReadHoldStep): Promise<ReadHoldOutcome>;
  settle(step: SettleStep): Promise<SettleOutcome>;
}

export function createPaymentActivities(needs: PaymentNeeds): PaymentActivities {
  const memory = openFeatureMemory(needs.clock);
  const run = <Outcome extends { readonly kind: string }>(
    step: RunningStep,
    work: () => Promise<Outcome>,
  ): Promise<Outcome> => runStep(needs, step, work);
  return {
    ...createCardActivities(needs),
    authorize: (step) => {
      const { orderId, requestId } = { ...step.order, ...step.confirmation };
      return run({ name: 'authorize', orderId, requestId, afterMisuse: 'end' }, () =>
        authorize(needs, step, activityInfo().workflowExecution?.workflowId ?? orderId, memory),
      );
    },
    resolveRenewal: (step) => {
      const { orderId, requestId } = { ...step.order, ...step.confirmation };
      return run({ name: 'resolveRenewal', orderId, requestId, afterMisuse: 'repeat' }, () =>
        resolveRenewal(needs, step, activityInfo().workflowExecution?.workflowId ?? orderId),
      );
    },
    confirm: (step) => {
      const { orderId, confirmation } = step;
      const running = { name: 'confirm', orderId, requestId: confirmation.requestId, afterMisuse: 'end' } as const;
      return run(running, () => confirm(needs, step, memory));
    },
    raiseHold: (step) => {
      const { orderId, requestId } = step;
      return run({ name: 'raiseHold', orderId, requestId, afterMisuse: 'end' }, () => raiseHold(needs, step));
    },
    capture: (step) => {
      const { orderId, shipment } = step;
      const afterMisuse = step.actor === 'holdfast' ? 'repeat' : 'end';
      const running = { name: 'capture', orderId, requestId: shipment.requestId, afterMisuse } as const;
      return run(running, () => capture(needs, step));
    },
    resolveCapture: (step) => {
      const { orderId, shipment } = step;
      const running = {
        name: 'resolveCapture',
        orderId,
        requestId: shipment.requestId,
        afterMisuse: 'repeat',
      } as const;
      return run(running, () => resolveCapture(needs, step));
    },
    release: (step) => {
      const { orderId, cause } = step;
      const requestId = cause.kind === 'cancellation' ? cause.cancellation.requestId : null;
      return run({ name: 'release', orderId, requestId, afterMisuse: 'repeat' }, () => release(needs, step));
    },
    cover: (step) => {
      const { orderId, shipment } = step;
      const running = { name: 'cover', orderId, requestId: shipment.requestId, afterMisuse: 'repeat' } as const;
      return run(running, () => cover(needs, step));
    },
    warn: (step) => {
      const { orderId } = step;
      return run({ name: 'warn', orderId, requestId: null, afterMisuse: 'repeat' }, () => warn(needs, step));
    },
    cancelLines: (step) => {
      const { orderId, cancellation } = step;
      const { requestId } = cancellation;
      return run({ name: 'cancelLines', orderId, requestId, afterMisuse: 'repeat' }, () => cancelLines(needs, step));
    },
    readHold: (step) => {
      const { orderId } = step;
      return run({ name: 'readHold', orderId, requestId: null, afterMisuse: 'repeat' }, () => readHold(needs, step));
    },
    settle: (step) => {
      const { orderId } = step;
      return run({ name: 'settle', orderId, requestId: null, afterMisuse: 'repeat' }, () => settle(needs, step));
    },
  };
}
