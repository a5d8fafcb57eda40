import { capabilitiesFor } from '../capabilities/payment-provider';
import { allocate, creditOf, creditOfRuns } from './allocation';
import { connectProblems } from './connect-terms';
import { largestCharge, smallestCharge } from '../money/charge-limits';
import { currencyOf, findCurrency, type Currency } from '../money/currency';
import { formatMoney, money } from '../money/money';
import type { AcceptedOrder, NewOrder, OrderLine, OrderPaymentMeans, OrderPolicy } from './order';
import type { Requester } from './requester';

/** A field the shop must change, named as it stands in the request. */
export interface FieldProblem {
  readonly path: string;
  readonly message: string;
}

/** The accepted order, or every field that must change; nothing is stored then. */
export type Acceptance =
  | { readonly kind: 'accepted'; readonly order: AcceptedOrder }
  | { readonly kind: 'refused'; readonly problems: readonly FieldProblem[] }
  /** The provider charges no such small total; `minimumAmount` in minor units. */
  | { readonly kind: 'too_small'; readonly problems: readonly FieldProblem[]; readonly minimumAmount: number };

/** What is known about the request that brings an order, beside the order itself. */
export type AcceptanceContext = Pick<AcceptedOrder, 'contentHash' | 'acceptanceId' | 'acceptedAt'> & Requester;

/**
 * Checks what a schema cannot see (sums, currency steps, repeated ids) and freezes the allocation.
 * Total = Σ(unitPrice·quantity + taxAmount − discountAmount) + shipping − discountAmount − credits.
 */
export function acceptOrder(order: NewOrder, context: AcceptanceContext): Acceptance {
  const currency = findCurrency(order.currency);
  if (currency === undefined) {
    const { name } = capabilitiesFor(order.payment);
    return refused([{ path: 'currency', message: `"${order.currency}" is not a currency ${name} takes for cards` }]);
  }
  const problems = [
    ...amountProblems(order, currency),
    ...lineProblems(order),
    ...creditProblems(order),
    ...policyProblems(order),
    ...providerProblems(order),
    ...adoptionProblems(order),
  ];
  if (problems.length > 0) return refused(problems);

  const totals = totalsOf(order);
  const worth = totals.goods + totals.tax - totals.lineDiscounts + order.shipping.amount - order.discountAmount;
  if (order.discountAmount > totals.goods - totals.lineDiscounts) {
    return refused([
      { path: 'discountAmount', message: 'is more than the goods are worth after the discounts of their lines' },
    ]);
  }
  const credit = creditOf(order);
  if (credit > worth) {
    const text = (amount: number): string => formatMoney(money(amount, order.currency));
    return refused([{ path: 'credits', message: `are ${text(credit)}, more than the order costs, ${text(worth)}` }]);
  }
  const total = worth - credit;
  const problem = totalProblem(total, order);
  if (problem !== undefined) return problem;
  if (total === 0 && order.policy.fulfilment === 'immediate') {
    const message = '"immediate" has nothing to be paid: an order of 0 ships with "shipments"';
    return refused([{ path: 'policy.fulfilment', message }]);
  }
  if (total === 0 && order.payment.paymentIntent !== undefined) {
    return refused([{ path: 'payment.paymentIntent', message: 'cannot pay for an order that costs nothing' }]);
  }
  const { connect } = order.payment;
  const connecting = connect === undefined ? [] : connectProblems(connect, total, currency.step);
  if (connecting.length > 0) return refused(connecting);
  const allocation = allocate(order);
  const shippingCredit = credit - creditOfRuns(allocation);
  const frozen = { total, allocation, ...(shippingCredit > 0 && { shippingCredit }) };
  return { kind: 'accepted', order: { ...order, ...context, ...frozen } };
}

/** Each credit is named once: refunds go back to it by its name. */
function creditProblems({ credits = [] }: NewOrder): FieldProblem[] {
  return credits.flatMap(({ creditId }, index) => {
    if (credits.findIndex((each) => each.creditId === creditId) === index) return [];
    const message = `"${creditId}" is already the id of an earlier credit`;
    return [{ path: `credits[${index.toString()}].creditId`, message }];
  });
}

/** The sum stands in no field of its own: most of it comes from the lines. */
function totalProblem(total: number, { currency, payment }: NewOrder): Acceptance | undefined {
  const most = largestCharge(currency);
  if (total > most) {
    const message = `the order's total is ${total.toString()}; it must be at most ${most.toString()}`;
    return refused([{ path: 'lines', message }]);
  }
  if (total === 0) return undefined;
  const minimumAmount = smallestCharge(currency);
  if (total >= minimumAmount) return undefined;
  const text = (amount: number): string => formatMoney(money(amount, currency));
  const { name } = capabilitiesFor(payment);
  const message = `the order's total is ${text(total)}; ${name} takes no payment below ${text(minimumAmount)}`;
  return { kind: 'too_small', problems: [{ path: 'lines', message }], minimumAmount };
}

function refused(problems: readonly FieldProblem[]): Acceptance {
  return { kind: 'refused', problems };
}

function totalsOf(order: NewOrder): { goods: number; tax: number; lineDiscounts: number } {
  return order.lines.reduce(
    (sum, line) => ({
      goods: sum.goods + line.unitPrice * line.quantity,
      tax: sum.tax + line.taxAmount,
      lineDiscounts: sum.lineDiscounts + line.discountAmount,
    }),
    { goods: 0, tax: 0, lineDiscounts: 0 },
  );
}

function amountProblems(order: NewOrder, { step }: Currency): FieldProblem[] {
  const amounts: [string, number][] = [
    ['shipping.amount', order.shipping.amount],
    ['discountAmount', order.discountAmount],
    ...(order.credits ?? []).map(({ amount }, index): [string, number] => [
      `credits[${index.toString()}].amount`,
      amount,
    ]),
    ...order.lines.flatMap((line, index): [string, number][] => [
      [`lines[${index.toString()}].unitPrice`, line.unitPrice],
      [`lines[${index.toString()}].taxAmount`, line.taxAmount],
      [`lines[${index.toString()}].discountAmount`, line.discountAmount],
    ]),
  ];
  return amounts
    .filter(([, amount]) => amount % step !== 0)
    .map(([path]) => ({
      path,
      message: `must be a multiple of ${step.toString()} in ${order.currency}: ${formatMoney(money(step, order.currency))} is the smallest amount that cards can move`,
    }));
}

function lineProblems({ lines }: NewOrder): FieldProblem[] {
  return lines.flatMap((line, index) => {
    const path = `lines[${index.toString()}]`;
    const problems: FieldProblem[] = [];
    if (lines.findIndex(({ lineId }) => lineId === line.lineId) < index) {
      problems.push({ path: `${path}.lineId`, message: `"${line.lineId}" is already the id of an earlier line` });
    }
    if (line.discountAmount > line.unitPrice * line.quantity) {
      problems.push({ path: `${path}.discountAmount`, message: 'is more than the goods of the line are worth' });
    }
    return problems;
  });
}

/** What the provider of the order cannot do at all; what a card cannot, a hold shows once it is placed. */
function providerProblems({ payment }: NewOrder): FieldProblem[] {
  const { connect, name } = capabilitiesFor(payment);
  if (payment.connect === undefined || connect) return [];
  return [{ path: 'payment.connect', message: `is not possible through ${name}, which has no connected accounts` }];
}

/** Stripe's limit for one capture, and so for an order. */
export const LINES_AT_MOST = 200;

/** What is wrong with lines that are to be added to an order; none: they fit. */
export function addedLineProblems(order: AcceptedOrder, lines: readonly OrderLine[]): FieldProblem[] {
  const apart = { ...order, lines, credits: [], discountAmount: 0, shipping: { ...order.shipping, amount: 0 } };
  const known = new Set(order.lines.map(({ lineId }) => lineId));
  const taken = lines.flatMap(({ lineId }, index) =>
    known.has(lineId)
      ? [{ path: `lines[${index.toString()}].lineId`, message: `"${lineId}" is a line of the order already` }]
      : [],
  );
  const most = LINES_AT_MOST - order.lines.length;
  const tooMany = lines.length > most ? [{ path: 'lines', message: `at most ${most.toString()} more fit` }] : [];
  return [...taken, ...tooMany, ...amountProblems(apart, currencyOf(order.currency)), ...lineProblems(apart)];
}

/** What Holdfast will do for an order must be possible when it promises it, not first when the deadline comes. */
function policyProblems({ policy, payment }: NewOrder): FieldProblem[] {
  switch (policy.fulfilment) {
    case 'shipments':
      return [...deadlineProblems(policy, payment), ...singleCaptureProblems(policy, payment)];
    case 'immediate':
      return [...deadlineWithoutHold(policy), ...planWithoutHold(policy)];
    case 'charge_on_ship':
      return [...deadlineWithoutHold(policy), ...planWithoutHold(policy), ...savedCardProblems(payment)];
  }
}

/** Where nothing is held there is no choice of how it is captured. */
function planWithoutHold({ fulfilment, withoutMulticapture = 'auto' }: OrderPolicy): FieldProblem[] {
  if (withoutMulticapture === 'auto') return [];
  const message = `"${withoutMulticapture}" has no effect with fulfilment "${fulfilment}", which places no hold`;
  return [{ path: 'policy.withoutMulticapture', message }];
}

function singleCaptureProblems({ withoutMulticapture }: OrderPolicy, payment: OrderPaymentMeans): FieldProblem[] {
  switch (withoutMulticapture) {
    case 'capture_then_reauthorize':
    case 'charge_on_ship':
      return keptCardProblems(payment, `"withoutMulticapture": "${withoutMulticapture}"`);
    case undefined:
    case 'auto':
    case 'capture_once':
    case 'refuse':
      return [];
  }
}

/** A payment that exists is what it is: what it was made with cannot be given once more. */
function adoptionProblems({ payment, policy }: NewOrder): FieldProblem[] {
  if (payment.paymentIntent === undefined) return [];
  const message = 'cannot be given together with payment.paymentIntent';
  return [
    ...(payment.paymentMethod === null ? [] : [{ path: 'payment.paymentMethod', message }]),
    ...(payment.connect === undefined ? [] : [{ path: 'payment.connect', message }]),
    ...(policy.fulfilment === 'shipments'
      ? []
      : [{ path: 'policy.fulfilment', message: 'must be "shipments" with payment.paymentIntent, which is a hold' }]),
  ];
}

/** Without a hold there is no deadline to promise anything about: only the default goes. */
function deadlineWithoutHold({ fulfilment, onDeadline }: OrderPolicy): FieldProblem[] {
  switch (onDeadline) {
    case 'release':
      return [];
    case 'capture_remaining':
    case 'reauthorize': {
      const message = `"${onDeadline}" has no effect with fulfilment "${fulfilment}", which places no hold that could expire`;
      return [{ path: 'policy.onDeadline', message }];
    }
  }
}

function savedCardProblems(payment: OrderPaymentMeans): FieldProblem[] {
  if (payment.customer !== null) return [];
  const { name } = capabilitiesFor(payment);
  const message = `is needed with fulfilment "charge_on_ship": a card is saved for a ${name} customer`;
  return [{ path: 'payment.customer', message }];
}

function deadlineProblems(policy: OrderPolicy, payment: OrderPaymentMeans): FieldProblem[] {
  switch (policy.onDeadline) {
    case 'release':
    case 'capture_remaining':
      if (policy.reauthorization === undefined) return [];
      return [{ path: 'policy.reauthorization', message: 'is allowed only with "onDeadline": "reauthorize"' }];
    case 'reauthorize':
      return keptCardProblems(payment, '"onDeadline": "reauthorize"');
  }
}

/** A hold is renewed without the buyer, so the buyer must have let the card be kept. */
function keptCardProblems({ saveForLater }: OrderPaymentMeans, policy: string): FieldProblem[] {
  if (saveForLater) return [];
  const message = `must be true with ${policy}, because the card is used again without the buyer`;
  return [{ path: 'payment.saveForLater', message }];
}
