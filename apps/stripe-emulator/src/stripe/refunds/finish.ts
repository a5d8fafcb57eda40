import { enter } from '../balance-transactions/enter';
import type { Charge } from '../charges/charge';
import { emit } from '../events/emit';
import { differences } from '../events/differences';
import type { JsonObject } from '../../../../../libs/emulation/objects/json';
import type { Context } from '../request';
import { scramble } from '../../../../../libs/emulation/objects/ids';
import { renderRefund } from './refund';
import type { Refund } from './refund';

const REFERENCE_LENGTH = 16;

/**
 * What becomes of a refund after the account's settlement delay (assumed): the card network's reference number arrives,
 * a pending refund succeeds, or one that seemed to have succeeded fails (documented for the two test cards).
 */
export function finishRefund(context: Context, refund: Refund): void {
  const charge = context.account.charges.get(refund.charge);
  if (charge === undefined) throw new Error(`Bug! ${refund.id} refunds nothing`);
  const before = renderRefund(refund);
  if (charge.paymentMethod.card.aftermath === 'refund_fails') {
    fail(context, charge, refund, before);
    return;
  }
  refund.status = 'succeeded';
  refund.reference = Array.from(scramble(`${refund.id}/arn`, REFERENCE_LENGTH), toDigit).join('');
  emitUpdated(context, refund, before);
}

/** The money comes back to the balance, and the charge is not refunded after all (documented). */
function fail(context: Context, charge: Charge, refund: Refund, before: JsonObject): void {
  const { amount, currency, id } = refund;
  const description = 'REFUND FAILURE';
  const returned = enter(context, { type: 'refund_failure', source: id, amount, currency, description });
  refund.status = 'failed';
  refund.failure = { reason: 'unknown', balanceTransaction: returned.id };
  charge.amountRefunded -= amount;
  emitUpdated(context, refund, before);
  emit(context, 'refund.failed', refund.paymentIntent, renderRefund(refund));
}

/** `charge.refund.updated` is the older name of the same news; cards still send both (assumed). */
export function emitUpdated(context: Context, refund: Refund, before: JsonObject): void {
  const after = renderRefund(refund);
  const previous = differences(before, after);
  if (Object.keys(previous).length === 0) return;
  emit(context, 'refund.updated', refund.paymentIntent, after, previous);
  emit(context, 'charge.refund.updated', refund.paymentIntent, renderRefund(refund), previous);
}

function toDigit(letter: string): string {
  return String(letter.charCodeAt(0) % 10);
}
