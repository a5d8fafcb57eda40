import { proxyActivities } from '@temporalio/workflow';
import type { CardActivities } from '../../activities/card-activities';
import type { CardStep, ConfirmCardStep } from '../../libs/domain/payment/card-steps';
import type { ChargeStep } from '../../libs/domain/payment/charge-step';
import type { ChargeOutcome } from '../../libs/domain/payment/facts';
import { secondsBetween } from '../../libs/domain/orders/deadline';
import { formatMoney } from '../../libs/domain/money/money';
import type { ConfirmOutcome, Fact } from '../../libs/domain/payment/facts';
import type { MovingStep } from '../../libs/domain/payment/steps';
import { isStepFailure, thrownBy } from '../step-failure';
import { ASKED_AT_MOST_MS, STRIPE_CALL } from '../stripe-calls';

const stripe = proxyActivities<CardActivities>(STRIPE_CALL);

/** Runs the activity of a step that saves the card or charges it. */
export async function carryOutCard(step: CardStep & MovingStep): Promise<Fact> {
  switch (step.kind) {
    case 'save_card':
      return stripe.saveCard.executeWithOptions(
        { summary: 'save the card', scheduleToCloseTimeout: ASKED_AT_MOST_MS },
        [step],
      );
    case 'confirm_card':
      return confirmCard(step);
    case 'charge':
      return charge(step);
    case 'end_charge': {
      const summary = `abandon the payment of ${pricedShipmentOf(step.charge)}: the buyer did not authenticate`;
      return stripe.endCharge.executeWithOptions({ summary }, [step]);
    }
  }
}

/** The deadline must not wait much longer than it has to for a confirm that nobody answers. */
const CONFIRM_SECONDS_AT_LEAST = 60;

async function confirmCard(step: ConfirmCardStep): Promise<ConfirmOutcome> {
  const summary = `save another card, payment method ${step.attempt.toString()}`;
  const secondsLeft = secondsBetween(new Date().toISOString(), step.awaitedUntil);
  const scheduleToCloseTimeout = Math.max(secondsLeft, CONFIRM_SECONDS_AT_LEAST) * 1000;
  return stripe.confirmCard.executeWithOptions({ summary, scheduleToCloseTimeout }, [step]);
}

/**
 * A charge is retried until its outcome is known; what cannot be asked any more is read. Our own mistake is definite at
 * once.
 */
async function charge(step: ChargeStep): Promise<ChargeOutcome> {
  const amount = formatMoney({ amount: step.price.amount, currency: step.currency });
  const summary = `charge ${amount}, ${pricedShipmentOf(step)}${step.final ? ', the last' : ''}`;
  try {
    return await stripe.charge.executeWithOptions({ summary, scheduleToCloseTimeout: ASKED_AT_MOST_MS }, [step]);
  } catch (error) {
    if (!isStepFailure(error) || thrownBy(error)?.type === 'ProviderMisuse') throw error;
    return await stripe.resolveCharge.executeWithOptions({ summary: `read what became of: ${summary}` }, [step]);
  }
}

function pricedShipmentOf({ shipment }: ChargeStep): string {
  return `shipment ${shipment.shipmentId}`;
}
