/**
 * The order that the documentation tells of: two lines of 20.00, tax 2.00 each, shipping 4.00, discount 2.00, 46.00 in
 * all.
 */
export const EXAMPLE_ORDER = {
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
    { lineId: '2', productCode: 'SKU002', name: 'Product 002', quantity: 1, unitPrice: 2000, taxAmount: 200 },
  ],
  shipping: { amount: 400, fromPostalCode: '94110', toPostalCode: '94117' },
  discountAmount: 200,
  customerReference: 'customer_reference',
  payment: {
    paymentMethod: 'pm_card_visa',
    customer: 'cus_123',
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
} as const;

/** A shipment of the example order. */
export const EXAMPLE_SHIPMENT = {
  shipmentId: 'A',
  lines: [{ lineId: '1', quantity: 1 }],
  carrier: 'UPS',
  trackingNumber: '1Z999AA10123456784',
} as const;

/** A payment method for the example order. */
export const EXAMPLE_CONFIRMATION = {
  paymentMethod: 'pm_card_visa',
  returnUrl: 'https://shop.example/return',
} as const;

/** A cancellation of the rest of the example order. */
export const EXAMPLE_CANCELLATION = {
  cancellationId: 'C1',
  lines: [{ lineId: '2', quantity: 1 }],
  reason: 'the buyer changed their mind',
} as const;

/** A refund of the example shipment. */
export const EXAMPLE_REFUND = {
  refundId: 'R1',
  shipmentId: 'A',
  lines: [{ lineId: '1', quantity: 1 }],
  reason: 'arrived broken',
} as const;
