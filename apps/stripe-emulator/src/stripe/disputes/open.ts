import { convert } from '../currency';
import { enter } from '../balance-transactions/enter';
import type { Charge } from '../charges/charge';
import { emit } from '../events/emit';
import { closeReview } from '../radar/open-review';
import type { Aftermath } from '../payment-methods/test-cards';
import type { Context } from '../request';
import { seconds } from '../request';
import { isInquiry, renderDispute } from './dispute';
import type { Dispute, DisputeReason, DisputeStatus } from './dispute';

interface Opening {
  readonly reason: DisputeReason;
  readonly status: DisputeStatus;
  readonly enhanced: Dispute['enhanced'];
}

const FRAUD: Opening = { reason: 'fraudulent', status: 'needs_response', enhanced: null };

/** Test cards whose owners object (documented); that two disputes share the amount is assumed. */
const OPENINGS: Readonly<Partial<Record<Aftermath, readonly Opening[]>>> = {
  disputed_as_fraudulent: [FRAUD],
  disputed_as_not_received: [{ ...FRAUD, reason: 'product_not_received' }],
  disputed_twice: [FRAUD, FRAUD],
  disputed_in_another_currency: [FRAUD],
  disputed_with_evidence_of_visa: [{ ...FRAUD, enhanced: 'visa_compelling_evidence_3' }],
  disputed_as_noncompliant: [{ ...FRAUD, reason: 'noncompliant', enhanced: 'visa_compliance' }],
  inquired_about: [{ ...FRAUD, status: 'warning_needs_response' }],
};

const DAY_SECONDS = 24 * 60 * 60;
/** Banks give 7 to 21 days, to the end of a day (documented); the emulator gives 9 (assumed). */
const RESPONSE_DAYS = 9;

/**
 * A test card disputes its charge at capture, not at authorization (recorded); with several captures at the first one,
 * for what was captured by then (assumed). The charge's own events of that moment show it as disputed already (assumed).
 */
export function openDisputes(context: Context, charge: Charge): void {
  if (charge.disputes.length > 0 || charge.amountCaptured === 0) return;
  const openings = OPENINGS[charge.paymentMethod.card.aftermath] ?? [];
  const amount = charge.amountCaptured - charge.amountRefunded;
  const share = Math.floor(amount / openings.length);
  for (const [at, opening] of openings.entries()) {
    openDispute(context, charge, opening, at === 0 ? amount - share * (openings.length - 1) : share);
  }
}

function openDispute(context: Context, charge: Charge, opening: Opening, amount: number): void {
  const { account } = context;
  const dispute = account.disputes.add({
    id: account.ids.next('du'),
    created: seconds(context),
    ...disputedMoney(charge, amount),
    charge: charge.id,
    paymentIntent: charge.paymentIntent,
    paymentMethod: charge.paymentMethod,
    reason: opening.reason,
    enhanced: opening.enhanced,
    announced: false,
    dueBy: (Math.floor(seconds(context) / DAY_SECONDS) + RESPONSE_DAYS + 1) * DAY_SECONDS - 1,
    status: opening.status,
    evidence: new Map(),
    submissions: 0,
    pastDue: false,
    metadata: new Map(),
    balanceTransactions: [],
  });
  charge.disputes = [...charge.disputes, dispute];
  account.due.add(dispute.dueBy, { kind: 'end_dispute', dispute });
}

/** A dispute has a currency of its own (documented): euros here, or dollars of a charge in euros (assumed). */
function disputedMoney({ currency, paymentMethod }: Charge, amount: number): Pick<Dispute, 'amount' | 'currency'> {
  if (paymentMethod.card.aftermath !== 'disputed_in_another_currency') return { amount, currency };
  const another = currency === 'eur' ? 'usd' : 'eur';
  return { amount: convert(amount, currency, another)?.amount ?? amount, currency: another };
}

/** Tells of disputes that were just opened: between the events of the charge and of the PaymentIntent (recorded). */
export function announceDisputes(context: Context, charge: Charge): void {
  for (const dispute of charge.disputes) {
    if (dispute.announced) continue;
    dispute.announced = true;
    emit(context, 'charge.dispute.created', dispute.paymentIntent, renderDispute(dispute, context.now));
    if (!isInquiry(dispute)) withdraw(context, dispute);
    closeReview(context, charge, 'disputed');
  }
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
