import { randomUUID } from 'node:crypto';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { minorUnits, majorUnits } from '../examples/medusa/src/minor-units';
import { eventPageSchema } from '../apps/api/src/events/event.schema';
import { findCurrency } from '../libs/domain/money/currency';
import { EVENT_SECRET } from './setup/event-receiver';
import { eventually } from './setup/eventually';
import { startMedusa, type CaptureRow, type MedusaOutcome, type MedusaProcess } from './setup/medusa';
import { compileIn, installPackedClient, PACKING_PATIENCE_MS } from './setup/packed-client';
import { openApiShop } from './setup/shop/api-shop';

/** The payment provider for Medusa: compiled against Medusa's own interfaces, and called as its payment module calls. */

const shop = openApiShop({ webhooks: true });

let folder: string;
let medusa: MedusaProcess;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-medusa-'));
  const document = join(folder, 'openapi.json');
  await writeFile(document, (await shop.api.get('/openapi.json')).text);
  const types = ['@types/node', '@medusajs/types', 'bignumber.js'];
  const provider = await installPackedClient(document, folder, types);
  for (const part of ['src', 'tsconfig.json'])
    await cp(join(__dirname, '../examples/medusa', part), join(provider, part), { recursive: true });
  await compileIn(provider, ['-p', '.']);
  const { port } = shop.api.app.getHttpServer().address() as AddressInfo;
  medusa = startMedusa(provider, { url: `http://127.0.0.1:${port.toString()}`, eventSecret: EVENT_SECRET });
}, PACKING_PATIENCE_MS);

afterAll(async () => {
  await medusa.stop();
  await rm(folder, { recursive: true, force: true });
});

/** A cart of 100.00 dollars whose buyer has given a card. @returns what Medusa keeps as the data of the session */
async function begin(payment_method: string, changes: object = {}): Promise<Record<string, unknown>> {
  const data = { session_id: `payses_${randomUUID()}`, payment_method, ...changes };
  const input = { amount: { value: '100', precision: 20 }, currency_code: 'USD', data };
  return dataOf(await medusa.call('initiatePayment', input));
}

function dataOf(outcome: MedusaOutcome): Record<string, unknown> {
  if ('error' in outcome) throw new Error(outcome.error.message);
  return outcome.result.data ?? {};
}

/** @returns what Medusa keeps as the data of the payment */
async function authorized(): Promise<Record<string, unknown>> {
  const outcome = await medusa.call('authorizePayment', { data: await begin('pm_card_visa') });
  expect(outcome).toMatchObject({ result: { status: 'authorized' } });
  return dataOf(outcome);
}

/** As Medusa's payment module does: the row first, then the call, which does not say how much. */
function capture(data: object, id: string, dollars: string): Promise<MedusaOutcome> {
  const row: CaptureRow = { amount: Number(dollars), raw_amount: { value: dollars, precision: 20 } };
  return medusa.call('capturePayment', { data, context: { idempotency_key: id } }, { [id]: row });
}

test('Medusa authorizes a payment, captures it in three parts, and each is a shipment', async () => {
  const data = await authorized();
  const order = shop.order(String(data['session_id']));
  expect((await order.read()).amounts).toMatchObject({ held: 10_000, captured: 0 });

  expect(dataOf(await capture(data, 'capt_1', '33.5'))).toMatchObject({
    status: 'partially_captured',
    captured: 3_350,
  });
  expect(dataOf(await capture(data, 'capt_1', '33.5'))).toMatchObject({ captured: 3_350 });
  expect(await medusa.call('getPaymentStatus', { data })).toMatchObject({ result: { status: 'authorized' } });
  expect(dataOf(await capture(data, 'capt_2', '33.25'))).toMatchObject({ captured: 6_675 });
  expect(dataOf(await capture(data, 'capt_3', '33.25'))).toMatchObject({ captured: 10_000 });

  expect((await order.untilStatus('completed')).shipments.map(({ shipmentId }) => shipmentId)).toEqual([
    ...['capt_1', 'capt_2', 'capt_3'],
  ]);
  expect(await medusa.call('getPaymentStatus', { data })).toMatchObject({ result: { status: 'captured' } });
});

test('Medusa refunds part of what it captured, and cancels what it did not capture', async () => {
  const data = await authorized();
  const order = shop.order(String(data['session_id']));
  await capture(data, 'capt_1', '60');

  const refund = { data, amount: { value: '12.34', precision: 20 }, context: { idempotency_key: 'ref_1' } };
  expect(dataOf(await medusa.call('refundPayment', refund))).toMatchObject({ captured: 6_000, refunded: 1_234 });
  expect(dataOf(await medusa.call('refundPayment', refund))).toMatchObject({ refunded: 1_234 });
  await medusa.call('cancelPayment', { data });

  const { amounts } = await order.untilStatus('completed');
  expect(amounts).toMatchObject({ captured: 6_000, refunded: 1_234, released: 4_000 });
  expect(await medusa.call('cancelPayment', { data })).toMatchObject({ result: { data: { captured: 6_000 } } });
});

test('Medusa cancels a payment of which nothing was captured, and the buyer has all of it back', async () => {
  const data = await authorized();
  expect(dataOf(await medusa.call('cancelPayment', { data }))).toMatchObject({ status: 'canceled' });
  expect(await medusa.call('getPaymentStatus', { data })).toMatchObject({ result: { status: 'canceled' } });
});

test('what Holdfast refuses is an error that Medusa shows to the person who asked', async () => {
  const data = await authorized();
  expect(await capture(data, 'capt_1', '100.01')).toEqual({
    error: { type: 'not_allowed', message: '100.01 USD are more than what is open, 100.00 USD.' },
  });
});

test('a declined card leaves a session with the reason, and deleting that ends its order', async () => {
  const outcome = await medusa.call('authorizePayment', { data: await begin('pm_card_visa_chargeDeclined') });
  expect(outcome).toMatchObject({ result: { status: 'error' } });
  const data = dataOf(outcome);
  expect(data['last_error']).toContain('declined');
  await medusa.call('deletePayment', { data });
  await shop.order(String(data['session_id'])).untilStatus('canceled');
});

test('a session whose buyer gave no card holds nothing, and is deleted without a trace', async () => {
  const { payment_method, ...data } = await begin('pm_card_visa');
  expect(payment_method).toBe('pm_card_visa');
  expect(await medusa.call('authorizePayment', { data })).toMatchObject({ result: { status: 'requires_more' } });
  expect(await medusa.call('getPaymentStatus', { data })).toMatchObject({ result: { status: 'pending' } });
  expect(await medusa.call('deletePayment', { data })).toEqual({ result: {} });
  expect((await shop.order(String(data['session_id'])).get()).status).toBe(404);
});

test('a cart that changes before it is paid is paid at its new price', async () => {
  const input = { data: await begin('pm_card_visa'), amount: 80.5, currency_code: 'usd' };
  const data = dataOf(await medusa.call('updatePayment', input));
  const paid = dataOf(await medusa.call('authorizePayment', { data }));
  expect((await shop.order(String(paid['session_id'])).read()).amounts.held).toBe(8_050);
});

test('a buyer whose bank asks for 3-D Secure authenticates, and Medusa is told at once', async () => {
  const data = await begin('pm_card_threeDSecure2Required', { return_url: 'https://shop.example/return' });
  const asked = await medusa.call('authorizePayment', { data });
  expect(asked).toMatchObject({
    result: { status: 'requires_more', data: { next_action: { type: 'redirect_to_url' } } },
  });
  await shop.order(String(data['session_id'])).authenticate('complete');
  const back = await medusa.call('authorizePayment', { data: dataOf(asked) });
  expect(back).toMatchObject({ result: { status: 'authorized', data: { client_secret: null, next_action: null } } });
});

test('Medusa is told of an authorization by a signed event, and believes no other', async () => {
  const { session_id } = await authorized();
  const path = `/v1/events?orderId=${String(session_id)}&types=order.authorized`;
  const read = async () => eventPageSchema.parse((await shop.api.get(path)).json()).events;
  const [event] = await eventually(read, (events) => events.length > 0);
  const body = JSON.stringify(event);
  const now = new Date();
  const signature = new Webhook(EVENT_SECRET).sign('event_1', now, body);
  const headers = {
    ...{ 'webhook-id': 'event_1', 'webhook-timestamp': Math.floor(now.getTime() / 1000).toString() },
    'webhook-signature': signature,
  };

  expect(await medusa.call('getWebhookActionAndData', { data: event, rawData: body, headers })).toEqual({
    result: { action: 'authorized', data: { session_id, amount: '100.00' } },
  });
  const forged = { data: event, rawData: body.replace('authorized', 'canceled'), headers };
  expect(await medusa.call('getWebhookActionAndData', forged)).toHaveProperty('error');
});

test('dollars and cents, yen and dinars come to what Stripe counts, and back', () => {
  const codes = Intl.supportedValuesOf('currency').map((code) => code.toLowerCase());
  const taken = codes.flatMap((code) => findCurrency(code) ?? []);
  expect(taken.length).toBeGreaterThan(100);
  for (const { code, decimals, step } of taken) {
    const seven = 7 * 10 ** decimals;
    expect([code, minorUnits('7', code), minorUnits(7.004, code)]).toEqual([code, seven, seven]);
    expect([code, minorUnits('1234.567', code) % step]).toEqual([code, 0]);
    expect(minorUnits(majorUnits(123_400, code), code)).toBe(123_400);
  }
  expect(
    [0.125, '0.124999', { value: '33.333333333' }, 1.005, 4.35].map((amount) => minorUnits(amount, 'usd')),
  ).toEqual([...[13, 12, 3_333, 101, 435]]);
  expect(majorUnits(5, 'usd')).toBe('0.05');
  expect(() => minorUnits('-1', 'usd')).toThrow('no amount of money');
});
