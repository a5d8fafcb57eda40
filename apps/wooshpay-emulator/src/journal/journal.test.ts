import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { textIn } from '../../../../libs/emulation/objects/json';
import { Client, Control, freshKey, Receiver, until } from '../emulator-under-test';
import { startWooshPayEmulator } from '../server';
import type { WooshPayEmulator } from '../server';

describe('a journal', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wooshpay-journal-'));
  const receiver = new Receiver();
  let running: WooshPayEmulator | undefined;
  let files = 0;
  let hook: string;

  beforeAll(async () => {
    hook = await receiver.open();
  });
  afterEach(async () => {
    await running?.close();
    running = undefined;
  });
  afterAll(async () => {
    await receiver.close();
    rmSync(folder, { recursive: true });
  });

  function freshFile(): string {
    files += 1;
    return join(folder, `journal-${String(files)}`);
  }

  async function start(journal: string): Promise<WooshPayEmulator> {
    await running?.close();
    running = await startWooshPayEmulator({ journal, checked: true });
    return running;
  }

  const READ = [
    '/v1/payment_intents?limit=100',
    '/v1/charges?limit=100',
    '/v1/customers?limit=100',
    '/v1/setup_intents?limit=100',
    '/v1/webhook_endpoints',
    '/_emulator/account',
    '/_emulator/clock',
    '/_emulator/events',
    '/_emulator/checks',
  ];

  async function everything(url: string, key: string): Promise<unknown[]> {
    const client = new Client(url, key);
    return Promise.all(READ.map(async (path) => client.get(path)));
  }

  /** A life with every kind of line in it. The clock stands still, so that it can be compared. */
  async function live(url: string, key: string): Promise<void> {
    const [api, control] = [new Client(url, key), new Control(url, key)];
    await control.post('clock', { freeze: true });
    await control.post('account', { refund_delay_seconds: 60 });
    await api.post('/v1/webhook_endpoints', { url: hook, enabled_events: ['*'] });
    const customer = await api.post('/v1/customers', { name: 'Jenny' });
    const asked = { amount: 4600, currency: 'USD', confirm: true, capture_method: 'manual', customer: customer['id'] };
    const held = await api.post(
      '/v1/payment_intents',
      { ...asked, payment_method: 'pm_card_visa' },
      { 'idempotency-key': 'a' },
    );
    await api.post(`/v1/payment_intents/${textIn(held, 'id')}/capture`, { amount_to_capture: 2300 });
    await api.post('/v1/refunds', { payment_intent: held['id'], amount: 100 });
    await api.send('POST', '/v1/payment_intents', { ...asked, payment_method: 'pm_card_chargeDeclined' });
    const challenged = await api.post('/v1/payment_intents', {
      ...asked,
      payment_method: 'pm_card_threeDSecureRequired',
    });
    const page = /"url":"([^"]+)"/.exec(JSON.stringify(challenged['next_action']))?.[1] ?? '';
    await fetch(page, { method: 'POST', body: new URLSearchParams({ outcome: 'complete' }) });
    await control.post('faults', { effect: { kind: 'error', status: 500 } });
    await api.send('POST', '/v1/customers', { name: 'Lost' }, { 'idempotency-key': 'b' });
    await control.advance(3600);
  }

  test('gives everything back after a restart', async () => {
    const [file, key] = [freshFile(), freshKey()];
    const first = await start(file);
    await live(first.url, key);
    const before = await everything(first.url, key);
    const second = await start(file);
    expect(JSON.stringify(await everything(second.url, key)).replaceAll(second.url, first.url)).toBe(
      JSON.stringify(before),
    );
  });

  test('keeps idempotency keys, those of answers that a fault made up too', async () => {
    const [file, key] = [freshFile(), freshKey()];
    const asked = { name: 'Jenny' };
    const first = await start(file);
    const made = await new Client(first.url, key).post('/v1/customers', asked, { 'idempotency-key': 'a' });
    await new Control(first.url, key).post('faults', { effect: { kind: 'error', status: 503 } });
    await new Client(first.url, key).send('POST', '/v1/customers', asked, { 'idempotency-key': 'b' });
    const api = new Client((await start(file)).url, key);
    expect(await api.post('/v1/customers', asked, { 'idempotency-key': 'a' })).toEqual(made);
    expect((await api.send('POST', '/v1/customers', asked, { 'idempotency-key': 'b' })).status).toBe(503);
  });

  test('sends what was on its way when it ended', async () => {
    const [file, key] = [freshFile(), freshKey()];
    const first = await start(file);
    const [api, control] = [new Client(first.url, key), new Control(first.url, key)];
    await api.post('/v1/webhook_endpoints', { url: hook, enabled_events: ['payment_intent.created'] });
    await control.post('webhooks', { mode: 'hold' });
    await api.post('/v1/payment_intents', { amount: 1, currency: 'USD' });
    receiver.received.length = 0;
    await new Control((await start(file)).url, key).post('webhooks', { mode: 'normal', release: true });
    await until('the webhook arrives', () => receiver.received.length === 1);
    expect(receiver.received).toHaveLength(1);
  });

  test('is read up to a last line that a crash tore', async () => {
    const [file, key] = [freshFile(), freshKey()];
    const first = await start(file);
    const made = await new Client(first.url, key).post('/v1/customers', { name: 'Jenny' });
    await first.close();
    running = undefined;
    appendFileSync(file, '{"account":"acct_');
    const second = await start(file);
    expect(await new Client(second.url, key).get(`/v1/customers/${textIn(made, 'id')}`)).toEqual(made);
  });

  test('is refused, with the line, when it was changed by hand', async () => {
    const [file, key] = [freshFile(), freshKey()];
    const first = await start(file);
    await new Client(first.url, key).post('/v1/customers', { name: 'Jenny' });
    await first.close();
    running = undefined;
    writeFileSync(file, readFileSync(file, 'utf8').replace('Jenny', 'Jonny'));
    await expect(startWooshPayEmulator({ journal: file })).rejects.toThrow(/line 2: .*changed by hand/);
  });
});
