import Stripe from 'stripe';
import { clientOf, errorOf, freshKey, hold, startUnderTest } from './emulator-under-test';
import { startEmulator } from './server';
import type { Emulator } from './server';
import { isJsonObject } from '../../../libs/emulation/objects/json';

describe('the server', () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startUnderTest();
  });
  afterAll(async () => {
    await emulator.close();
  });

  interface Sent {
    readonly method?: string;
    readonly body?: string;
    readonly headers?: Record<string, string>;
  }

  async function send(path: string, sent: Sent = {}): Promise<{ status: number; error: unknown }> {
    const headers = { authorization: `Bearer ${freshKey()}`, ...sent.headers };
    const response = await fetch(`${emulator.url}${path}`, { ...sent, headers });
    const body: unknown = await response.json();
    return { status: response.status, error: isJsonObject(body) ? body['error'] : undefined };
  }

  const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
  const post = async (body: string, headers: Record<string, string> = FORM): ReturnType<typeof send> =>
    send('/v1/payment_intents', { method: 'POST', body, headers });

  it('takes test keys as Bearer or Basic, and no others', async () => {
    const basic = (key: string): string => `Basic ${Buffer.from(`${key}:`).toString('base64')}`;
    expect((await send('/v1/charges')).status).toBe(200);
    expect((await send('/v1/charges', { headers: { authorization: basic(freshKey()) } })).status).toBe(200);
    const none = await send('/v1/charges', { headers: { authorization: '' } });
    expect(none).toMatchObject({ status: 401, error: { type: 'invalid_request_error' } });
    const live = await send('/v1/charges', { headers: { authorization: 'Bearer sk_live_1234' } });
    expect(live.status).toBe(401);
    expect(JSON.stringify(live.error)).toContain('refuses live keys');
    const odd = await send('/v1/charges', { headers: { authorization: 'Bearer hello' } });
    expect(odd).toMatchObject({ status: 401, error: { message: 'Invalid API Key provided: hell*' } });
  });

  it('says no to addresses it does not have as Stripe does', async () => {
    expect(await send('/v1/subscriptions?limit=3')).toMatchObject({
      status: 404,
      error: {
        type: 'invalid_request_error',
        message:
          'Unrecognized request URL (GET: /v1/subscriptions). Please see https://stripe.com/docs or we can help at ' +
          'https://support.stripe.com/.',
      },
    });
    expect((await send('/')).status).toBe(404);
    expect((await send('/v1/payment_intents/pi_1/capture/more', { method: 'POST' })).status).toBe(404);
  });

  it('echoes the version it was asked for and refuses unknown ones', async () => {
    const { stripe } = clientOf(emulator);
    const list = await stripe.charges.list();
    expect(list.lastResponse).toMatchObject({ apiVersion: '2026-10-28.endive', statusCode: 200 });
    expect(list.lastResponse.requestId).toMatch(/^req_/);
    const version = async (name: string): Promise<number> =>
      (await send('/v1/charges', { headers: { 'stripe-version': name } })).status;
    expect(await version('2025-03-31.basil')).toBe(200);
    expect(await version('2019-12-03')).toBe(200);
    expect(await version('2099-01-01')).toBe(400);
    expect(await version('2025-03-31.parsley')).toBe(400);
    expect(await version('yesterday')).toBe(400);
  });

  it.each([
    ['amount=1000&currency=usd&foo=1', 'parameter_unknown', 'foo', 'Received unknown parameter: foo'],
    ['amount=1000&currency=usd&shipping[x]=1', 'parameter_unknown', 'shipping[x]', 'Received unknown'],
    ['currency=usd', 'parameter_missing', 'amount', 'Missing required param: amount.'],
    ['amount=ten&currency=usd', 'parameter_invalid_integer', 'amount', 'Invalid integer: ten'],
    ['amount=10.5&currency=usd', 'parameter_invalid_integer', 'amount', 'Invalid integer: 10.5'],
    ['amount=9007199254740993&currency=usd', 'parameter_invalid_integer', 'amount', 'Invalid integer'],
    ['amount=&currency=usd', 'parameter_invalid_empty', 'amount', 'You passed an empty string for'],
    [`amount=1000&currency=usd&description=${'x'.repeat(5001)}`, undefined, 'description', 'must be at most 5000'],
    ['amount=1000&currency=usd&confirm=yes', undefined, 'confirm', 'Invalid boolean: yes'],
    ['amount=1000&currency=usd&capture_method=slowly', undefined, 'capture_method', 'must be one of automatic, '],
    ['amount=1000&currency=usd&metadata=7', undefined, 'metadata', 'Invalid object'],
    ['amount[x]=1000&currency=usd', undefined, 'amount', 'Invalid integer'],
    ['amount=1000&currency=usd&expand[]=nothing', undefined, 'expand', 'This property cannot be expanded (nothing).'],
    ['amount=1000&currency=usd&return_url=http://a', undefined, 'return_url', '`confirm`'],
    ['amount=1000&currency=usd&radar_options[session]=x', undefined, 'radar_options', 'does not cover it yet'],
    ['amount=1000&currency=usd&payment_method_options[klarna][x]=1', 'parameter_unknown', undefined, 'Received'],
  ])('refuses %s', async (body, code, param, message) => {
    const { status, error } = await post(body);
    expect(status).toBe(400);
    if (!isJsonObject(error)) throw new Error('no error');
    expect(error['code']).toBe(code);
    expect(error['message']).toContain(message);
    expect([undefined, error['param']]).toContain(param);
  });

  it('survives bodies no client would send', async () => {
    expect((await post('a'.repeat(2_000_000))).status).toBe(413);
    expect((await post('amount=%E0%A4%A')).status).toBe(400);
    expect((await post(`amount${'[a]'.repeat(5000)}=1`)).status).toBe(400);
    expect((await post(Array.from({ length: 5000 }, (_, at) => `k${String(at)}=1`).join('&'))).status).toBe(400);
    expect((await post('amount=1&amount[x]=2')).status).toBe(400);
    expect((await post('a[b=1')).status).toBe(400);
    expect((await post('__proto__[x]=1&constructor=2')).status).toBe(400);
    const json = await post('{"amount": 1000}', { 'content-type': 'application/json' });
    expect(json.status).toBe(400);
    expect(JSON.stringify(json.error)).toContain('application/x-www-form-urlencoded');
    expect((await send('/v1/charges')).status).toBe(200);
  });

  it('pages through lists in both directions', async () => {
    const { stripe } = clientOf(emulator);
    const made: string[] = [];
    for (let count = 0; count < 5; count += 1) {
      made.push((await stripe.paymentIntents.create({ amount: 1000 + count, currency: 'usd' })).id);
    }
    const newestFirst = made.toReversed();
    const walked: string[] = [];
    for await (const { id } of stripe.paymentIntents.list({ limit: 2 })) walked.push(id);
    expect(walked).toEqual(newestFirst);
    const back = await stripe.paymentIntents.list({ limit: 2, ending_before: newestFirst[3] ?? '' });
    expect(back.data.map(({ id }) => id)).toEqual([newestFirst[1], newestFirst[2]]);
    expect(back.has_more).toBe(true);
    const { created } = await stripe.paymentIntents.retrieve(made[0] ?? '');
    expect((await stripe.paymentIntents.list({ created: { gte: created } })).data).toHaveLength(5);
    expect((await stripe.paymentIntents.list({ created: { lt: created } })).data).toHaveLength(0);
    expect(await errorOf(stripe.paymentIntents.list({ limit: 101 }))).toMatchObject({ param: 'limit' });
    expect(await errorOf(stripe.paymentIntents.list({ starting_after: 'pi_x' }))).toMatchObject({
      param: 'starting_after',
    });
  });

  it('expands up to four levels and refuses paths that lead nowhere', async () => {
    const { stripe } = clientOf(emulator);
    const { id } = await hold(stripe);
    const { data } = await stripe.paymentIntents.list({
      expand: ['data.latest_charge.payment_intent.latest_charge', 'data.latest_charge.refunds'],
    });
    expect(data[0]).toMatchObject({
      latest_charge: { payment_intent: { id, latest_charge: { object: 'charge' } }, refunds: { data: [] } },
    });
    const tooDeep = ['latest_charge.payment_intent.latest_charge.payment_intent.latest_charge'];
    expect((await errorOf(stripe.paymentIntents.retrieve(id, { expand: tooDeep }))).message).toContain('4 levels');
    expect((await errorOf(stripe.paymentIntents.retrieve(id, { expand: ['amount'] }))).param).toBe('expand');
  });

  it('gives new ids at every start and the same ones from the same seed', async () => {
    const idFrom = async (seed?: string): Promise<string> => {
      const started = await startEmulator(seed === undefined ? {} : { seed });
      const { id } = await clientOf(started, 'sk_test_seeded').stripe.customers.create();
      await started.close();
      return id;
    };
    expect(await idFrom('one')).toBe(await idFrom('one'));
    expect(await idFrom()).not.toBe(await idFrom());
  });

  it('logs one readable line for each request', async () => {
    const lines: string[] = [];
    const logged = await startEmulator({ log: (line) => lines.push(line) });
    const { stripe } = clientOf(logged);
    const { id } = await hold(stripe);
    await errorOf(stripe.paymentIntents.retrieve('pi_x'));
    await fetch(`${logged.url}/v1/charges`);
    await fetch(`${logged.url}/v1/charges`, {
      method: 'POST',
      headers: { authorization: 'Bearer sk_test_a' },
      body: '{',
    });
    await logged.close();
    expect(lines.slice(2)).toEqual(['GET    /v1/charges 401', expect.stringMatching(/^POST +\/v1\/charges 400 req_/)]);
    expect(lines[0]).toMatch(new RegExp(`^POST +/v1/payment_intents 200 req_\\w+ ${id} [\\d.]+ ms$`));
    expect(lines[1]).toMatch(/^GET +\/v1\/payment_intents\/pi_x 404 req_\w+ resource_missing [\d.]+ ms$/);
    await expect(stripe.charges.list()).rejects.toThrow(Stripe.errors.StripeConnectionError);
  });
});
