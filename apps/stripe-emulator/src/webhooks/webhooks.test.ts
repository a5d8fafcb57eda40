import type Stripe from 'stripe';
import { clientOf, errorOf, hold, Receiver, startUnderTest, until } from '../emulator-under-test';
import type { Control } from '../emulator-under-test';
import type { Emulator } from '../server';
import { shuffled } from '../../../../libs/emulation/webhooks/mode';

interface Shop {
  readonly stripe: Stripe;
  readonly control: Control;
  readonly receiver: Receiver;
  readonly secret: string;
}

describe('webhooks', () => {
  let emulator: Emulator;
  const receivers: Receiver[] = [];
  beforeAll(async () => {
    emulator = await startUnderTest();
  });
  afterEach(async () => {
    for (const receiver of receivers.splice(0)) await receiver.close();
  });
  afterAll(async () => {
    await emulator.close();
  });

  async function shop(enabled: Stripe.WebhookEndpointCreateParams.EnabledEvent[] = ['*']): Promise<Shop> {
    const { stripe, control } = clientOf(emulator);
    const receiver = new Receiver();
    receivers.push(receiver);
    const endpoint = await stripe.webhookEndpoints.create({ url: await receiver.open(), enabled_events: enabled });
    return { stripe, control, receiver, secret: endpoint.secret ?? '' };
  }

  const eventsAt = ({ receiver, secret, stripe }: Shop): Stripe.Event[] =>
    receiver.received.map(({ payload, signature }) => stripe.webhooks.constructEvent(payload, signature, secret));

  const HOLD_EVENTS = ['payment_intent.created', 'charge.succeeded', 'payment_intent.amount_capturable_updated'];

  it('arrive signed, in order, and as they can be read later', async () => {
    const at = await shop();
    await hold(at.stripe);
    await until('three events', () => at.receiver.received.length === 3);
    const events = eventsAt(at);
    expect(events.map(({ type }) => type)).toEqual(HOLD_EVENTS);
    expect(events[0]).toMatchObject({ pending_webhooks: 1, api_version: '2026-10-28.endive' });
    await until('delivered', async () => (await at.stripe.events.list({ delivery_success: false })).data.length === 0);
    const read = await at.stripe.events.retrieve(events[0]?.id ?? '');
    expect(read).toEqual({ ...events[0], pending_webhooks: 0 });
  });

  it('tell of a settlement when its time has come', async () => {
    const at = await shop(['charge.updated']);
    const { id } = await hold(at.stripe);
    await at.stripe.paymentIntents.capture(id, { amount_to_capture: 2300, final_capture: false });
    await at.control.advance(2);
    expect(eventsAt(at)).toMatchObject([
      { type: 'charge.updated', data: { previous_attributes: { amount_captured: 0, balance_transaction: null } } },
    ]);
  });

  it('are tried again with growing pauses until they are taken', async () => {
    const at = await shop(['charge.succeeded']);
    await at.control.post('clock', { freeze: true });
    at.receiver.answer = 500;
    await hold(at.stripe);
    await until('the first attempt', () => at.receiver.received.length === 1);
    await at.control.advance(2);
    expect(at.receiver.received).toHaveLength(2);
    await at.control.advance(9);
    expect(at.receiver.received).toHaveLength(2);
    at.receiver.answer = 200;
    await at.control.advance(1);
    expect(at.receiver.received).toHaveLength(3);
    expect((await at.stripe.events.list({ type: 'charge.succeeded' })).data[0]?.pending_webhooks).toBe(0);
  });

  it('are given up after a bounded number of attempts and not sent to deleted endpoints', async () => {
    const at = await shop(['charge.succeeded']);
    await at.control.post('clock', { freeze: true });
    at.receiver.answer = 500;
    await hold(at.stripe);
    await at.control.advance(7 * 24 * 60 * 60);
    expect(at.receiver.received).toHaveLength(4);
    const [endpoint] = (await at.stripe.webhookEndpoints.list()).data;
    await at.stripe.webhookEndpoints.del(endpoint?.id ?? '');
    await hold(at.stripe);
    await at.control.advance(60);
    expect(at.receiver.received).toHaveLength(4);
  });

  it('can be held and released', async () => {
    const at = await shop();
    await at.control.post('webhooks', { mode: 'hold' });
    await hold(at.stripe);
    expect(await at.control.post('webhooks')).toMatchObject({ mode: 'hold', held: 3 });
    expect(at.receiver.received).toHaveLength(0);
    expect(await at.control.post('webhooks', { mode: 'normal', release: true })).toMatchObject({ released: 3 });
    await until('three events', () => at.receiver.received.length === 3);
    expect(eventsAt(at).map(({ type }) => type)).toEqual(HOLD_EVENTS);
  });

  it('can be dropped and sent again by hand', async () => {
    const at = await shop();
    await at.control.post('webhooks', { mode: 'drop' });
    await hold(at.stripe);
    const lost = (await at.stripe.events.list({ delivery_success: false })).data;
    expect(lost).toHaveLength(3);
    const [last] = lost;
    expect(await at.control.post('webhooks', { redeliver: last?.id })).toMatchObject({ redelivered: 1 });
    await until('one event', () => at.receiver.received.length === 1);
    expect(eventsAt(at)[0]?.id).toBe(last?.id);
  });

  it('can come twice, late, or out of order', async () => {
    const twice = await shop(['charge.succeeded']);
    await twice.control.post('webhooks', { mode: 'duplicate', times: 2 });
    await hold(twice.stripe);
    await until('both copies', () => twice.receiver.received.length === 2);
    expect(new Set(eventsAt(twice).map(({ id }) => id)).size).toBe(1);

    const late = await shop(['charge.succeeded']);
    await late.control.post('clock', { freeze: true });
    await late.control.post('webhooks', { mode: 'delay', seconds: 60 });
    await hold(late.stripe);
    await late.control.advance(59);
    expect(late.receiver.received).toHaveLength(0);
    await late.control.advance(1);
    expect(late.receiver.received).toHaveLength(1);

    const mixed = await shop();
    await mixed.control.post('webhooks', { mode: 'shuffle', seed: 4 });
    await hold(mixed.stripe);
    await until('all three', () => mixed.receiver.received.length === 3);
    expect(eventsAt(mixed).map(({ type }) => type)).toEqual(shuffled(HOLD_EVENTS, 4));
    expect(shuffled(HOLD_EVENTS, 4)).not.toEqual(HOLD_EVENTS);
  });

  it('have endpoints that can be read and deleted; the secret is shown once', async () => {
    const { stripe } = clientOf(emulator);
    const made = await stripe.webhookEndpoints.create({ url: 'http://127.0.0.1:9/hook', enabled_events: ['*'] });
    expect(made.secret).toMatch(/^whsec_/);
    const read = await stripe.webhookEndpoints.retrieve(made.id);
    expect(read).toMatchObject({ id: made.id, status: 'enabled' });
    expect(read.secret).toBeUndefined();
    expect(await stripe.webhookEndpoints.del(made.id)).toMatchObject({ deleted: true });
    expect(await errorOf(stripe.webhookEndpoints.retrieve(made.id))).toMatchObject({ code: 'resource_missing' });
    const noUrl = await errorOf(stripe.webhookEndpoints.create({ url: 'shop.example', enabled_events: ['*'] }));
    expect(noUrl).toMatchObject({ code: 'url_invalid', param: 'url' });
    const odd = { url: 'http://127.0.0.1:9/', enabled_events: ['order.shipped'] };
    expect(await errorOf(stripe.rawRequest('POST', '/v1/webhook_endpoints', odd))).toMatchObject({
      param: 'enabled_events[0]',
    });
  });
});
