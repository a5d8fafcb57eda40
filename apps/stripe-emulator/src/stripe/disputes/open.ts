import { enter } from '../balance-transactions/enter';
import type { Charge } from '../charges/charge';
import { emit } from '../events/emit';
import type { Aftermath } from '../payment-methods/test-cards';
import type { Context } from '../request';
import { seconds } from '../request';
import { isInquiry, renderDispute } from './dispute';
import type { Dispute, DisputeReason, DisputeStatus } from './dispute';

interface Opening {
  readonly reason: DisputeReason;
  readonly status: DisputeStatus;
}

/** Test cards whose owners object (documented). */
const OPENINGS: Readonly<Partial<Record<Aftermath, Opening>>> = {
  disputed_as_fraudulent: { reason: 'fraudulent', status: 'needs_response' },
  disputed_as_not_received: { reason: 'product_not_received', status: 'needs_response' },
  inquired_about: { reason: 'fraudulent', status: 'warning_needs_response' },
};

const DAY_SECONDS = 24 * 60 * 60;
/** Banks give 7 to 21 days, to the end of a day (documented); the emulator gives 9 (assumed). */
const RESPONSE_DAYS = 9;

/**
 * A test card disputes its charge at capture, not at authorization (recorded); with several captures at the first one,
 * for what was captured by then (assumed). There is one dispute for a charge, and the charge's own events of that moment
 * show it as disputed already (assumed).
 */
export function openDispute(context: Context, charge: Charge): void {
  if (charge.dispute !== null || charge.amountCaptured === 0) return;
  const opening = OPENINGS[charge.paymentMethod.card.aftermath];
  if (opening === undefined) return;
  const { account } = context;
  const dispute = account.disputes.add({
    id: account.ids.next('du'),
    created: seconds(context),
    amount: charge.amountCaptured - charge.amountRefunded,
    currency: charge.currency,
    charge: charge.id,
    paymentIntent: charge.paymentIntent,
    paymentMethod: charge.paymentMethod,
    reason: opening.reason,
    announced: false,
    dueBy: (Math.floor(seconds(context) / DAY_SECONDS) + RESPONSE_DAYS + 1) * DAY_SECONDS - 1,
    status: opening.status,
    evidence: new Map(),
    submissions: 0,
    pastDue: false,
    metadata: new Map(),
    balanceTransactions: [],
  });
  charge.dispute = dispute;
  account.due.add(dispute.dueBy, { kind: 'end_dispute', dispute });
}

/** Tells of a dispute that was just opened: between the events of the charge and of the PaymentIntent (recorded). */
export function announceDispute(context: Context, { dispute }: Charge): void {
  if (dispute === null || dispute.announced) return;
  dispute.announced = true;
  emit(context, 'charge.dispute.created', dispute.paymentIntent, renderDispute(dispute, context.now));
  if (!isInquiry(dispute)) withdraw(context, dispute);
}

/** The bank takes the money back, and Stripe its fee for the dispute. */
export function withdraw(context: Context, dispute: Dispute): void {
  const { amount, charge, currency, id } = dispute;
  const description = `Chargeback withdrawal for ${charge}`;
  dispute.balanceTransactions.push(
    enter(context, { type: 'adjustment', source: id, amount: -amount, currency, description }),
  );
  emit(context, 'charge.dispute.funds_withdrawn', dispute.paymentIntent, renderDispute(dispute, context.now));
}
