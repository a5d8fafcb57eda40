import type Stripe from 'stripe';
import { clientOf, errorOf, hold, Receiver, startUnderTest, until } from '../../emulator-under-test';
import type { Emulator } from '../../server';

describe('webhook endpoints', () => {
  let emulator: Emulator;
  const receiver = new Receiver();
  let url: string;
  beforeAll(async () => {
    emulator = await startUnderTest();
    url = await receiver.open();
  });
  beforeEach(() => {
    receiver.received.length = 0;
    receiver.answer = 200;
  });
  afterAll(async () => {
    await receiver.close();
    await emulator.close();
  });

  const typesOf = (): unknown[] => receiver.received.map(({ payload }) => (JSON.parse(payload) as Stripe.Event).type);

  it('can be changed: address, events, description, metadata', async () => {
    const { stripe } = clientOf(emulator);
    const made = await stripe.webhookEndpoints.create({
      url,
      enabled_events: ['charge.succeeded'],
      description: 'shop',
      metadata: { a: '1' },
    });
    const changed = await stripe.webhookEndpoints.update(made.id, {
      url: `${url}/new`,
      enabled_events: ['payment_intent.created'],
      description: '',
      metadata: { b: '2' },
    });
    expect(changed).toMatchObject({
      url: `${url}/new`,
      enabled_events: ['payment_intent.created'],
      description: null,
      metadata: { a: '1', b: '2' },
      status: 'enabled',
    });
    expect(changed.secret).toBeUndefined();
    await hold(stripe);
    await until('the webhook', () => receiver.received.length === 1);
    expect(typesOf()).toEqual(['payment_intent.created']);
  });

  it('change entirely or not at all', async () => {
    const { stripe } = clientOf(emulator);
    const made = await stripe.webhookEndpoints.create({ url, enabled_events: ['*'] });
    const mixed = { url: 'nowhere', disabled: true, metadata: { a: '1' } };
    expect(await errorOf(stripe.webhookEndpoints.update(made.id, mixed))).toMatchObject({ code: 'url_invalid' });
    const read = await stripe.webhookEndpoints.retrieve(made.id);
    expect(read).toMatchObject({ url, status: 'enabled', metadata: {} });
    expect(await errorOf(stripe.webhookEndpoints.update('we_1', { disabled: true }))).toMatchObject({
      statusCode: 404,
      code: 'resource_missing',
    });
  });

  it('get nothing while they are disabled, retries included', async () => {
    const { stripe, control } = clientOf(emulator);
    await control.post('clock', { freeze: true });
    const made = await stripe.webhookEndpoints.create({ url, enabled_events: ['charge.succeeded'] });
    receiver.answer = 500;
    await hold(stripe);
    await until('the first attempt', () => receiver.received.length === 1);
    expect((await stripe.webhookEndpoints.update(made.id, { disabled: true })).status).toBe('disabled');
    await hold(stripe);
    await control.advance(60);
    expect(receiver.received).toHaveLength(1);
    receiver.answer = 200;
    await stripe.webhookEndpoints.update(made.id, { disabled: false });
    await hold(stripe);
    await until('the next event', () => receiver.received.length === 2);
  });

  it('count down pending_webhooks, and delivery_success finds what did not arrive', async () => {
    const { stripe, control } = clientOf(emulator);
    await control.post('clock', { freeze: true });
    const deaf = new Receiver();
    deaf.answer = 500;
    await stripe.webhookEndpoints.create({ url, enabled_events: ['charge.succeeded'] });
    await stripe.webhookEndpoints.create({ url: await deaf.open(), enabled_events: ['*'] });
    await hold(stripe);
    const charge = async (): Promise<number | undefined> =>
      (await stripe.events.list({ type: 'charge.succeeded' })).data[0]?.pending_webhooks;
    await until('one of two took it', async () => (await charge()) === 1);
    expect((await stripe.events.list({ delivery_success: false })).data).toHaveLength(3);
    deaf.answer = 200;
    await control.advance(2);
    expect(await charge()).toBe(0);
    expect((await stripe.events.list({ delivery_success: false })).data).toHaveLength(0);
    expect((await stripe.events.list({ delivery_success: true, types: ['charge.succeeded'] })).data).toHaveLength(1);
    await deaf.close();
  });

  it('are tried for three days in live mode, and over some hours in a sandbox', async () => {
    const { stripe, control } = clientOf(emulator);
    await control.post('clock', { freeze: true });
    expect(await control.post('account', { webhook_retries: 'live' })).toMatchObject({ webhook_retries: 'live' });
    await stripe.webhookEndpoints.create({ url, enabled_events: ['charge.succeeded'] });
    receiver.answer = 500;
    await hold(stripe);
    await control.advance(2.9 * 24 * 60 * 60);
    const before = receiver.received.length;
    await control.advance(0.1 * 24 * 60 * 60);
    expect(receiver.received.length).toBe(before + 1);
    await control.advance(30 * 24 * 60 * 60);
    expect(receiver.received.length).toBe(before + 1);
  });

  it('get events under the API version they are pinned to', async () => {
    const { stripe } = clientOf(emulator);
    const pinned = '2026-09-30.endive';
    await stripe.webhookEndpoints.create({ url, enabled_events: ['charge.succeeded'], api_version: pinned });
    await hold(stripe);
    await until('the webhook', () => receiver.received.length === 1);
    expect(receiver.received[0]?.payload).toContain(`"api_version": "${pinned}"`);
    const odd = { url, enabled_events: ['*'], api_version: '2026-13-01' };
    expect(await errorOf(stripe.rawRequest('POST', '/v1/webhook_endpoints', odd))).toMatchObject({
      param: 'api_version',
    });
  });
});
