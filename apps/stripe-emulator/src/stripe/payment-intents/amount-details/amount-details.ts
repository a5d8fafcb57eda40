import type { JsonObject } from '../../../../../../libs/emulation/objects/json';
import type { LineItem } from './line-item';

export interface AmountDetailsShipping {
  readonly amount: number | null;
  readonly fromPostalCode: string | null;
  readonly toPostalCode: string | null;
}

/** What the amount is made of. Discount and tax are those of the whole, or the sum of the lines' own (assumed). */
export interface AmountDetails {
  readonly discount: number | null;
  readonly tax: number | null;
  readonly shipping: AmountDetailsShipping | null;
  readonly lineItems: readonly LineItem[];
  /** With `enforce_arithmetic_validation=false` an error is shown instead of refusing the request. */
  readonly error: ArithmeticError | null;
}

export interface ArithmeticError {
  readonly code: string;
  readonly message: string;
}

/** Whether the captures so far came with details and with line items; later ones must do the same (documented). */
export interface CaptureDetails {
  readonly given: boolean;
  readonly lines: boolean;
}

/** Goods, tax and shipping, less the discount (documented). */
export function totalOf(details: AmountDetails): number {
  const goods = details.lineItems.reduce((sum, item) => sum + item.unitCost * item.quantity, 0);
  return goods + (details.tax ?? 0) + (details.shipping?.amount ?? 0) - (details.discount ?? 0);
}

/** `named` is the parameter the total is compared with: `amount` or `amount_to_capture`. */
export function arithmeticError(details: AmountDetails, amount: number, named: string): ArithmeticError | null {
  if (details.lineItems.length === 0) return withoutLines(details, amount, named);
  const total = totalOf(details);
  if (total === amount) return null;
  return {
    code: 'amount_details_amount_mismatch',
    message:
      `The total value of \`amount_details\` (${String(total)}) does not match the \`${named}\` (${String(amount)}). ` +
      'Make sure that the total value of `line_items` matches the amount to charge, taking into account any ' +
      'discounts, tax, and shipping. See https://docs.stripe.com/payments/payment-line-items',
  };
}

/** Tax alone is allowed (level 2 data); it only may not exceed the amount (inferred). */
function withoutLines(details: AmountDetails, amount: number, named: string): ArithmeticError | null {
  const sum = (details.tax ?? 0) + (details.shipping?.amount ?? 0) + (details.discount ?? 0);
  if (sum <= amount) return null;
  return {
    code: 'amount_details_tax_shipping_discount_greater_than_amount',
    message:
      `The sum of tax, shipping and discount in \`amount_details\` (${String(sum)}) is greater than ` +
      `the \`${named}\` (${String(amount)}). See https://docs.stripe.com/payments/payment-line-items`,
  };
}

/** Several captures together: amounts are summed, line items follow each other (documented). */
export function addedDetails(earlier: AmountDetails, later: AmountDetails): AmountDetails {
  return {
    discount: sum(earlier.discount, later.discount),
    tax: sum(earlier.tax, later.tax),
    shipping: addedShipping(earlier.shipping, later.shipping),
    lineItems: [...earlier.lineItems, ...later.lineItems],
    error: later.error ?? earlier.error,
  };
}

function addedShipping(
  earlier: AmountDetailsShipping | null,
  later: AmountDetailsShipping | null,
): AmountDetailsShipping | null {
  if (earlier === null || later === null) return later ?? earlier;
  return {
    amount: sum(earlier.amount, later.amount),
    fromPostalCode: later.fromPostalCode ?? earlier.fromPostalCode,
    toPostalCode: later.toPostalCode ?? earlier.toPostalCode,
  };
}

function sum(a: number | null, b: number | null): number | null {
  return a === null ? b : a + (b ?? 0);
}

/** Line items are left out here: they show only when expanded (documented). `tip` is always there (recorded). */
export function renderAmountDetails(details: AmountDetails | null): JsonObject {
  if (details === null) return { tip: {} };
  const { discount, error, shipping, tax } = details;
  return {
    ...(discount !== null && { discount_amount: discount }),
    ...(error !== null && { error: { code: error.code, message: error.message } }),
    ...(shipping !== null && { shipping: renderShipping(shipping) }),
    ...(tax !== null && { tax: { total_tax_amount: tax } }),
    tip: {},
  };
}

function renderShipping(shipping: AmountDetailsShipping): JsonObject {
  return {
    amount: shipping.amount,
    from_postal_code: shipping.fromPostalCode,
    to_postal_code: shipping.toPostalCode,
  };
}
