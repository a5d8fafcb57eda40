import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { PaymentActivities } from '../../activities/payment-activities';
import type { Fact } from '../../libs/domain/payment/facts';
import type { LookStep, SettleStep } from '../../libs/domain/payment/steps';
import { PATIENT_READ, STRIPE_CALL } from '../stripe-calls';

/**
 * How what only informs is asked for: in a moment, or with all the time that it takes. Each throws when it was not
 * answered.
 */

/** The most that the main line waits for what only informs, in seconds. */
export const MOMENT_SECONDS = 3;

/** One quick read and one database transaction, inside the workflow task: it saves five events a capture. */
const quick = proxyLocalActivities<Pick<PaymentActivities, 'settle'>>({
  startToCloseTimeout: MOMENT_SECONDS * 1000,
  retry: { maximumAttempts: 1 },
});

const stripe = proxyActivities<PaymentActivities>(STRIPE_CALL);

const patient = proxyActivities<PaymentActivities>(PATIENT_READ);

/** Calls nobody. */
const database = proxyActivities<Pick<PaymentActivities, 'readHold' | 'readCard'>>({ startToCloseTimeout: '10s' });

const SETTLEMENT = 'read the settlement';

/** Tried once, in a moment. */
export function settleAtOnce(step: SettleStep): Promise<Fact> {
  return quick.settle.executeWithOptions({ summary: SETTLEMENT }, [step]);
}

/** Tried for an hour. @param taskQueue of what may hang */
export function settlePatiently(step: SettleStep, taskQueue: string): Promise<Fact> {
  return patient.settle.executeWithOptions({ summary: SETTLEMENT, taskQueue }, [step]);
}

/**
 * Reads Stripe in a moment and records what is new. The activity says that it is not to be repeated when it fails, so
 * only a worker that died without a word makes Temporal do so: what that one recorded must be known before the order
 * goes on.
 */
export function readAtOnce(step: LookStep): Promise<Fact> {
  const options = { summary: summaryOf(step) };
  switch (step.kind) {
    case 'read_hold':
      return stripe.readHold.executeWithOptions(options, [step]);
    case 'read_card':
      return stripe.readCard.executeWithOptions(options, [step]);
    case 'read_charge':
      return stripe.readCharge.executeWithOptions(options, [step]);
  }
}

/**
 * As `readAtOnce`, of what was read already. What a payment has become can mean one more call to Stripe for its buyer.
 */
export function recordRead(step: LookStep): Promise<Fact> {
  const options = { summary: `record: ${summaryOf(step)}` };
  switch (step.kind) {
    case 'read_hold':
      return database.readHold.executeWithOptions(options, [step]);
    case 'read_card':
      return database.readCard.executeWithOptions(options, [step]);
    case 'read_charge':
      return stripe.readCharge.executeWithOptions(options, [step]);
  }
}

/**
 * Reads Stripe for the step and records nothing; tried for an hour.
 * @param taskQueue of what may hang
 * @returns the step with what was read
 */
export async function lookPatiently(step: LookStep, taskQueue: string): Promise<LookStep> {
  const options = { summary: `look: ${summaryOf(step)}`, taskQueue };
  switch (step.kind) {
    case 'read_hold': {
      const { reading } = await patient.lookAtHold.executeWithOptions(options, [step]);
      return { ...step, reading };
    }
    case 'read_card': {
      const { reading } = await patient.lookAtCard.executeWithOptions(options, [step]);
      return { ...step, reading };
    }
    case 'read_charge': {
      const { reading } = await patient.lookAtCharge.executeWithOptions(options, [step]);
      return { ...step, reading };
    }
  }
}

function summaryOf(step: LookStep): string {
  switch (step.kind) {
    case 'read_hold':
      return 'read the hold after an event';
    case 'read_card':
      return 'read the card setup after an event';
    case 'read_charge':
      return `read the payment of shipment ${step.charge.shipment.shipmentId} after an event`;
  }
}
