import { acceptOrder } from '../../libs/domain/orders/order-acceptance';
import type { AcceptedOrder, NewOrder } from '../../libs/domain/orders/order';

/** The order of the documentation: two lines of one unit, 4600 USD cents in all, 2300 a line. */
export function newOrder(overrides: Partial<NewOrder> = {}): NewOrder {
  return {
    orderId: '1042',
    currency: 'usd',
    lines: [
      {
        lineId: '1',
        productCode: 'SKU001',
        name: 'Product 001',
        quantity: 1,
        unitPrice: 2000,
        taxAmount: 200,
        discountAmount: 0,
        unitOfMeasure: 'feet',
        commodityCode: '123123',
      },
      {
        lineId: '2',
        productCode: 'SKU002',
        name: 'Product 002',
        quantity: 1,
        unitPrice: 2000,
        taxAmount: 200,
        discountAmount: 0,
        unitOfMeasure: null,
        commodityCode: null,
      },
    ],
    shipping: { amount: 400, fromPostalCode: '94110', toPostalCode: '94117' },
    discountAmount: 200,
    customerReference: 'customer_reference',
    payment: {
      provider: 'stripe',
      paymentMethod: 'pm_card_visa',
      customer: null,
      saveForLater: false,
      returnUrl: 'https://shop.example/return',
      statementDescriptorSuffix: 'ORDER 1042',
    },
    policy: {
      onDeadline: 'release',
      marginSeconds: 43_200,
      shippingAllocation: 'proportional',
      fulfilment: 'shipments',
    },
    metadata: { channel: 'web' },
    ...overrides,
  };
}

/** Overrides for an order with another payment method; null: the buyer gives one later. */
export function paidWith(paymentMethod: string | null): Pick<NewOrder, 'payment'> {
  return { payment: { ...newOrder().payment, paymentMethod } };
}

/** Overrides for an order with another policy. */
export function withPolicy(policy: Partial<NewOrder['policy']>): Pick<NewOrder, 'policy'> {
  return { policy: { ...newOrder().policy, ...policy } };
}

/** Overrides for an order of one line with so many units, of which each is worth as much as the others. */
export function ofOneLine(quantity: number): Pick<NewOrder, 'lines'> {
  const [line] = newOrder().lines;
  if (line === undefined) throw new Error('the example has lines');
  return { lines: [{ ...line, quantity, taxAmount: 200 }] };
}

/** Accepts an order that is known to be good; throws with the problems of one that is not. */
export function accept(order: NewOrder, acceptedAt = new Date().toISOString()): AcceptedOrder {
  const acceptance = acceptOrder(order, {
    contentHash: `hash of ${order.orderId}`,
    acceptanceId: 'acceptance-1',
    requestId: 'request-1',
    acceptedAt,
  });
  if (acceptance.kind !== 'accepted') throw new Error(JSON.stringify(acceptance.problems));
  return acceptance.order;
}
