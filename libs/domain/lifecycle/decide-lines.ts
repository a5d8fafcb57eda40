import { currencyOf } from '../money/currency';
import { formatMoney } from '../money/money';
import { isFree } from '../orders/free-order';
import type { ConfirmationCommand, LineAddition, LineReduction } from '../orders/inputs';
import type { OrderLine } from '../orders/order';
import { addedLineProblems } from '../orders/order-acceptance';
import { requesterOf } from '../orders/requester';
import { runsWithin, type UnitSpan } from '../orders/shipment-price';
import { within } from '../orders/unit-spans';
import { runsAtPrice, runsOfAdded, withAddedLines, worthOfRuns } from '../payment/changed-lines';
import type { Decision } from '../payment/decision';
import type { LiveHold } from '../payment/hold';
import type { LowerLineStep } from '../payment/line-steps';
import { firstOpenSpans } from '../payment/open-spans';
import { openUnits, type Payment } from '../payment/payment';
import type { Refusal } from '../payment/refusal';
import { decideIncrement, roomOf, whyNotNow } from './make-room';
import { decideSecondHold } from './second-hold';

/** Orders grow and shrink while they are open (docs/decisions/0049, 0075). */

/**
 * Decides whether lines are added: where the hold has room for them, after an increment or a second hold that makes it,
 * or where a saved card is charged as they ship. Otherwise nothing is added, and the answer says what is possible.
 */
export function decideAddition(payment: Payment, addition: LineAddition): Decision {
  const before = whyNotNow(payment, addition);
  if (before !== undefined) return before;
  const { order, hold, holdGeneration } = payment;
  const [problem] = addedLineProblems(order, addition.lines);
  if (problem !== undefined) return refuse({ code: 'invalid_field', ...problem });
  const runs = runsOfAdded(order, addition.lines);
  const amount = worthOfRuns(runs);
  const { orderId, currency } = order;
  const what = { orderId, currency, authorizationGeneration: holdGeneration, addition, runs, amount };
  if (hold.state !== 'held') {
    if (addition.paymentMethod !== undefined) {
      const message = 'is for orders whose hold has no room: no hold is placed here. Give another card by confirm';
      return refuse(invalid('paymentMethod', message));
    }
    if (amount === 0 || !isFree(order))
      return { kind: 'do', step: { kind: 'add_lines', ...what, paidBy: 'saved_card' } };
    const message = `no card pays for order ${orderId}, so none is there to pay for more: place an order of its own`;
    return refuse({ code: 'amount_exceeds_hold', message, maximumAmount: 0 });
  }
  const missing = amount - roomOf(payment, hold);
  if (missing <= 0) return { kind: 'do', step: { kind: 'add_lines', ...what, paidBy: 'hold' } };
  const reason = `lines ${addition.lines.map(({ lineId }) => lineId).join(', ')}`;
  const more = { ...requesterOf(addition), changeId: addition.changeId, reason };
  const growing = {
    grown: withAddedLines(order, addition.lines, runs),
    room: { ...requesterOf(addition), amount, command: { kind: 'add_lines', addition } as const },
    ...cardGivenWith(payment, addition),
    refusal: (why: string) => noRoom(payment, hold, why),
  };
  return decideIncrement(payment, hold, more, missing) ?? decideSecondHold(payment, hold, growing);
}

/** The card that the buyer gives with the lines, as a confirm would bring it. */
function cardGivenWith(
  { order }: Payment,
  { paymentMethod, ...addition }: LineAddition,
): { readonly given?: ConfirmationCommand } {
  if (paymentMethod === undefined) return {};
  return { given: { ...requesterOf(addition), paymentMethod, returnUrl: order.payment.returnUrl } };
}

/** Runs from before a second hold could be placed for added lines said no. */
export function withoutSecondHold(payment: Payment, decision: Decision): Decision {
  const { hold } = payment;
  return hold.state === 'held' ? refuse(noRoom(payment, hold, 'its card is not kept')) : decision;
}

function noRoom(payment: Payment, hold: LiveHold, why: string): Refusal {
  const { orderId, currency } = payment.order;
  const room = roomOf(payment, hold);
  const message =
    `the hold of order ${orderId} has room for ${formatMoney({ amount: room, currency })} more and cannot be ` +
    `incremented, and no other can be placed: ${why}. Send the lines with a card of the buyer's (paymentMethod) ` +
    'where no card is kept, or place an order of its own for them';
  return { code: 'amount_exceeds_hold', message, maximumAmount: room };
}

/** Decides whether the open units of a line cost less from now on. */
export function decideReduction(payment: Payment, reduction: LineReduction): Decision {
  const before = whyNotNow(payment, reduction);
  if (before !== undefined) return before;
  const { order } = payment;
  const line = order.lines.find(({ lineId }) => lineId === reduction.lineId);
  if (line === undefined) return refuse(invalid('lineId', `"${reduction.lineId}" is not a line of the order`));
  const open = openOf(payment, line);
  if (open.length === 0) {
    const left = [{ lineId: line.lineId, quantity: 0 }];
    return refuse({ code: 'units_not_available', message: `no unit of line ${line.lineId} is open`, left });
  }
  const runs = open.flatMap((span) => runsWithin(order.allocation, span));
  const problem = whyNotLower(payment, line, reduction, taxOf(runs));
  if (problem !== undefined) return refuse(problem);
  if (isBegun(payment, open)) {
    return refuse(invalid('lineId', `a unit of line ${line.lineId} is captured in part: its price stays`));
  }
  const lowered = runsAtPrice(order, open, reduction);
  const amount = worthOfRuns(runs) - worthOfRuns(lowered);
  const { orderId, currency } = order;
  const step = { orderId, currency, reduction, runs: lowered, amount, taxLess: taxOf(runs) - taxOf(lowered) };
  return { kind: 'do', step: { kind: 'lower_line', ...step } };
}

function openOf(payment: Payment, { lineId }: OrderLine): UnitSpan[] {
  return firstOpenSpans(
    payment,
    openUnits(payment).filter((each) => each.lineId === lineId && each.quantity > 0),
  );
}

/** A part of a unit was captured by amount, and the rest is open. */
function isBegun({ shipments, covered, hold }: Payment, open: readonly UnitSpan[]): boolean {
  const pending = hold.state === 'saved' && hold.pending !== null ? [hold.pending.charge] : [];
  const parts = [...shipments, ...covered, ...pending].flatMap(({ part }) => part ?? []);
  return within(parts, open).length > 0;
}

function taxOf(runs: LowerLineStep['runs']): number {
  return runs.reduce((sum, { tax, units }) => sum + tax * units, 0);
}

function whyNotLower(
  { order: { currency } }: Payment,
  { unitPrice }: OrderLine,
  reduction: LineReduction,
  tax: number,
): Refusal | undefined {
  const { step } = currencyOf(currency);
  if (reduction.unitPrice >= unitPrice) {
    return invalid('unitPrice', `must be below ${unitPrice.toString()}, the price now: a line cannot be made dearer`);
  }
  if (reduction.unitPrice % step !== 0) return invalid('unitPrice', `must be a multiple of ${step.toString()}`);
  const { taxAmount } = reduction;
  if (taxAmount === undefined) return undefined;
  if (taxAmount > tax) return invalid('taxAmount', `must be at most ${tax.toString()}, the tax of the open units now`);
  return taxAmount % step === 0 ? undefined : invalid('taxAmount', `must be a multiple of ${step.toString()}`);
}

function invalid(path: string, message: string): Refusal {
  return { code: 'invalid_field', message, path };
}

function refuse(refusal: Refusal): Decision {
  return { kind: 'refuse', refusal };
}
