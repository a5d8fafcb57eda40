import type { z } from 'zod';
import { newCancellationSchema } from '../cancellations/cancellation.schema';
import { newConfirmationSchema } from '../confirmations/confirmation.schema';
import { newOrderSchema } from '../orders/new-order.schema';
import { Problem } from '../problems/problem';
import { newRefundSchema } from '../refunds/refund.schema';
import { newShipmentSchema } from '../shipments/shipment.schema';
import {
  EXAMPLE_CANCELLATION,
  EXAMPLE_CONFIRMATION,
  EXAMPLE_ORDER,
  EXAMPLE_REFUND,
  EXAMPLE_SHIPMENT,
} from '../testing/example-order';
import { mutationsOf, replace, type Json } from '../testing/mutations';
import { ValidationPipe } from './validation.pipe';

/** What a request with this body is told, by field. */
function toldOf(schema: z.ZodType, body: Json): Record<string, string> {
  try {
    new ValidationPipe().transform(body, { type: 'body', schema });
    return {};
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return Object.fromEntries((error.members.errors ?? []).map(({ path, message }) => [path, message]));
  }
}

const BODIES: [string, z.ZodType, Json][] = [
  ['an order', newOrderSchema, EXAMPLE_ORDER],
  ['a shipment', newShipmentSchema, EXAMPLE_SHIPMENT],
  ['a cancellation', newCancellationSchema, EXAMPLE_CANCELLATION],
  ['a confirmation', newConfirmationSchema, EXAMPLE_CONFIRMATION],
  ['a refund', newRefundSchema, EXAMPLE_REFUND],
];

/** Every message is said of a field, so that "lines[0].quantity" and the message are one sentence. */
const OF_A_FIELD = /^(is|must|must not|belongs|does not|cannot) /;

test.each(BODIES)('whatever is wrong with %s is said in a sentence about the field', (_what, schema, body) => {
  const told = mutationsOf(body).flatMap((spoiled) => Object.entries(toldOf(schema, spoiled.body)));
  expect(told.length).toBeGreaterThan(10);
  expect(told.filter(([, message]) => !OF_A_FIELD.test(message))).toEqual([]);
});

const MINOR_UNITS = 'must be a whole number of minor units (cents), such as 499 for 4.99';
const PRODUCT_CODE = 'lines[0].productCode';
const ONE_OF = 'must be one of "release", "capture_remaining", "reauthorize"';

test.each<[string, (string | number)[], Json | undefined, string, string]>([
  ['a missing list', ['lines'], undefined, 'lines', 'is missing'],
  ['a missing amount', ['lines', 0, 'unitPrice'], undefined, 'lines[0].unitPrice', 'is missing'],
  ['an amount in dollars', ['lines', 0, 'unitPrice'], 4.99, 'lines[0].unitPrice', MINOR_UNITS],
  ['an amount as text', ['lines', 0, 'unitPrice'], '4.99', 'lines[0].unitPrice', MINOR_UNITS],
  ['an amount below zero', ['lines', 0, 'unitPrice'], -1, 'lines[0].unitPrice', 'must be at least 0'],
  ['no lines', ['lines'], [], 'lines', 'must have at least 1 entry'],
  [
    'a long product code',
    ['lines', 0, 'productCode'],
    'X'.repeat(256),
    PRODUCT_CODE,
    'must have at most 255 characters',
  ],
  ['an unknown policy', ['policy', 'onDeadline'], 'ask', 'policy.onDeadline', ONE_OF],
  ['a number for a name', ['lines', 0, 'name'], 7, 'lines[0].name', 'must be text'],
  ['a text for a yes or no', ['payment', 'saveForLater'], 'yes', 'payment.saveForLater', 'must be true or false'],
])('%s is told what belongs there', (_what, path, by, field, message) => {
  expect(toldOf(newOrderSchema, replace(EXAMPLE_ORDER, path, by))).toEqual({ [field]: message });
});
