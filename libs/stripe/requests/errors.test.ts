import type { PaymentGateway } from '../../domain/provider/payment-gateway';
import {
  authorization,
  cancellation,
  expiredIntent,
  failing,
  gatewayAt,
  json,
  shipment,
  openScriptedStripe,
} from '../testing/scripted-stripe';
import { EVER } from '../testing/stripe-shop';

/** Every way in which a call can fail, as Stripe and the network bring it about. */
const stripe = openScriptedStripe(json(200, expiredIntent));

type Call = (gateway: PaymentGateway) => Promise<unknown>;

const moves: { name: string; call: Call }[] = [
  { name: 'authorize', call: (to) => to.authorize(authorization) },
  { name: 'capture', call: (to) => to.capture(shipment) },
  { name: 'cancel', call: (to) => to.release(cancellation) },
  { name: 'zero final capture', call: (to) => to.release({ ...cancellation, how: 'zero_final_capture' }) },
];

const reads: { name: string; call: Call }[] = [
  { name: 'readHold', call: (to) => to.readHold('pi_1') },
  { name: 'findHold', call: (to) => to.findHold({ ref: authorization.ref, between: EVER }) },
  { name: 'readSettlements', call: (to) => to.readSettlements('ch_1') },
];

const everything = [...moves, ...reads];

const unknown = { replayed: false, notExecuted: false, requestId: 'req_1' };
const notExecuted = { replayed: false, notExecuted: true, requestId: 'req_1' };

const retries = [
  { answer: failing(500, { type: 'api_error' }), details: { ...unknown, status: 500 } },
  { answer: failing(502, {}), details: { ...unknown, status: 502 } },
  { answer: failing(503, {}), details: { ...unknown, status: 503 } },
  {
    answer: failing(500, { type: 'api_error' }, { 'idempotent-replayed': 'true', 'stripe-should-retry': 'true' }),
    details: { ...unknown, status: 500, replayed: true },
  },
  { answer: failing(400, { type: 'api_error' }), details: { ...unknown, status: 400 } },
  { answer: failing(408, {}), details: { ...unknown, status: 408 } },
  { answer: failing(424, {}), details: { ...unknown, status: 424 } },
  { answer: failing(409, {}), details: { ...unknown, status: 409 } },
  {
    answer: failing(409, { type: 'idempotency_error', code: 'idempotency_key_in_use' }),
    details: { ...notExecuted, status: 409 },
  },
  {
    answer: failing(429, { code: 'rate_limit' }, { 'stripe-rate-limited-reason': 'endpoint-rate' }),
    details: { ...notExecuted, status: 429 },
  },
  { answer: failing(429, {}), details: { ...notExecuted, status: 429 } },
  { answer: failing(400, { code: 'rate_limit' }), details: { ...notExecuted, status: 400 } },
  {
    answer: failing(429, { code: 'lock_timeout' }, { 'stripe-should-retry': 'true' }),
    details: { ...notExecuted, status: 429 },
  },
].map((row) => ({ ...row, title: JSON.stringify(row.details) }));

const faults = [
  { status: 400, error: { code: 'parameter_unknown', param: 'foo' } },
  { status: 400, error: { code: 'parameter_missing', param: 'payment_method' } },
  { status: 400, error: { code: 'amount_details_amount_mismatch' } },
  { status: 400, error: { code: 'payment_intent_invalid_parameter', param: 'payment_method_options' } },
  { status: 400, error: {} },
  { status: 400, error: { type: 'idempotency_error' } },
  { status: 401, error: {} },
  { status: 402, error: { code: 'raw_card' } },
  { status: 403, error: { code: 'more_permissions_required' } },
  { status: 404, error: { code: 'resource_missing', param: 'intent' } },
  { status: 405, error: {} },
  { status: 422, error: {} },
];

describe('all calls', () => {
  for (const { name, call } of everything) {
    test.each(retries)(`${name} is to be retried: $title`, async ({ answer, details }) => {
      stripe.post = stripe.get = answer;
      await expect(call(stripe.gateway)).rejects.toMatchObject({ name: 'ProviderUnavailable', details });
    });

    test.each(faults)(`${name} is our fault: $status $error`, async ({ status, error }) => {
      stripe.post = stripe.get = failing(status, error);
      await expect(call(stripe.gateway)).rejects.toMatchObject({
        name: 'ProviderMisuse',
        details: {
          code: 'code' in error ? error.code : null,
          param: 'param' in error ? error.param : null,
          requestId: 'req_1',
        },
      });
    });
  }
});

describe('a network that fails', () => {
  const nothing = { status: null, replayed: false, notExecuted: false };
  const unreachable = { ...nothing, requestId: null };

  test.each(everything)('$name: the connection is closed before the answer', async ({ call }) => {
    let requests = 0;
    stripe.post = stripe.get = (response) => {
      requests += 1;
      response.destroy();
    };
    await expect(call(stripe.gateway)).rejects.toMatchObject({ name: 'ProviderUnavailable', details: unreachable });
    expect(requests).toBe(1);
  });

  test('no answer comes in time', async () => {
    stripe.post = () => undefined;
    await expect(stripe.gateway.capture(shipment)).rejects.toMatchObject({
      name: 'ProviderUnavailable',
      details: unreachable,
    });
  });

  test('nobody listens', async () => {
    await expect(gatewayAt('http://127.0.0.1:1').capture(shipment)).rejects.toMatchObject({
      name: 'ProviderUnavailable',
      message: expect.stringContaining('ECONNREFUSED') as string,
      details: unreachable,
    });
  });

  test('the answer breaks off', async () => {
    stripe.post = (response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100', 'request-id': 'req_1' });
      response.write('{"id":');
      setImmediate(() => response.destroy());
    };
    await expect(stripe.gateway.capture(shipment)).rejects.toMatchObject({
      name: 'ProviderUnavailable',
      details: { ...nothing, requestId: 'req_1' },
    });
  });

  test.each(['<html>Bad gateway</html>', 'null', '', '{"id":'])('the answer is no answer: %j', async (body) => {
    stripe.post = (response) => {
      response.writeHead(200, { 'request-id': 'req_1' });
      response.end(body);
    };
    await expect(stripe.gateway.capture(shipment)).rejects.toMatchObject({
      name: 'ProviderUnavailable',
      details: nothing,
    });
  });

  test('the answer is not what was asked for', async () => {
    stripe.post = json(200, { id: 'pi_1', object: 'payment_intent' });
    await expect(stripe.gateway.capture(shipment)).rejects.toMatchObject({
      name: 'ProviderUnavailable',
      message: expect.stringContaining('amount_received') as string,
      details: { status: 200, replayed: false, notExecuted: false, requestId: 'req_1' },
    });
  });
});

describe('messages', () => {
  test.each([
    { sort: 'retried', status: 500, error: { type: 'api_error', code: 'x_code', param: 'x_param' } },
    { sort: 'our fault', status: 400, error: { code: 'x_code', param: 'x_param' } },
  ])('name the error and never the person, when it is $sort', async ({ status, error }) => {
    stripe.post = failing(status, error);
    const thrown: unknown = await stripe.gateway.capture(shipment).catch((reason: unknown) => reason);
    expect(String(thrown)).toMatch(/type \w+_error, code x_code, param x_param, status \d+, request req_1/);
    expect(JSON.stringify([String(thrown), thrown])).not.toContain('jane');
    expect(thrown).not.toHaveProperty('cause');
  });
});
