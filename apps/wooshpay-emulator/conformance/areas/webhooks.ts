import { createHmac } from 'node:crypto';
import { parseJsonObject } from '../../../../libs/emulation/objects/json';
import type { JsonObject } from '../../../../libs/emulation/objects/json';
import { until } from '../../src/emulator-under-test';
import type { Received } from '../../src/emulator-under-test';
import { area, assumed, documented, hold, intentOf, items, paid, text, within } from '../behaviour';
import type { Shop } from '../behaviour';
import { equal, refused, shows } from '../expectations';

const PATH = '/v1/webhook_endpoints';
const HOOK = { url: 'https://shop.example/hook', description: 'shop', enabled_events: ['payment_intent.succeeded'] };

interface Hook {
  readonly endpoint: JsonObject;
  readonly received: readonly Received[];
  readonly answerWith: (status: number) => void;
}

async function hook(shop: Shop, enabled: readonly string[] = ['*']): Promise<Hook> {
  const { receiver, url } = await shop.receiver();
  const endpoint = await shop.api.post(PATH, { url, enabled_events: enabled, api_version: '1.0.1' });
  return {
    endpoint,
    received: receiver.received,
    answerWith: (status) => {
      receiver.answer = status;
    },
  };
}

const typesOf = (received: readonly Received[]): unknown[] =>
  received.map(({ payload }) => parseJsonObject(payload)['type']);

const arrived = async (received: readonly Received[], count: number): Promise<void> =>
  until(`${String(count)} webhooks`, () => received.length >= count);

const endpoints = [
  documented('an endpoint is made with a secret', [], async ({ api }) => {
    const endpoint = await api.post(PATH, HOOK);
    shows(endpoint, { id: /^we_/, object: 'webhook_endpoint', secret: /./, ...HOOK });
    await api.delete(`${PATH}/${text(endpoint, 'id')}`);
  }),
  documented('an endpoint is read, changed, listed and deleted', ['quiet account'], async ({ api }) => {
    const id = text(await api.post(PATH, HOOK), 'id');
    shows(await api.get(`${PATH}/${id}`), { url: HOOK.url });
    shows(await api.post(`${PATH}/${id}`, { url: 'https://shop.example/new' }), { url: 'https://shop.example/new' });
    shows(items(await api.get(PATH)), [{ id }]);
    shows(await api.delete(`${PATH}/${id}`), { id, deleted: true });
    await refused(api.send('GET', `${PATH}/${id}`), 404);
  }),
  documented('an endpoint that is not HTTPS is refused', [], async ({ api }) => {
    await refused(api.send('POST', PATH, { ...HOOK, url: 'http://shop.example/hook' }), 400);
  }),
  assumed('an event that does not exist is refused', [], async ({ api }) => {
    await refused(api.send('POST', PATH, { ...HOOK, enabled_events: ['order.shipped'] }), 400);
  }),
];

const deliveries = [
  documented('an event has the documented shape, and can be read', ['receiver'], async (shop) => {
    const { received } = await hook(shop, ['payment_intent.succeeded']);
    const intent = await paid(shop);
    await arrived(received, 1);
    const event = parseJsonObject(received[0]?.payload ?? '');
    shows(event, {
      id: /^evt_/,
      object: 'event',
      livemode: false,
      type: 'payment_intent.succeeded',
      data: { object: { id: text(intent, 'id'), status: 'succeeded', amount_received: 4600 } },
    });
    equal(await shop.api.get(`/v1/events/${text(event, 'id')}`), event);
  }),
  documented('a webhook is signed over its time and its raw body', ['receiver'], async (shop) => {
    const { endpoint, received } = await hook(shop, ['payment_intent.succeeded']);
    await paid(shop);
    await arrived(received, 1);
    const { headers = {}, payload = '' } = received[0] ?? {};
    const [, time, digest] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['wooshpay-signature'])) ?? [];
    const expected = createHmac('sha256', text(endpoint, 'secret'))
      .update(`${String(time)}.${payload}`)
      .digest('hex');
    equal(digest, expected);
    equal(Math.abs(Number(time) - Date.now() / 1000) < 60, true);
  }),
  assumed('a hold that is captured sends only what is named', ['receiver'], async (shop) => {
    const { received } = await hook(shop);
    const intent = await hold(shop);
    await shop.api.post(`${intentOf(intent)}/capture`);
    await arrived(received, 2);
    equal(typesOf(received), ['payment_intent.created', 'payment_intent.succeeded']);
  }),
  assumed('a hold may send what Stripe sends', ['receiver', 'settings'], async (shop) => {
    await shop.control.post('account', { event_types: 'as_stripe' });
    const { received } = await hook(shop);
    const intent = await hold(shop);
    await shop.api.post(`${intentOf(intent)}/capture`);
    await arrived(received, 5);
    equal(typesOf(received), [
      'payment_intent.created',
      'charge.succeeded',
      'payment_intent.amount_capturable_updated',
      'charge.captured',
      'payment_intent.succeeded',
    ]);
  }),
  documented('a decline, a challenge and a cancellation are told', ['quiet account', 'settings'], async (shop) => {
    const { api, control } = shop;
    const intent = await api.post('/v1/payment_intents', { amount: 100, currency: 'USD', capture_method: 'manual' });
    const confirm = `${intentOf(intent)}/confirm`;
    await refused(api.send('POST', confirm, { payment_method: 'pm_card_chargeDeclined' }), 402);
    await api.post(confirm, { payment_method: 'pm_card_threeDSecureRequired' });
    await api.post(`${intentOf(intent)}/cancel`);
    equal(await control.eventTypes(), [
      'payment_intent.created',
      'payment_intent.payment_failed',
      'payment_intent.requires_action',
      'payment_intent.canceled',
    ]);
  }),
  documented('a refund is told', ['receiver'], async (shop) => {
    const { received } = await hook(shop, ['charge.refund.updated']);
    await shop.api.post('/v1/refunds', { payment_intent: text(await paid(shop), 'id') });
    await arrived(received, 1);
    shows(within(within(parseJsonObject(received[0]?.payload ?? ''), 'data'), 'object'), {
      object: 'refund',
      status: 'succeeded',
    });
  }),
  documented('a saved card is told', ['quiet account', 'settings'], async ({ api, control }) => {
    await api.post('/v1/setup_intents', { confirm: true, payment_method: 'pm_card_visa' });
    equal(await control.eventTypes(), ['setup_intent.created', 'setup_intent.succeeded']);
  }),
  documented('an endpoint that refuses is told eighteen times in three days', ['receiver', 'clock'], async (shop) => {
    await shop.control.post('clock', { freeze: true });
    const { answerWith, received } = await hook(shop, ['payment_intent.succeeded']);
    answerWith(500);
    await paid(shop);
    await arrived(received, 1);
    await shop.control.advance(71 * 60 * 60);
    equal(received.length, 17);
    await shop.control.advance(2 * 60 * 60);
    equal(received.length, 18);
    await shop.control.advance(30 * 24 * 60 * 60);
    equal(received.length, 18);
  }),
  documented('an endpoint that takes it at last is told no more', ['receiver', 'clock'], async (shop) => {
    await shop.control.post('clock', { freeze: true });
    const { answerWith, received } = await hook(shop, ['payment_intent.succeeded']);
    answerWith(503);
    await paid(shop);
    await arrived(received, 1);
    answerWith(200);
    await shop.control.advance(7 * 24 * 60 * 60);
    equal(received.length, 2);
  }),
];

export const webhooks = area('webhooks', [...endpoints, ...deliveries]);
