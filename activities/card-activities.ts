import { activityInfo } from '@temporalio/activity';
import type {
  ConfirmCardStep,
  EndChargeStep,
  ReadCardStep,
  ReadChargeStep,
  SaveCardStep,
} from '../libs/domain/payment/card-steps';
import type { ChargeStep } from '../libs/domain/payment/charge-step';
import type { CardReading } from '../libs/domain/provider/card-gateway';
import type {
  AuthorizeOutcome,
  ChargeOutcome,
  ConfirmOutcome,
  Looked,
  ReadChargeOutcome,
  ReadHoldOutcome,
} from '../libs/domain/payment/facts';
import type { PaymentIntentReading } from '../libs/domain/provider/payment-intent-reading';
import { charge, resolveCharge } from './charges/charge';
import { endCharge, lookAtCharge, readCharge } from './charges/conclude-charge';
import { confirmCard } from './holds/saved-cards/confirm-card';
import { toldAtOnce } from './steps/in-a-moment';
import { orNextKey } from './steps/key-spent';
import type { StepContext } from './steps/step-context';
import { lookAtCard, readCard } from './holds/saved-cards/read-card';
import { runStep } from './steps/run-step';
import type { RunningStep } from './steps/running-step';
import { saveCard } from './holds/saved-cards/save-card';

/**
 * The steps of an order whose shipments are charged to a saved card, as Temporal runs them; see `PaymentActivities`.
 */
export interface CardActivities {
  saveCard(step: SaveCardStep): Promise<AuthorizeOutcome>;
  confirmCard(step: ConfirmCardStep): Promise<ConfirmOutcome>;
  /** Waits for the provider no longer than a moment, and is not repeated when it fails. */
  readCard(step: ReadCardStep): Promise<ReadHoldOutcome>;
  /** Reads the same without haste, and records nothing: `readCard` then records what was read. */
  lookAtCard(step: ReadCardStep): Promise<Looked<CardReading>>;
  charge(step: ChargeStep): Promise<ChargeOutcome>;
  /** For a charge whose attempts were given up: reads what became of it, and never asks for it again. */
  resolveCharge(step: ChargeStep): Promise<ChargeOutcome>;
  /** Waits for what is read no longer than a moment, and is not repeated when it fails. */
  readCharge(step: ReadChargeStep): Promise<ReadChargeOutcome>;
  /** Reads the same without haste, and records nothing: `readCharge` then goes on with what was read. */
  lookAtCharge(step: ReadChargeStep): Promise<Looked<PaymentIntentReading>>;
  endCharge(step: EndChargeStep): Promise<ChargeOutcome>;
}

/**
 * Activities about saved cards, for a worker to register. Each may be repeated: it finds out what became of it first.
 */
export function createCardActivities(context: StepContext): CardActivities {
  return {
    saveCard: (step) => {
      const { orderId, requestId } = { ...step.order, ...step.confirmation };
      const workflowId = activityInfo().workflowExecution?.workflowId ?? orderId;
      const running = { name: 'saveCard', orderId, requestId, afterMisuse: 'end' } as const;
      return runStep(context, running, (attempt) =>
        orNextKey(step.generation, () => saveCard(attempt, step, workflowId)),
      );
    },
    confirmCard: (step) => {
      const { orderId, confirmation } = step;
      const running = { name: 'confirmCard', orderId, requestId: confirmation.requestId, afterMisuse: 'end' } as const;
      return runStep(context, running, (attempt) => confirmCard(attempt, step));
    },
    readCard: (step) => toldAtOnce(runStep(context, readingCard(step), (attempt) => readCard(attempt, step))),
    lookAtCard: (step) => runStep(context, readingCard(step), (attempt) => lookAtCard(attempt, step)),
    charge: (step) => {
      const { requestId, shipmentId } = step.shipment;
      const { orderId } = step;
      const running = { name: 'charge', orderId, requestId, afterMisuse: 'end', about: { shipmentId } } as const;
      return runStep(context, running, (attempt) => charge(attempt, step));
    },
    resolveCharge: (step) => {
      const { requestId, shipmentId } = step.shipment;
      const running = { name: 'resolveCharge', orderId: step.orderId, requestId, about: { shipmentId } };
      return runStep(context, { ...running, afterMisuse: 'repeat' }, (attempt) => resolveCharge(attempt, step));
    },
    readCharge: (step) => toldAtOnce(runStep(context, readingCharge(step), (attempt) => readCharge(attempt, step))),
    lookAtCharge: (step) => runStep(context, readingCharge(step), (attempt) => lookAtCharge(attempt, step)),
    endCharge: (step) => {
      const { orderId, shipment } = step.charge;
      const running = { name: 'endCharge', orderId, requestId: null, about: { shipmentId: shipment.shipmentId } };
      return runStep(context, { ...running, afterMisuse: 'repeat' }, (attempt) => endCharge(attempt, step));
    },
  };
}

function readingCard({ orderId }: ReadCardStep): RunningStep {
  return { name: 'readCard', orderId, requestId: null, afterMisuse: 'repeat' };
}

function readingCharge({ charge: { orderId, shipment } }: ReadChargeStep): RunningStep {
  const about = { shipmentId: shipment.shipmentId };
  return { name: 'readCharge', orderId, requestId: null, afterMisuse: 'repeat', about };
}
