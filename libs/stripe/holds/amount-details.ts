import type Stripe from 'stripe';
import type { AmountDetails, LineItem } from '../../domain/orders/shipment-price';

type AmountDetailsParam = NonNullable<Stripe.PaymentIntentCreateParams['amount_details']>;
type LineItemParam = Exclude<NonNullable<AmountDetailsParam['line_items']>, ''>[number];
type ShippingParam = Exclude<NonNullable<AmountDetailsParam['shipping']>, ''>;

/**
 * `amount_details` in the line-level form: tax and discount stand at the lines, and Stripe checks that
 * Σ(unit_cost·quantity + tax − discount) + shipping is the amount, to the cent.
 * Source: https://docs.stripe.com/payments/payment-line-items
 */
export function amountDetailsParam({ lineItems, shipping }: AmountDetails): AmountDetailsParam {
  return { line_items: lineItems.map(lineItemParam), shipping: shippingParam(shipping) };
}

/**
 * Stripe refuses a longer product code, and with it the payment: https://docs.stripe.com/payments/payment-line-items
 */
const PRODUCT_CODE_AT_MOST = 12;

/** The first characters of a text, none of them cut in half. */
export function beginningOf(text: string, atMost: number): string {
  if (text.length <= atMost) return text;
  let end = '';
  for (const character of text) {
    if (end.length + character.length > atMost) return end;
    end += character;
  }
  return end;
}

/** One line of a shipment as a line item. Source: https://docs.stripe.com/payments/payment-line-items */
function lineItemParam(line: LineItem): LineItemParam {
  return {
    product_name: line.productName,
    unit_cost: line.unitCost,
    quantity: line.quantity,
    tax: { total_tax_amount: line.tax },
    // Stripe takes a tax of 0, which level 3 rates need to be told, but no discount of 0.
    ...(line.discount > 0 && { discount_amount: line.discount }),
    ...(line.productCode !== null && { product_code: beginningOf(line.productCode, PRODUCT_CODE_AT_MOST) }),
    ...(line.unitOfMeasure !== null && { unit_of_measure: line.unitOfMeasure }),
    ...(line.commodityCode !== null && {
      payment_method_options: { card: { commodity_code: line.commodityCode } },
    }),
  };
}

/**
 * The amount is sent even when it is 0: what the first capture describes, every later one must describe too. Source:
 * https://docs.stripe.com/payments/payment-line-items
 */
function shippingParam({ amount, fromPostalCode, toPostalCode }: AmountDetails['shipping']): ShippingParam {
  return {
    amount,
    ...(fromPostalCode !== null && { from_postal_code: fromPostalCode }),
    ...(toPostalCode !== null && { to_postal_code: toPostalCode }),
  };
}
