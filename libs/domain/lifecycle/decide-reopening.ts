import { formatMoney } from '../money/money';
import { isFree } from '../orders/free-order';
import type { UnitsReopening } from '../orders/inputs';
import { quantityOf } from '../orders/shipment-price';
import { quantitiesOf } from '../orders/unit-spans';
import { requesterOf } from '../orders/requester';
import { runsOfReopened, withReopened, worthOfRuns } from '../payment/changed-lines';
import type { Decision } from '../payment/decision';
import type { Payment } from '../payment/payment';
import type { Refusal } from '../payment/refusal';
import { decideIncrement, roomOf, whyNotNow } from './make-room';
import { decideSecondHold } from './second-hold';

/**
 * Decides whether units that go back ship once more (docs/decisions/0068): where the hold has room for them, after an
 * increment or a second hold on the kept card that makes it, or where the card is charged as they ship. Otherwise
 * nothing goes back, and the answer says what is possible.
 */
export function decideReopening(payment: Payment, reopening: UnitsReopening): Decision {
  const before = whyNotNow(payment, reopening);
  if (before !== undefined) return before;
  const { order, hold, holdGeneration } = payment;
  const problem = whyTooMany(payment, reopening);
  if (problem !== undefined) return refuse(problem);
  const runs = runsOfReopened(order, reopening.units);
  const amount = worthOfRuns(runs);
  const { orderId, currency } = order;
  const what = { orderId, currency, authorizationGeneration: holdGeneration, reopening, runs, amount };
  if (hold.state !== 'held') {
    if (amount === 0 || !isFree(order)) {
      return { kind: 'do', step: { kind: 'reopen_units', ...what, paidBy: 'saved_card' } };
    }
    return refuse(noRoom(payment, 0, 'it costs nothing, and no card is there to pay'));
  }
  const missing = amount - roomOf(payment, hold);
  if (missing <= 0) return { kind: 'do', step: { kind: 'reopen_units', ...what, paidBy: 'hold' } };
  const growth = { ...requesterOf(reopening), changeId: reopening.refundId, reason: `refund ${reopening.refundId}` };
  const growing = {
    grown: withReopened(order, runs),
    room: { ...requesterOf(reopening), amount, command: { kind: 'reopen_units', reopening } as const },
    refusal: (why: string) => noRoom(payment, roomOf(payment, hold), why),
  };
  return decideIncrement(payment, hold, growth, missing) ?? decideSecondHold(payment, hold, growing);
}

/** As many as a line of a new order can have. */
const UNITS_OF_A_LINE_AT_MOST = 9_999;

function whyTooMany({ order }: Payment, { units }: UnitsReopening): Refusal | undefined {
  const more = quantitiesOf(units);
  const full = order.lines.find(
    ({ lineId, quantity }) => quantity + quantityOf(more, lineId) > UNITS_OF_A_LINE_AT_MOST,
  );
  if (full === undefined) return undefined;
  const message = `line ${full.lineId} would have more than ${UNITS_OF_A_LINE_AT_MOST.toString()} units`;
  return { code: 'invalid_field', path: 'reopen', message };
}

function noRoom({ order: { orderId, currency } }: Payment, maximumAmount: number, why: string): Refusal {
  const room = formatMoney({ amount: maximumAmount, currency });
  const message =
    `the hold of order ${orderId} has room for ${room} more, and no other can be placed: ${why}. Refund the units ` +
    'without reopen, and place an order of its own for what replaces them';
  return { code: 'amount_exceeds_hold', message, maximumAmount };
}

function refuse(refusal: Refusal): Decision {
  return { kind: 'refuse', refusal };
}
