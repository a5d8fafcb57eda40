import type { z } from 'zod';

type Schema = z.core.JSONSchema.BaseSchema;

/** What a field of this name says in an example; where it does not fit, the first that does. */
const BY_NAME: Readonly<Record<string, unknown>> = {
  ...{ orderId: '1042', orderNumber: '#1042', shipmentId: 'A', refundId: 'R1', cancellationId: 'C1', noteId: 'N1' },
  ...{ lineId: '1', quantity: 1, productCode: 'SKU001', name: 'Product 001', unitPrice: 2000, taxAmount: 200 },
  ...{ currency: 'usd', settlementCurrency: 'usd', destination: 'acct_1Nv0FGQ9RKHgCVdK', country: 'US' },
  ...{ paymentIntentId: 'pi_1l9EYOaA0EhRqO7g0000005', setupIntentId: 'seti_1l9EYOaA0Eh7cTqB0000004' },
  ...{ chargeId: 'ch_1l9EYOaA0Ehc5II0p000009', balanceTransactionId: 'txn_1l9EYOaA0EhxR2mK000011' },
  ...{
    stripeRefundId: 're_1l9EYOaA0EhnB4vC0000012',
    disputeId: 'dp_1l9EYOaA0EhzL8wD0000013',
    stripeId: 'tr_1l9EYOaA0Eh00014',
  },
  ...{ captureId: '1042/A/1', transactionId: '7', sourceKey: 'capture/1042/A/1', workflowId: 'order-payment/1042' },
  ...{ eventId: 'event_000000000042', next: 'event_000000000042', endpoint: 'shop', requestId: '98e0755a-0eb9-4972' },
  ...{
    total: 6600,
    held: 4400,
    captured: 2200,
    settled: 2200,
    amount: 2200,
    goods: 2000,
    tax: 200,
    maximumCapturable: 6600,
  },
  ...{ fee: 94, net: 2106, worth: 4400, marginSeconds: 43_200, generation: 1, attempts: 1, ms: 2, open: 1, shipped: 1 },
  ...{ status: 'partially_captured', plan: 'multicapture', state: 'held', by: 'jane', closedBy: 'jane', who: 'shop' },
  ...{ nextCursor: null, cancelReason: null, lastError: null, nextAction: null, clientSecret: null, errorCode: null },
  ...{ closedAt: null, endedAt: null, customer: 'cus_QXg1o8vcGmoR32', paymentMethod: 'pm_card_visa', carrier: 'UPS' },
  ...{ trackingNumber: '1Z999AA10123456784', reason: 'ok', kind: 'shipment_captured', key: 'shop', person: 'jane' },
  ...{ month: '2026-11', timezone: 'Europe/Berlin', payoutId: 'po_1l9EYOaA0EhqT3xE0000015' },
  ...{ title: 'More units than are left', detail: 'More units than the order has open.', code: 'units_not_available' },
  ...{
    instance: '/v1/orders/1042/shipments',
    type: '/problems#units_not_available',
    url: null,
    path: 'lines[0].quantity',
  },
};

const INSTANT = '2026-12-01T10:00:00.000Z';

/**
 * A value that a schema allows, for people who read the document.
 * @param name of the field that has the schema
 * @param named the schemas that others refer to
 */
export function sampleOf(schema: Schema, name: string, named: Readonly<Record<string, Schema>>): unknown {
  const target = targetOf(schema, named);
  const known = BY_NAME[name];
  if (known !== undefined && allows(target, known)) return known;
  const [first] = target.oneOf ?? target.anyOf ?? [];
  if (first !== undefined) return sampleOf(first, name, named);
  if (target.const !== undefined) return target.const;
  if (target.enum !== undefined) return target.enum[0];
  switch (target.type) {
    case 'object':
      return sampleOfObject(target, named);
    case 'array':
      return typeof target.items === 'object' && !Array.isArray(target.items)
        ? [sampleOf(target.items, name, named)]
        : [];
    case 'integer':
    case 'number':
      return 0;
    case 'boolean':
      return false;
    case 'null':
      return null;
    case 'string':
    case undefined:
      return textOf(target, name);
    default:
      return null;
  }
}

function textOf({ format }: Schema, name: string): string {
  if (format === 'date-time') return INSTANT;
  return format === 'date' ? INSTANT.slice(0, 10) : name;
}

function sampleOfObject({ properties = {}, required = [] }: Schema, named: Readonly<Record<string, Schema>>): object {
  const told = Object.entries(properties).filter(([field]) => required.includes(field));
  return Object.fromEntries(
    told.map(([field, schema]) => [field, typeof schema === 'boolean' ? null : sampleOf(schema, field, named)]),
  );
}

function targetOf(schema: Schema, named: Readonly<Record<string, Schema>>): Schema {
  const [, name] = /([^/]+)$/.exec(schema.$ref ?? '') ?? [];
  return (name === undefined ? undefined : named[name]) ?? schema;
}

/** Of a value that stands alone: whether the schema takes it. */
function allows({ type, enum: values, const: only, anyOf, format }: Schema, value: unknown): boolean {
  if (anyOf !== undefined) return anyOf.some((each) => allows(each, value));
  if (only !== undefined) return only === value;
  if (values !== undefined) return values.some((each) => each === value);
  if (value === null) return type === 'null';
  if (typeof value === 'number') return type === 'integer' || type === 'number';
  return type === 'string' && format === undefined;
}
