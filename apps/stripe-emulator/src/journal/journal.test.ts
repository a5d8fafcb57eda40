import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Stripe from 'stripe';
import { clientOf, errorOf, freshKey, hold, Receiver, until } from '../emulator-under-test';
import { startEmulator } from '../server';
import { parseJsonObject, textIn } from '../../../../libs/emulation/objects/json';
import type { JsonObject } from '../../../../libs/emulation/objects/json';
import type { Emulator } from '../server';

describe('the journal', () => {
  const folder = mkdtempSync(join(tmpdir(), 'emulator-journal-'));
  let files = 0;
  const running: Emulator[] = [];
  const receiver = new Receiver();
  let url: string;
  beforeAll(async () => {
    url = await receiver.open();
  });
  afterEach(async () => {
    receiver.received.length = 0;
    receiver.answer = 200;
    for (const emulator of running.splice(0)) await emulator.close();
  });
  afterAll(async () => {
    await receiver.close();
    rmSync(folder, { recursive: true });
  });

  function freshFile(): string {
    files += 1;
    return join(folder, `journal-${String(files)}`);
  }

  async function start(journal: string): Promise<Emulator> {
    const emulator = await startEmulator({ journal, checked: true });
    running.push(emulator);
    return emulator;
  }

  async function restart(journal: string): Promise<Emulator> {
    for (const emulator of running.splice(0)) await emulator.close();
    return start(journal);
  }

  const READ = [
    '/v1/payment_intents?limit=100&expand[]=data.latest_charge.balance_transaction',
    '/v1/payment_intents?limit=100&expand[]=data.amount_details.line_items&expand[]=data.customer',
    '/v1/charges?limit=100&expand[]=data.refunds',
    '/v1/balance_transactions?limit=100',
    '/v1/payouts?limit=100',
    '/v1/disputes?limit=100',
    '/v1/events?limit=100',
    '/v1/webhook_endpoints?limit=100',
    '/_emulator/account',
    '/_emulator/clock',
    '/_emulator/checks',
  ];

  /** Everything that can be read of an account, byte for byte. */
  async function everything(emulator: Emulator, key: string): Promise<string[]> {
    const headers = { authorization: `Bearer ${key}` };
    return Promise.all(READ.map(async (path) => (await fetch(`${emulator.url}${path}`, { headers })).text()));
  }

  async function allDelivered(stripe: Stripe): Promise<void> {
    const waiting = async (): Promise<number> => (await stripe.events.list({ delivery_success: false })).data.length;
    await until('all webhooks have arrived', async () => (await waiting()) === 0);
  }

  /** A life with every kind of line in it. The clock stands still, so that it can be compared. */
  async function live(emulator: Emulator, key: string): Promise<string> {
    const { stripe, control } = clientOf(emulator, key);
    await control.post('clock', { freeze: true });
    await control.post('account', { settlement_delay_seconds: 30 });
    await stripe.webhookEndpoints.create({ url, enabled_events: ['*'] });
    const customer = await stripe.customers.create({ name: 'Jenny', metadata: { z: '1', a: '2' } });
    const lines = (cost: number): object => ({ line_items: [{ product_name: 'A', unit_cost: cost, quantity: 1 }] });
    const intent = await hold(stripe, { customer: customer.id, amount_details: lines(4600) });
    const slice = { amount_to_capture: 2300, final_capture: false, amount_details: lines(2300) };
    await stripe.paymentIntents.capture(intent.id, slice, { idempotencyKey: 'slice' });
    await errorOf(hold(stripe, { payment_method: 'pm_card_chargeDeclined' }));
    await errorOf(stripe.paymentIntents.create({ amount: 1, currency: 'usd' }));
    const asked = await hold(stripe, { payment_method: 'pm_card_authenticationRequired', return_url: url });
    const page = asked.next_action?.redirect_to_url?.url ?? '';
    await fetch(page, { method: 'POST', body: 'outcome=complete', redirect: 'manual' });
    await control.post('faults', { match: { method: 'POST' }, effect: { kind: 'error', status: 500 } });
    await errorOf(stripe.paymentIntents.cancel(asked.id, {}, { idempotencyKey: 'lost' }));
    await allDelivered(stripe);
    receiver.answer = 500;
    await stripe.paymentIntents.capture(intent.id, slice);
    await control.advance(5);
    receiver.answer = 200;
    await hold(stripe, { capture_method: 'automatic', payment_method: 'pm_card_bypassPending' });
    await stripe.payouts.create({ amount: 100, currency: 'usd' });
    await control.post('account', { payout_schedule: 'daily' });
    await control.advance(3600);
    return intent.id;
  }

  /** A request as a program of that version, or a browser, sends it. */
  async function send(
    emulator: Emulator,
    key: string,
    path: string,
    body: string,
    version?: string,
  ): Promise<JsonObject> {
    const headers = {
      authorization: `Bearer ${key}`,
      'content-type': 'application/x-www-form-urlencoded',
      ...(version !== undefined && { 'stripe-version': version }),
    };
    const response = await fetch(`${emulator.url}${path}`, { method: 'POST', headers, body });
    return parseJsonObject(await response.text());
  }

  it('brings back what programs of older versions and browsers did', async () => {
    const [file, key] = [freshFile(), freshKey()];
    const first = await start(file);
    const { stripe, control } = clientOf(first, key);
    await control.post('clock', { freeze: true });
    await control.post('account', { api_version: '2022-08-01', raw_card_numbers: 'allowed' });
    await stripe.webhookEndpoints.create({ url, enabled_events: ['*'], api_version: '2020-08-27' });
    const holding = 'amount=1000&currency=usd&confirm=true&capture_method=manual&payment_method=pm_card_visa';
    const held = await send(first, key, '/v1/payment_intents', holding);
    const part = `/v1/payment_intents/${textIn(held, 'id')}/capture`;
    await send(first, key, part, 'amount_to_capture=600', '2024-06-20');
    const open = await send(first, key, '/v1/payment_intents', 'amount=1000&currency=usd', '2023-10-16');
    const confirm = `/v1/payment_intents/${textIn(open, 'id')}/confirm`;
    const browser = `client_secret=${textIn(open, 'client_secret')}&payment_method=pm_card_visa&return_url=https://a.b`;
    await send(first, key.replace('sk_', 'pk_'), confirm, browser);
    const card = 'card[number]=4242424242424242&card[exp_month]=5&card[exp_year]=2035';
    const token = await send(first, key, '/v1/tokens', card);
    await send(first, key, '/v1/charges', `amount=700&currency=usd&source=${textIn(token, 'id')}&capture=false`);
    await allDelivered(stripe);
    await control.advance(5);
    const before = await everything(first, key);
    const second = await restart(file);
    expect(await everything(second, key)).toEqual(before);
    expect(before.join()).toContain('"partial_capture_reversal"');
  });

  it('brings everything back byte for byte', async () => {
    const [file, key] = [freshFile(), freshKey()];
    const first = await start(file);
    const intent = await live(first, key);
    const before = await everything(first, key);
    const second = await restart(file);
    expect(await everything(second, key)).toEqual(before);
    const { stripe, control } = clientOf(second, key);
    // Kept answers are kept: a capture and a made-up 500.
    const slice = { amount_to_capture: 2300, final_capture: false };
    const changed = await errorOf(stripe.paymentIntents.capture(intent, slice, { idempotencyKey: 'slice' }));
    expect(changed.type).toBe('StripeIdempotencyError');
    const other = await errorOf(
      stripe.rawRequest('POST', `/v1/payment_intents/${intent}`, {}, { idempotencyKey: 'lost' }),
    );
    expect(other.type).toBe('StripeIdempotencyError');
    // And life goes on, in the new journal lines too.
    await hold(stripe);
    await allDelivered(stripe);
    expect(await control.violations()).toEqual([]);
    const later = await everything(second, key);
    expect(await everything(await restart(file), key)).toEqual(later);
  });

  it('is for its owner alone, and forgets what was reset', async () => {
    const [file, key] = [freshFile(), freshKey()];
    const first = await start(file);
    const { stripe, control } = clientOf(first, key);
    await hold(stripe);
    await control.post('reset');
    await stripe.customers.create();
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const second = clientOf(await restart(file), key).stripe;
    expect((await second.paymentIntents.list()).data).toHaveLength(0);
    expect((await second.customers.list()).data).toHaveLength(1);
  });

  it('sends what had not been delivered when the process ended', async () => {
    const [file, key] = [freshFile(), freshKey()];
    const first = clientOf(await start(file), key);
    await first.stripe.webhookEndpoints.create({ url, enabled_events: ['charge.succeeded'] });
    await first.control.post('clock', { freeze: true });
    await first.control.post('webhooks', { mode: 'hold' });
    await hold(first.stripe);
    receiver.answer = 500;
    await first.control.post('webhooks', { mode: 'normal' });
    await hold(first.stripe);
    await until('the attempt has failed', () => readFileSync(file, 'utf8').includes('"status":500'));
    receiver.answer = 200;
    const second = clientOf(await restart(file), key);
    expect(await second.control.post('webhooks', { release: true })).toMatchObject({ released: 1 });
    await until('the held one', () => receiver.received.length === 2);
    await second.control.advance(2);
    expect(receiver.received).toHaveLength(3);
  });

  it('loses a torn last line and nothing else', async () => {
    const [file, key] = [freshFile(), freshKey()];
    const first = clientOf(await start(file), key).stripe;
    const customer = await first.customers.create({ name: 'Jenny' });
    await restart(file);
    const whole = statSync(file).size;
    appendFileSync(file, '{"account":"acct_1","kind":"requ');
    const second = clientOf(await restart(file), key).stripe;
    expect((await second.customers.retrieve(customer.id)).id).toBe(customer.id);
    expect(statSync(file).size).toBe(whole);
    await restart(file);
    // Torn in the middle of the customer's own line.
    truncateSync(file, whole - 10);
    const third = clientOf(await restart(file), key).stripe;
    expect((await third.customers.list()).data).toHaveLength(0);
  });

  it.each([
    ['a broken line in the middle', (text: string) => text.replace('"kind":"request"', '"kind":"requ'), 'line 2'],
    ['a changed answer', (text: string) => text.replace(/"answer":"\w/, '"answer":"x'), 'or changed by hand'],
    ['a line of no account', (text: string) => text.replace(/^.*\n/, ''), 'nothing has opened the account'],
    ['a file that is something else', () => 'hello\n', 'line 1'],
  ])('refuses to start from %s', async (_, change, message) => {
    const [file, key] = [freshFile(), freshKey()];
    await clientOf(await start(file), key).stripe.customers.create({ name: 'Jenny' });
    for (const emulator of running.splice(0)) await emulator.close();
    const broken = change(readFileSync(file, 'utf8'));
    writeFileSync(file, broken);
    await expect(start(file)).rejects.toThrow(message);
    expect(readFileSync(file, 'utf8')).toBe(broken);
  });
});
