import { mayIncrement, priceOfHold, spareAmount } from '../captures/decide-amount';
import { withExtra } from '../orders/amount-adjustment';
import { currencyOf } from '../money/currency';
import { formatMoney } from '../money/money';
import { runsAtPrice, runsOfAdded, withUnits, worthOfRuns } from '../payment/changed-lines';
import { isFree } from '../orders/free-order';
import type { LineAddition, LineReduction } from '../orders/inputs';
import type { OrderLine } from '../orders/order';
import { addedLineProblems } from '../orders/order-acceptance';
import { requesterOf } from '../orders/requester';
import { runsWithin, type UnitSpan } from '../orders/shipment-price';
import { within } from '../orders/unit-spans';
import { largestCharge } from '../money/charge-limits';
import type { Decision } from '../payment/decision';
import type { LiveHold } from '../payment/hold';
import type { AddLinesStep, LineFact, LowerLineStep } from '../payment/line-steps';
import { firstOpenSpans } from '../payment/open-spans';
import { openUnits, statusOf, type Payment } from '../payment/payment';
import { closedRefusal, type Refusal } from '../payment/refusal';
import type { IncrementStep, Step } from '../payment/steps';

/** Orders grow and shrink while they are open (docs/decisions/0049). */

/**
 * Decides whether lines are added: where the hold has room for them, after an increment that makes it, or without a
 * hold. Otherwise nothing is added, and the answer says what is possible.
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
    if (amount === 0 || !isFree(order))
      return { kind: 'do', step: { kind: 'add_lines', ...what, paidBy: 'saved_card' } };
    const message = `no card pays for order ${orderId}, so none is there to pay for more: place an order of its own`;
    return refuse({ code: 'amount_exceeds_hold', message, maximumAmount: 0 });
  }
  const missing = amount - roomOf(payment, hold);
  if (missing <= 0) return { kind: 'do', step: { kind: 'add_lines', ...what, paidBy: 'hold' } };
  return decideRoom(payment, hold, addition, missing);
}

/** Minor units of the hold that came by increments and that no unit and no adjustment needs. */
function roomOf(payment: Payment, hold: LiveHold): number {
  return Math.max(0, Math.min(hold.raised ?? 0, spareAmount(payment, hold)));
}

function decideRoom(payment: Payment, hold: LiveHold, addition: LineAddition, missing: number): Decision {
  const { order, holdGeneration, captureInDoubt } = payment;
  const { orderId, currency } = order;
  if (captureInDoubt !== null) {
    const message = `a capture of order ${orderId} has an unknown outcome: repeat the shipment that it was for`;
    return refuse({ code: 'temporarily_unavailable', message });
  }
  const room = roomOf(payment, hold);
  const amountAfter = hold.amount + missing;
  if (!mayIncrement(payment, hold) || amountAfter > largestCharge(currency)) {
    const most = formatMoney({ amount: room, currency });
    const message =
      `the hold of order ${orderId} has room for ${most} more, and cannot be incremented: the card does not allow it, ` +
      'or something was captured of it already. Place an order of its own for the lines';
    return refuse({ code: 'amount_exceeds_hold', message, maximumAmount: room });
  }
  const reason = `lines ${addition.lines.map(({ lineId }) => lineId).join(', ')}`;
  const described = priceOfHold(payment, hold);
  const step: IncrementStep = {
    orderId,
    currency,
    authorizationGeneration: holdGeneration,
    attempt: payment.raises + 1,
    paymentIntentId: hold.paymentIntentId,
    chargeId: hold.chargeId,
    shipmentId: addition.changeId,
    purpose: 'lines',
    ...requesterOf(addition),
    reason,
    shipmentAtMost: room,
    amountBefore: hold.amount,
    amountAfter,
    amountDetails: withExtra(described.amountDetails, { amount: amountAfter - described.amount, reason }),
    captureBefore: hold.captureBefore,
  };
  return { kind: 'do', step: { kind: 'raise', ...step } };
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

/** The same change once more, or one that comes too early or too late; undefined when it can be made. */
function whyNotNow(payment: Payment, { changeId, contentHash }: LineAddition | LineReduction): Decision | undefined {
  const { order, hold, lineChanges = [] } = payment;
  const known = lineChanges.find((change) => change.changeId === changeId);
  if (known !== undefined) {
    if (known.contentHash === contentHash) return { kind: 'repeat' };
    return refuse({
      code: 'line_change_conflict',
      message: `change ${changeId} was accepted before with other content`,
    });
  }
  switch (hold.state) {
    case 'captured':
    case 'released':
    case 'expired':
      return refuse(closedRefusal(order.orderId, statusOf(payment)));
    case 'none':
    case 'requires_payment_method':
    case 'requires_action':
    case 'processing':
    case 'renewal_due': {
      const message = `order ${order.orderId} cannot change now: its card is not authorized`;
      return refuse({ code: 'order_not_capturable', message, status: statusOf(payment) });
    }
    case 'held':
    case 'saved':
      return undefined;
  }
}

function invalid(path: string, message: string): Refusal {
  return { code: 'invalid_field', message, path };
}

function refuse(refusal: Refusal): Decision {
  return { kind: 'refuse', refusal };
}

/** The payment of the order as it consists now. */
export function linesChanged(payment: Payment, step: Step, fact: LineFact): Payment {
  const lineChanges = [...(payment.lineChanges ?? []), fact.change];
  if (step.kind === 'add_lines') return { ...withAdded(payment, step), lineChanges };
  if (step.kind === 'lower_line') return { ...withLowered(payment, step), lineChanges };
  throw new Error(`Bug! A ${step.kind} step changes no lines`);
}

/** What the hold was incremented by for them is the order's own from now on. */
function withAdded(payment: Payment, { addition, runs, amount, paidBy }: AddLinesStep): Payment {
  const { hold, order } = payment;
  const grown = {
    ...order,
    lines: [...order.lines, ...addition.lines],
    allocation: [...order.allocation, ...runs],
    total: order.total + amount,
  };
  if (hold.state !== 'held' || paidBy === 'saved_card') return { ...payment, order: grown };
  const { raised = 0, ...rest } = hold;
  const left = raised - amount;
  return { ...payment, order: grown, hold: { ...rest, ...(left > 0 && { raised: left }) } };
}

function withLowered(payment: Payment, { reduction, runs, taxLess }: LowerLineStep): Payment {
  const { order } = payment;
  const lines = order.lines.map((line) =>
    line.lineId === reduction.lineId
      ? { ...line, unitPrice: reduction.unitPrice, taxAmount: line.taxAmount - taxLess }
      : line,
  );
  return { ...payment, order: { ...order, lines, allocation: withUnits(order.allocation, runs) } };
}
