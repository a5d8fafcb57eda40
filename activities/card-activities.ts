import { activityInfo } from '@temporalio/activity';
import type {
  ConfirmCardStep,
  EndChargeStep,
  ReadCardStep,
  ReadChargeStep,
  SaveCardStep,
} from '../libs/domain/card-steps';
import type { ChargeStep } from '../libs/domain/charge-step';
import type { ChargeOutcome, ReadChargeOutcome } from '../libs/domain/facts';
import type { AuthorizeOutcome, ConfirmOutcome, ReadHoldOutcome } from '../libs/domain/facts';
import { charge, resolveCharge } from './charge';
import { endCharge, readCharge } from './conclude-charge';
import { confirmCard } from './confirm-card';
import { orNextKey } from './key-spent';
import type { PaymentNeeds } from './payment-needs';
import { readCard } from './read-card';
import { runStep } from './run-step';
import { saveCard } from './save-card';

/** The steps of an order whose parcels are charged to a saved card, as Temporal runs them; see `PaymentActivities`. */
export interface CardActivities {
  saveCard(step: SaveCardStep): Promise<AuthorizeOutcome>;
  confirmCard(step: ConfirmCardStep): Promise<ConfirmOutcome>;
  readCard(step: ReadCardStep): Promise<ReadHoldOutcome>;
  charge(step: ChargeStep): Promise<ChargeOutcome>;
  /** For a charge whose attempts were given up: reads what became of it, and never asks for it again. */
  resolveCharge(step: ChargeStep): Promise<ChargeOutcome>;
  readCharge(step: ReadChargeStep): Promise<ReadChargeOutcome>;
  endCharge(step: EndChargeStep): Promise<ChargeOutcome>;
}

export function createCardActivities(needs: PaymentNeeds): CardActivities {
  return {
    saveCard: (step) => {
      const { orderId, requestId } = { ...step.order, ...step.confirmation };
      const workflowId = activityInfo().workflowExecution?.workflowId ?? orderId;
      const running = { name: 'saveCard', orderId, requestId, afterMisuse: 'end' } as const;
      return runStep(needs, running, () => orNextKey(step.generation, () => saveCard(needs, step, workflowId)));
    },
    confirmCard: (step) => {
      const { orderId, confirmation } = step;
      const running = { name: 'confirmCard', orderId, requestId: confirmation.requestId, afterMisuse: 'end' } as const;
      return runStep(needs, running, () => confirmCard(needs, step));
    },
    readCard: (step) => {
      const running = { name: 'readCard', orderId: step.orderId, requestId: null, afterMisuse: 'repeat' } as const;
      return runStep(needs, running, () => readCard(needs, step));
    },
    charge: (step) => {
      const { requestId, shipmentId } = step.shipment;
      const { orderId } = step;
      const running = { name: 'charge', orderId, requestId, afterMisuse: 'end', about: { shipmentId } } as const;
      return runStep(needs, running, () => charge(needs, step));
    },
    resolveCharge: (step) => {
      const { requestId, shipmentId } = step.shipment;
      const running = { name: 'resolveCharge', orderId: step.orderId, requestId, about: { shipmentId } };
      return runStep(needs, { ...running, afterMisuse: 'repeat' }, () => resolveCharge(needs, step));
    },
    readCharge: (step) => {
      const { orderId, shipment } = step.charge;
      const running = { name: 'readCharge', orderId, requestId: null, about: { shipmentId: shipment.shipmentId } };
      return runStep(needs, { ...running, afterMisuse: 'repeat' }, () => readCharge(needs, step));
    },
    endCharge: (step) => {
      const { orderId, shipment } = step.charge;
      const running = { name: 'endCharge', orderId, requestId: null, about: { shipmentId: shipment.shipmentId } };
      return runStep(needs, { ...running, afterMisuse: 'repeat' }, () => endCharge(needs, step));
    },
  };
}
