import { until } from '../../src/emulator-under-test';
import { area, assumed, documented, hold, intentOf, items, paid, text } from '../behaviour';
import { equal, holds, refused, shows } from '../expectations';

const PATH = '/v1/payment_intents';
const KEY = { 'idempotency-key': 'key-1' };
const ASKED = { amount: 100, currency: 'USD' };

function freshKey(): Record<string, string> {
  return { 'idempotency-key': `k-${String(process.pid)}-${String(performance.now())}` };
}

const idempotency = [
  documented('the same request under the same key is done once', [], async ({ api }) => {
    const key = freshKey();
    equal(await api.post(PATH, ASKED, key), await api.post(PATH, ASKED, key));
  }),
  documented('another request under the same key is an idempotency_error', [], async ({ api }) => {
    const key = freshKey();
    await api.post(PATH, ASKED, key);
    await refused(api.send('POST', PATH, { ...ASKED, amount: 200 }, key), 400, { type: 'idempotency_error' });
  }),
  documented('another address under the same key is an idempotency_error', ['card'], async (shop) => {
    const intent = await hold(shop);
    const key = freshKey();
    await shop.api.post(`${intentOf(intent)}/capture`, {}, key);
    await refused(shop.api.send('POST', `${intentOf(intent)}/cancel`, {}, key), 400, { type: 'idempotency_error' });
  }),
  assumed('a decline is answered again under its key', ['test methods'], async ({ api }) => {
    const key = freshKey();
    const asked = { ...ASKED, confirm: true, payment_method: 'pm_card_chargeDeclined' };
    const first = await api.send('POST', PATH, asked, key);
    const second = await api.send('POST', PATH, asked, key);
    equal([second.status, second.body], [402, first.body]);
  }),
  assumed('a request that was wrong leaves its key free', [], async ({ api }) => {
    const key = freshKey();
    await refused(api.send('POST', PATH, { amount: 0, currency: 'USD' }, key), 400);
    shows(await api.post(PATH, ASKED, key), { amount: 100 });
  }),
  assumed('a key is new again after a day', ['clock'], async ({ api, control }) => {
    const first = await api.post(PATH, ASKED, KEY);
    await control.advance(24 * 60 * 60 + 1);
    holds((await api.post(PATH, ASKED, KEY))['id'] !== first['id'], 'another one was made');
  }),
];

const keys = [
  documented('a request without a key is refused', [], async ({ withKey }) => {
    await refused(withKey('').send('GET', PATH), 401);
  }),
  documented('a key that does not exist is refused', [], async ({ withKey }) => {
    await refused(withKey('nonsense').send('GET', PATH), 401);
  }),
  documented('two keys are two accounts', ['test methods'], async ({ api, withKey }) => {
    const intent = await api.post(PATH, ASKED);
    await refused(withKey(`${api.key}other`).send('GET', intentOf(intent)), 404);
  }),
  documented('a publishable key reads with the client secret alone', ['test methods'], async ({ api, withKey }) => {
    const intent = await api.post(PATH, ASKED);
    const browser = withKey(api.key.replace('sk_', 'pk_'));
    await refused(browser.send('GET', intentOf(intent)), 403);
    const secret = encodeURIComponent(text(intent, 'client_secret'));
    equal((await browser.send('GET', `${intentOf(intent)}?client_secret=${secret}`)).body['id'], intent['id']);
  }),
  documented('a publishable key confirms', ['test methods'], async ({ api, withKey }) => {
    const intent = await api.post(PATH, { ...ASKED, capture_method: 'manual' });
    const browser = withKey(api.key.replace('sk_', 'pk_'));
    const { client_secret } = intent;
    const confirmed = await browser.post(`${intentOf(intent)}/confirm`, {
      client_secret,
      payment_method: 'pm_card_visa',
    });
    shows(confirmed, { status: 'requires_capture' });
  }),
  documented('a publishable key captures nothing', ['test methods'], async (shop) => {
    const intent = await hold(shop);
    const browser = shop.withKey(shop.api.key.replace('sk_', 'pk_'));
    await refused(browser.send('POST', `${intentOf(intent)}/capture`), 403);
  }),
];

const errors = [
  assumed('an error stands under error', [], async ({ api }) => {
    const { body } = await api.send('GET', `${PATH}/pi_1`);
    shows(body, { error: { type: 'invalid_request_error', message: /./ } });
  }),
  assumed('an error may stand at the top', ['settings'], async ({ api, control }) => {
    await control.post('account', { error_place: 'top' });
    const { body } = await api.send('GET', `${PATH}/pi_1`);
    shows(body, { type: 'invalid_request_error', message: /./ });
  }),
  documented('an address that does not exist is 404', [], async ({ api }) => {
    await refused(api.send('GET', '/v1/subscription_things'), 404);
  }),
  documented('a body that is no JSON is refused', [], async ({ api }) => {
    await refused(api.send('POST', PATH, 'amount=100&currency=usd'), 400);
    await refused(api.send('POST', PATH, '[1]'), 400);
  }),
  assumed('an answer has an id of its request', [], async ({ api }) => {
    const { headers } = await api.send('GET', PATH);
    holds((headers.get('request-id') ?? '') !== '', 'request-id is there');
  }),
];

const faults = [
  assumed('an answer can be lost after the work', ['faults'], async (shop) => {
    const intent = await hold(shop);
    await shop.control.post('faults', { match: { path: '/v1/**' }, effect: { kind: 'commit_then_drop' } });
    const lost = await shop.api.send('POST', `${intentOf(intent)}/capture`).catch(() => 'lost');
    equal(lost, 'lost');
    shows(await shop.api.get(intentOf(intent)), { status: 'succeeded' });
  }),
  assumed('a request can be lost before the work', ['faults'], async (shop) => {
    const intent = await hold(shop);
    await shop.control.post('faults', { match: { path: '/v1/**' }, effect: { kind: 'drop_before_commit' } });
    equal(await shop.api.send('POST', `${intentOf(intent)}/capture`).catch(() => 'lost'), 'lost');
    shows(await shop.api.get(intentOf(intent)), { status: 'requires_capture' });
  }),
  documented('too many requests are 429', ['faults'], async ({ api, control }) => {
    await control.post('faults', { effect: { kind: 'rate_limit' } });
    await refused(api.send('GET', PATH), 429);
    equal((await api.send('GET', PATH)).status, 200);
  }),
  documented('an error of the service is an api_error, kept under the key', ['faults'], async ({ api, control }) => {
    await control.post('faults', { effect: { kind: 'error', status: 500 } });
    const key = freshKey();
    await refused(api.send('POST', PATH, ASKED, key), 500, { type: 'api_error' });
    await refused(api.send('POST', PATH, ASKED, key), 500, { type: 'api_error' });
  }),
  documented('two writes at a time are 409', ['faults'], async (shop) => {
    const intent = await hold(shop);
    const held = await shop.control.post('faults', {
      match: { path: '/v1/payment_intents/*/capture' },
      effect: { kind: 'hold' },
    });
    const first = shop.api.send('POST', `${intentOf(intent)}/capture`);
    await until('the capture is done', async () => (await shop.api.get(intentOf(intent)))['status'] === 'succeeded');
    await refused(shop.api.send('POST', `${intentOf(intent)}/cancel`), 409);
    await shop.control.delete(`faults/${text(held, 'id')}`);
    equal((await first).status, 200);
  }),
  assumed('every request is in the log of the control API', ['faults'], async ({ api, control }) => {
    await api.post(PATH, ASKED, KEY);
    const { requests } = await control.get('requests');
    shows(requests, [{ method: 'POST', path: PATH, idempotency_key: 'key-1', params: ASKED, status: 200 }]);
  }),
];

const shapes = [
  assumed('times may be in seconds and currencies in lower case', ['settings'], async (shop) => {
    await shop.control.post('account', { times: 'seconds', currency_case: 'lower' });
    const intent = await paid(shop);
    equal([intent['currency'], Number(intent['created']) < 100_000_000_000], ['usd', true]);
  }),
  documented('every field of the page is there, empty or not', ['settings', 'card'], async (shop) => {
    await shop.control.post('account', { empty_fields: 'null' });
    const intent = await hold(shop);
    equal(Object.keys(intent).sort(), [...FIELDS].sort());
    equal(
      items(await shop.api.get(PATH)).map((each) => Object.keys(each).length),
      [FIELDS.length],
    );
  }),
];

/** Every field of the page "Capture a PaymentIntent". */
const FIELDS = (
  'id object created currency customer amount status description metadata livemode shipping merchant_order_id ' +
  'client_secret last_payment_error next_action payment_method_types payment_method_options payment_method ' +
  'receipt_email canceled_at cancellation_reason confirmation_method 3ds_status amount_capturable return_url quantity ' +
  'latest_charge merchant_user_id amount_received capture_method invoice setup_future_usage'
).split(' ');

export const requests = area('requests', [...idempotency, ...keys, ...errors, ...faults, ...shapes]);
