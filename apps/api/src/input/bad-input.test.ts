import { Client } from 'pg';
import { openApiAlone } from '../../../../test/setup/shop/api-alone';
import { acceptOrder } from '../../../../libs/domain/orders/order-acceptance';
import { newOrderSchema } from '../orders/new-order.schema';
import {
  EXAMPLE_CANCELLATION,
  EXAMPLE_CONFIRMATION,
  EXAMPLE_ORDER,
  EXAMPLE_REFUND,
  EXAMPLE_SHIPMENT,
} from '../testing/example-order';
import { mutationsOf, replace, type Json } from '../testing/mutations';

const alone = openApiAlone();

/** Tables that hold something. */
async function rowsOf(url: string): Promise<Record<string, number>> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      `select table_name as name from information_schema.tables where table_schema = 'public' and table_name <> 'schema_migrations'`,
    );
    const counts: [string, number][] = [];
    for (const { name } of tables) {
      const { rows } = await client.query<{ count: number }>(`select count(*)::int as count from "${name}"`);
      counts.push([name, rows[0]?.count ?? 0]);
    }
    return Object.fromEntries(counts.filter(([, count]) => count > 0));
  } finally {
    await client.end();
  }
}

/** `refused` when the answer names the field, or refuses a card number; else what it was. */
async function verdictOn(url: string, body: Json, path: string): Promise<string> {
  const { code, errors = [] } = (await alone.api.post(url, body)).problem();
  if (code === 'card_number_refused') return 'refused';
  const paths = errors.map((error) => error.path);
  const named = code === 'invalid_request' && paths.some((each) => each.startsWith(path));
  return named ? 'refused' : `${code} at ${paths.join(', ')}`;
}

/** What may be left out or be nothing: everything else that is spoiled is refused. */
const OPTIONAL = new Set([
  ...['productCode', 'taxAmount', 'discountAmount', 'unitOfMeasure', 'commodityCode'].flatMap((field) => [
    `lines[0].${field} missing`,
    `lines[1].${field} missing`,
  ]),
  ...['lines[0].unitPrice', 'lines[1].unitPrice', 'lines[0].taxAmount', 'lines[1].taxAmount'].map(
    (field) => `${field} zero`,
  ),
  ...['lines[0].discountAmount', 'shipping.amount', 'discountAmount'].map((field) => `${field} zero`),
  ...['shipping', 'shipping.fromPostalCode', 'shipping.toPostalCode', 'discountAmount', 'customerReference'].map(
    (field) => `${field} missing`,
  ),
  ...['payment', 'policy', 'metadata'].flatMap((field) => [`${field} missing`, `${field} empty`]),
  ...['paymentMethod', 'customer', 'saveForLater', 'returnUrl', 'statementDescriptorSuffix'].map(
    (field) => `payment.${field} missing`,
  ),
  ...['onDeadline', 'marginSeconds', 'shippingAllocation', 'fulfilment'].map((field) => `policy.${field} missing`),
  'metadata.channel missing',
  // What names a thing may have the digits of a card.
  ...['orderId', 'lines[0].lineId', 'lines[1].lineId'].map((field) => `${field} card number`),
  ...['lines[0].productCode', 'lines[1].productCode'].map((field) => `${field} card number`),
]);

const orderMutations = mutationsOf(EXAMPLE_ORDER);

test.each(orderMutations.filter(({ name }) => !OPTIONAL.has(name)))(
  'an order with $name is refused',
  async (spoiled) => {
    expect(await verdictOn('/v1/orders', spoiled.body, spoiled.path)).toBe('refused');
  },
);

test.each(orderMutations.filter(({ name }) => OPTIONAL.has(name)))('an order with $name is taken', ({ body }) => {
  // Not sent: it would be accepted. What the API does with it is said by these two.
  const sent = newOrderSchema.parse(body);
  const order = { ...sent, policy: { ...sent.policy, marginSeconds: sent.policy.marginSeconds ?? 1 } };
  const context = { contentHash: 'x', acceptanceId: 'x', requestId: 'x', acceptedAt: '2026-11-22T10:00:00.000Z' };
  expect(acceptOrder(order, context)).toMatchObject({ kind: 'accepted' });
});

test('every optional field was among the spoiled ones', () => {
  const names = new Set(orderMutations.map(({ name }) => name));
  expect(
    [...OPTIONAL].filter((name) => !names.has(name)).filter((name) => name !== 'lines[1].discountAmount missing'),
  ).toEqual(['lines[1].unitOfMeasure missing', 'lines[1].commodityCode missing']);
});

test.each<[string, (string | number)[], Json, string]>([
  ['an upper-case currency', ['currency'], 'USD', 'currency'],
  ['an unknown currency', ['currency'], 'xxx', 'currency'],
  ['a currency of the wrong length', ['currency'], 'us', 'currency'],
  ['a line id used twice', ['lines', 1, 'lineId'], '1', 'lines[1].lineId'],
  ['an id with a slash', ['orderId'], 'a/b', 'orderId'],
  ['a discount above the goods', ['discountAmount'], 4001, 'discountAmount'],
  ['a total above twelve digits', ['lines', 0, 'quantity'], 9_999, 'lines'],
  ['a quantity of 10000', ['lines', 0, 'quantity'], 10_000, 'lines[0].quantity'],
  ['a spaced postal code', ['shipping', 'toPostalCode'], 'SW1A 1AA', 'shipping.toPostalCode'],
  ['a margin above 30 days', ['policy', 'marginSeconds'], 2_592_001, 'policy.marginSeconds'],
  ['a policy that there is not', ['policy', 'onDeadline'], 'ask_again', 'policy.onDeadline'],
  ['a renewal without a kept card', ['policy', 'onDeadline'], 'reauthorize', 'payment.saveForLater'],
  ['a fulfilment that nobody knows', ['policy', 'fulfilment'], 'someday', 'policy.fulfilment'],
  ['a script for a return URL', ['payment', 'returnUrl'], 'javascript:alert(1)', 'payment.returnUrl'],
  ['a token for a payment method', ['payment', 'paymentMethod'], 'tok_visa', 'payment.paymentMethod'],
  ['a suffix without a letter', ['payment', 'statementDescriptorSuffix'], '1042', 'payment.statementDescriptorSuffix'],
  ['a suffix with a quote', ['payment', 'statementDescriptorSuffix'], "A'B", 'payment.statementDescriptorSuffix'],
  ['metadata that is ours', ['metadata'], { holdfast_order_id: '7' }, 'metadata.holdfast_order_id'],
  ['a metadata key with brackets', ['metadata'], { 'a[b]': '7' }, 'metadata["a[b]"]'],
  ['a metadata value that is a number', ['metadata'], { a: 7 }, 'metadata.a'],
  [
    '21 metadata keys',
    ['metadata'],
    Object.fromEntries(Array.from({ length: 21 }, (_, n) => [`k${n.toString()}`, 'v'])),
    'metadata',
  ],
])('an order with %s is refused', async (_what, path, by, problem) => {
  const body = replace(EXAMPLE_ORDER, path, by);
  // Dear enough for the total to leave Stripe's range.
  const dear = problem === 'lines' ? replace(body, ['lines', 0, 'unitPrice'], 999_999_999) : body;
  expect(await verdictOn('/v1/orders', dear, problem)).toBe('refused');
});

test('an amount that its currency does not have is refused', async () => {
  const shillings = replace(EXAMPLE_ORDER, ['currency'], 'ugx');
  const body = replace(shillings, ['lines', 0, 'taxAmount'], 250);
  expect(await verdictOn('/v1/orders', body, 'lines[0].taxAmount')).toBe('refused');
});

const shipmentMutations = mutationsOf(EXAMPLE_SHIPMENT);
const SHIPMENT_OPTIONAL = new Set([
  ...['carrier missing', 'trackingNumber missing'],
  ...['shipmentId', 'trackingNumber', 'lines[0].lineId'].map((field) => `${field} card number`),
]);

test.each(shipmentMutations.filter(({ name }) => !SHIPMENT_OPTIONAL.has(name)))(
  'a shipment with $name is refused',
  async ({ path, body }) => {
    expect(await verdictOn('/v1/orders/none/shipments', body, path)).toBe('refused');
  },
);

test.each(shipmentMutations.filter(({ name }) => SHIPMENT_OPTIONAL.has(name)))(
  'a shipment with $name goes on to the order',
  async ({ body }) => {
    expect((await alone.api.post('/v1/orders/none/shipments', body)).problem().code).toBe('order_not_found');
  },
);

const cancellationMutations = mutationsOf(EXAMPLE_CANCELLATION);
/** All that is open; and what names a thing may have the digits of a card. */
const CANCELLATION_OPTIONAL = new Set([
  'lines missing',
  ...['cancellationId', 'lines[0].lineId'].map((field) => `${field} card number`),
]);

test.each(cancellationMutations.filter(({ name }) => !CANCELLATION_OPTIONAL.has(name)))(
  'a cancellation with $name is refused',
  async ({ path, body }) => {
    expect(await verdictOn('/v1/orders/none/cancellations', body, path)).toBe('refused');
  },
);

test.each(cancellationMutations.filter(({ name }) => CANCELLATION_OPTIONAL.has(name)))(
  'a cancellation with $name goes on to the order',
  async ({ body }) => {
    expect((await alone.api.post('/v1/orders/none/cancellations', body)).problem().code).toBe('order_not_found');
  },
);

const confirmationMutations = mutationsOf(EXAMPLE_CONFIRMATION);

test.each(confirmationMutations.filter(({ name }) => name !== 'returnUrl missing'))(
  'a confirmation with $name is refused',
  async ({ path, body }) => {
    expect(await verdictOn('/v1/orders/none/confirm', body, path)).toBe('refused');
  },
);

test.each([
  ['a token for a payment method', { paymentMethod: 'tok_visa' }, 'paymentMethod'],
  ['a script for a return URL', { ...EXAMPLE_CONFIRMATION, returnUrl: 'javascript:alert(1)' }, 'returnUrl'],
])('a confirmation with %s is refused', async (_what, body, path) => {
  expect(await verdictOn('/v1/orders/none/confirm', body, path)).toBe('refused');
});

test('a confirmation without a return URL goes on to the order', async () => {
  const body = { paymentMethod: 'pm_card_visa' };
  expect((await alone.api.post('/v1/orders/none/confirm', body)).problem().code).toBe('order_not_found');
});

const refundMutations = mutationsOf(EXAMPLE_REFUND);
const REFUND_OPTIONAL = new Set([
  ...['shipmentId missing', 'lines missing'],
  ...['refundId', 'shipmentId', 'lines[0].lineId'].map((field) => `${field} card number`),
]);

test.each(refundMutations.filter(({ name }) => !REFUND_OPTIONAL.has(name)))(
  'a refund with $name is refused',
  async ({ path, body }) => {
    expect(await verdictOn('/v1/orders/none/refunds', body, path)).toBe('refused');
  },
);

test.each(refundMutations.filter(({ name }) => REFUND_OPTIONAL.has(name)))(
  'a refund with $name goes on to the order',
  async ({ body }) => {
    expect((await alone.api.post('/v1/orders/none/refunds', body)).problem().code).toBe('order_not_found');
  },
);

const refundByAmount = { refundId: 'R1', amount: 100, reason: 'arrived broken' };

test.each(mutationsOf(refundByAmount).filter(({ name }) => name !== 'refundId card number'))(
  'a refund by amount with $name is refused',
  async ({ path, body }) => {
    expect(await verdictOn('/v1/orders/none/refunds', body, path)).toBe('refused');
  },
);

test.each([{ amount: 100 }, { shipmentId: 'A' }, { lines: EXAMPLE_REFUND.lines }])(
  'a refund of the shipping beside %j is refused',
  async (beside) => {
    const body = { refundId: 'R1', reason: 'late', shipping: true, ...beside };
    expect(await verdictOn('/v1/orders/none/refunds', body, 'shipping')).toBe('refused');
  },
);

test.each([
  { amount: 0, reason: 'heavy' },
  { amount: 1.5, reason: 'heavy' },
  { amount: 1_000_000_000_000, reason: 'heavy' },
  { amount: 1, reason: '' },
  { amount: 1 },
])('an adjustment of %j is refused', async (amountAdjustment) => {
  const answer = await alone.api.post('/v1/orders/none/shipments', { ...EXAMPLE_SHIPMENT, amountAdjustment });
  const paths = (answer.problem().errors ?? []).map(({ path }) => path);
  expect(paths).toContainEqual(expect.stringContaining('amountAdjustment'));
});

test.each<[string, Json]>([
  ['shipments', EXAMPLE_SHIPMENT],
  ['cancellations', EXAMPLE_CANCELLATION],
])('a line named twice in one of the %s is refused', async (resource, example) => {
  const lines = [
    { lineId: '1', quantity: 1 },
    { lineId: '1', quantity: 2 },
  ];
  const body = replace(example, ['lines'], lines);
  expect(await verdictOn(`/v1/orders/none/${resource}`, body, 'lines[1].lineId')).toBe('refused');
});

test.each([
  ['status=open', 'status'],
  ['attention=yes', 'attention'],
  ['releaseBefore=tomorrow', 'releaseBefore'],
  ['limit=0', 'limit'],
  ['limit=101', 'limit'],
  ['limit=1e1', 'limit'],
  ['cursor=nonsense', 'cursor'],
  ['cursor=', 'cursor'],
  ['limit=1&limit=2', 'limit'],
  ['unknown=1', 'unknown'],
])('a list by %s is refused', async (query, path) => {
  const { code, errors } = (await alone.api.get(`/v1/orders?${query}`)).problem();
  expect(code).toBe('invalid_request');
  expect(errors).toMatchObject([{ path }]);
});

test.each(['1', '1:', '1:0', '1:-1', '1:1,', ':1', '1:10000', '1:1,1:2', 'a b:1', '', '1:1;2:1'])(
  'a ship check of "%s" is refused',
  async (lines) => {
    const answer = await alone.api.get(`/v1/orders/none/ship-check?lines=${encodeURIComponent(lines)}`);
    expect(answer.problem()).toMatchObject({ code: 'invalid_request', errors: [{ path: 'lines' }] });
  },
);

// Stands last: it looks at what all of the above left behind.
test('nothing of what was refused is stored or started, and no card number is in the log', async () => {
  // Known before anybody asks: whose database it is, from when on missed events are looked for, where the feed begins.
  expect(await rowsOf(alone.databaseUrl)).toEqual({
    ...{ deployment: 1, event_feed: 1, missed_events_search: 1, balance_reading: 1, audit_progress: 1 },
  });
  expect(await alone.temporal.client.workflow.count()).toMatchObject({ count: 0 });
  expect(alone.api.log.length).toBeGreaterThan(300);
  expect(alone.api.log.join('')).not.toContain('4242424242424242');
});
