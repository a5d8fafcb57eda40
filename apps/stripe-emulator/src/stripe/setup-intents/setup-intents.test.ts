import type Stripe from 'stripe';
import { CARDS_ONLY, clientOf, errorOf, hold, startUnderTest } from '../../emulator-under-test';
import type { Emulator } from '../../server';

describe('SetupIntents', () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startUnderTest();
  });
  afterAll(async () => {
    await emulator.close();
  });

  const answer = async (intent: Stripe.SetupIntent, outcome: string): Promise<Response> =>
    fetch(intent.next_action?.redirect_to_url?.url ?? '', {
      method: 'POST',
      body: new URLSearchParams({ outcome }),
      redirect: 'manual',
    });

  it('go from no method to one that is ready, step by step', async () => {
    const { stripe, control } = clientOf(emulator);
    const { id: customer } = await stripe.customers.create();
    const created = await stripe.setupIntents.create({
      automatic_payment_methods: CARDS_ONLY,
      customer,
      metadata: { a: '1' },
    });
    expect(created).toMatchObject({
      status: 'requires_payment_method',
      usage: 'off_session',
      latest_attempt: null,
      payment_method: null,
      payment_method_types: ['card'],
    });
    expect(await errorOf(stripe.setupIntents.confirm(created.id))).toMatchObject({
      code: 'setup_intent_unexpected_state',
      setup_intent: { id: created.id },
    });
    const updated = await stripe.setupIntents.update(created.id, {
      payment_method: 'pm_card_visa',
      description: 'for later',
      metadata: { b: '2' },
    });
    expect(updated).toMatchObject({
      status: 'requires_confirmation',
      description: 'for later',
      metadata: { a: '1', b: '2' },
    });
    const ready = await stripe.setupIntents.confirm(created.id, { expand: ['payment_method', 'latest_attempt'] });
    expect(ready).toMatchObject({
      status: 'succeeded',
      payment_method: { customer },
      latest_attempt: { object: 'setup_attempt', status: 'succeeded', setup_intent: created.id },
    });
    const { data } = await stripe.events.list();
    expect(data.map(({ type }) => type).reverse()).toEqual([
      'customer.created',
      'setup_intent.created',
      'payment_method.attached',
      'setup_intent.succeeded',
    ]);
    expect((await stripe.setupIntents.list({ customer })).data).toHaveLength(1);
    expect((await stripe.setupIntents.list({ customer: 'cus_other' })).data).toEqual([]);
    expect(await control.violations()).toEqual([]);
  });

  it('make a method ready for payments without the buyer', async () => {
    const { stripe } = clientOf(emulator);
    const { id: customer } = await stripe.customers.create();
    const intent = await stripe.setupIntents.create({
      automatic_payment_methods: CARDS_ONLY,
      customer,
      confirm: true,
      payment_method: 'pm_card_authenticationRequiredOnSetup',
      return_url: 'https://shop.example/kept?x=1',
    });
    expect(intent).toMatchObject({ status: 'requires_action', next_action: { type: 'redirect_to_url' } });
    const page = await (await fetch(intent.next_action?.redirect_to_url?.url ?? '')).text();
    expect(page).toContain('keep your card');
    const left = await answer(intent, 'abandon');
    expect(left.status).toBe(200);
    const done = await answer(intent, 'complete');
    expect(done.headers.get('location')).toBe(
      `https://shop.example/kept?x=1&setup_intent=${intent.id}` +
        `&setup_intent_client_secret=${String(intent.client_secret)}&redirect_status=succeeded`,
    );
    const ready = await stripe.setupIntents.retrieve(intent.id);
    expect(ready).toMatchObject({ status: 'succeeded', next_action: null });
    const payment_method = typeof ready.payment_method === 'string' ? ready.payment_method : '';
    const paid = await hold(stripe, { customer, payment_method, off_session: true });
    expect(paid.status).toBe('requires_capture');
    const { data } = await stripe.setupAttempts.list({ setup_intent: intent.id });
    expect(data).toHaveLength(1);
    expect(data[0]?.payment_method_details.card?.three_d_secure).toMatchObject({ result: 'authenticated' });
  });

  it('fail with the challenge, and can be tried again', async () => {
    const { stripe } = clientOf(emulator);
    const intent = await stripe.setupIntents.create({
      automatic_payment_methods: CARDS_ONLY,
      confirm: true,
      payment_method: 'pm_card_threeDSecure2Required',
      return_url: 'https://shop.example',
    });
    await answer(intent, 'fail');
    expect(await stripe.setupIntents.retrieve(intent.id)).toMatchObject({
      status: 'requires_payment_method',
      payment_method: null,
      last_setup_error: { code: 'setup_intent_authentication_failure', type: 'invalid_request_error' },
    });
    expect((await answer(intent, 'complete')).status).toBe(400);
    const again = await stripe.setupIntents.confirm(intent.id, { payment_method: 'pm_card_visa' });
    expect(again).toMatchObject({ status: 'succeeded', last_setup_error: null });
    expect((await stripe.events.list({ type: 'setup_intent.setup_failed' })).data).toHaveLength(1);
    const { data } = await stripe.setupAttempts.list({ setup_intent: intent.id });
    expect(data.map(({ status }) => status)).toEqual(['succeeded', 'failed']);
  });

  it.each(['pm_card_chargeDeclined', 'pm_card_chargeDeclinedExpiredCard'])('are declined with %s', async (method) => {
    const { stripe } = clientOf(emulator);
    const error = await errorOf(
      stripe.setupIntents.create({ automatic_payment_methods: CARDS_ONLY, confirm: true, payment_method: method }),
    );
    expect(error).toMatchObject({ statusCode: 402, type: 'StripeCardError', setup_intent: { object: 'setup_intent' } });
    const [left] = (await stripe.setupIntents.list()).data;
    expect(left).toMatchObject({
      status: 'requires_payment_method',
      last_setup_error: { type: 'card_error', payment_method: { object: 'payment_method' } },
    });
  });

  it('accept the card that only declines charges', async () => {
    const { stripe } = clientOf(emulator);
    const payment_method = 'pm_card_chargeCustomerFail';
    expect(
      (await stripe.setupIntents.create({ automatic_payment_methods: CARDS_ONLY, confirm: true, payment_method }))
        .status,
    ).toBe('succeeded');
  });

  it('are canceled while they are open', async () => {
    const { stripe } = clientOf(emulator);
    const open = await stripe.setupIntents.create({
      automatic_payment_methods: CARDS_ONLY,
      confirm: true,
      payment_method: 'pm_card_threeDSecure2Required',
      return_url: 'https://shop.example',
    });
    const canceled = await stripe.setupIntents.cancel(open.id, { cancellation_reason: 'abandoned' });
    expect(canceled).toMatchObject({ status: 'canceled', cancellation_reason: 'abandoned', next_action: null });
    expect((await answer(open, 'complete')).status).toBe(400);
    const again = await errorOf(stripe.setupIntents.cancel(open.id));
    expect(again).toMatchObject({ code: 'setup_intent_unexpected_state' });
    const [attempt] = (await stripe.setupAttempts.list({ setup_intent: open.id })).data;
    expect(attempt?.status).toBe('abandoned');
    expect(await errorOf(stripe.setupIntents.cancel(open.id, { cancellation_reason: 'fraudulent' }))).toMatchObject({
      param: 'cancellation_reason',
    });
  });

  it('are over once they have succeeded', async () => {
    const { stripe } = clientOf(emulator);
    const { id } = await stripe.setupIntents.create({
      automatic_payment_methods: CARDS_ONLY,
      confirm: true,
      payment_method: 'pm_card_visa',
    });
    const unexpected = { statusCode: 400, code: 'setup_intent_unexpected_state' };
    expect(await errorOf(stripe.setupIntents.confirm(id))).toMatchObject(unexpected);
    expect(await errorOf(stripe.setupIntents.cancel(id))).toMatchObject(unexpected);
    expect(await errorOf(stripe.setupIntents.update(id, { payment_method: 'pm_card_visa' }))).toMatchObject(unexpected);
    expect((await stripe.setupIntents.update(id, { metadata: { late: 'note' } })).metadata).toEqual({ late: 'note' });
  });

  it('show the types they are limited to, and only with their own secret', async () => {
    const { stripe } = clientOf(emulator);
    const intent = await stripe.setupIntents.create({
      allowed_payment_method_types: ['card', 'link'],
      automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
      usage: 'on_session',
    });
    expect(intent).toMatchObject({
      allowed_payment_method_types: ['card', 'link'],
      excluded_payment_method_types: null,
      automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
      usage: 'on_session',
    });
    const secret = intent.client_secret ?? '';
    expect((await stripe.setupIntents.retrieve(intent.id, { client_secret: secret })).id).toBe(intent.id);
    expect(await errorOf(stripe.setupIntents.retrieve(intent.id, { client_secret: 'other' }))).toMatchObject({
      param: 'client_secret',
    });
    expect(await errorOf(stripe.setupIntents.create({ excluded_payment_method_types: ['card'] }))).toMatchObject({
      statusCode: 400,
      param: 'excluded_payment_method_types',
    });
    expect((await stripe.setupIntents.list()).data).toHaveLength(1);
  });

  it('refuse what they do not know', async () => {
    const { stripe } = clientOf(emulator);
    expect(await errorOf(stripe.setupIntents.retrieve('seti_x'))).toMatchObject({
      statusCode: 404,
      code: 'resource_missing',
      param: 'intent',
    });
    expect(await errorOf(stripe.setupIntents.create({ customer: 'cus_x' }))).toMatchObject({ param: 'customer' });
    expect(await errorOf(stripe.setupIntents.create({ return_url: 'https://shop.example' }))).toMatchObject({
      param: 'return_url',
    });
    expect(await errorOf(stripe.setupIntents.create({ flow_directions: ['inbound'] }))).toMatchObject({
      statusCode: 400,
      param: 'flow_directions',
    });
  });
});
