import { LINE_ITEMS_AT_MOST, type LineItem, type Price } from './shipment-price';

/** What the shop adds to a shipment's worth, or takes off it: weighed goods, a dearer carrier. Minor units, never 0. */
export interface AmountAdjustment {
  readonly amount: number;
  /** In the shop's words; what is added is described to the card network by it. */
  readonly reason: string;
}

/**
 * The price with the adjustment in it. Its line items still add up to it to the cent: what is added is an item of its
 * own, what is taken off lessens the goods first, then shipping, then tax.
 * @returns undefined when more would be taken off than the shipment is worth
 */
export function adjustPrice(price: Price, adjustment: AmountAdjustment): Price | undefined {
  const amount = price.amount + adjustment.amount;
  if (amount < 0) return undefined;
  const amountDetails =
    adjustment.amount > 0
      ? withExtra(price.amountDetails, adjustment)
      : withLess(price.amountDetails, -adjustment.amount);
  const breakdown = { ...price.breakdown, adjustment: price.breakdown.adjustment + adjustment.amount };
  return { ...price, amount, breakdown, amountDetails, ...splitWithin(price, amount) };
}

/** An adjustment carries no share of its own, but no capture sends on more than it takes. */
function splitWithin({ connect }: Price, amount: number): Pick<Price, 'connect'> {
  if (connect === undefined || connect.kind === 'everything') return {};
  return { connect: { ...connect, amount: Math.min(connect.amount, amount) } };
}

/** The details with one more item; beyond Stripe's number of items it is told as shipping. */
export function withExtra(
  details: Price['amountDetails'],
  { amount, reason }: AmountAdjustment,
): Price['amountDetails'] {
  const { lineItems, shipping } = details;
  if (lineItems.length >= LINE_ITEMS_AT_MOST) {
    return { lineItems, shipping: { ...shipping, amount: shipping.amount + amount } };
  }
  const item: LineItem = {
    productCode: null,
    productName: reason,
    unitCost: amount,
    quantity: 1,
    tax: 0,
    discount: 0,
    unitOfMeasure: null,
    commodityCode: null,
  };
  return { lineItems: [...lineItems, item], shipping };
}

function withLess({ lineItems, shipping }: Price['amountDetails'], less: number): Price['amountDetails'] {
  let left = less;
  const take = (atMost: number): number => {
    const part = Math.min(left, atMost);
    left -= part;
    return part;
  };
  const discounted = lineItems.map((item) => ({
    ...item,
    discount: item.discount + take(item.unitCost * item.quantity - item.discount),
  }));
  const shippingAmount = shipping.amount - take(shipping.amount);
  const taxed = discounted.map((item) => ({ ...item, tax: item.tax - take(item.tax) }));
  return { lineItems: taxed, shipping: { ...shipping, amount: shippingAmount } };
}
