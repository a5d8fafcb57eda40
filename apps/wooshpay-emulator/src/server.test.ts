import { textIn } from '../../../libs/emulation/objects/json';
import { Client, Control, freshKey, startUnderTest } from './emulator-under-test';
import { startWooshPayEmulator } from './server';
import type { WooshPayEmulator } from './server';

describe('the server', () => {
  let emulator: WooshPayEmulator;
  beforeAll(async () => {
    emulator = await startUnderTest();
  });
  afterAll(async () => {
    await emulator.close();
  });

  const clientOf = (key = freshKey()): Client => new Client(emulator.url, key);

  test('says that it listens, without a key', async () => {
    expect(await (await fetch(`${emulator.url}/_emulator/health`)).json()).toEqual({ status: 'ok' });
  });

  test('takes the key as user name of Basic authentication, and in no other way', async () => {
    const headers = { authorization: `Bearer ${freshKey()}` };
    expect((await fetch(`${emulator.url}/v1/charges`, { headers })).status).toBe(401);
    expect((await clientOf().send('GET', '/v1/charges')).status).toBe(200);
  });

  test('refuses live keys, and says why', async () => {
    const { body, status } = await clientOf('sk_live_1').send('GET', '/v1/charges');
    expect(status).toBe(401);
    expect(JSON.stringify(body)).toContain('refuses live keys');
  });

  test('names what WooshPay has and it has not', async () => {
    const { body, status } = await clientOf().send('GET', '/v1/disputes');
    expect([status, JSON.stringify(body)]).toEqual([404, expect.stringContaining('does not cover it')]);
  });

  test('survives bodies that no client would send', async () => {
    const api = clientOf();
    expect((await api.send('POST', '/v1/customers', 'x'.repeat(2_000_000))).status).toBe(413);
    expect((await api.send('POST', '/v1/customers', '{"name": {"__proto__": 1}}')).status).toBe(400);
    expect((await api.send('POST', '/v1/payment_intents', '{"amount": 1e400, "currency": "USD"}')).status).toBe(400);
    expect((await api.send('GET', '/v1/payment_intents/a/b/c/d/e')).status).toBe(404);
    expect((await api.send('GET', '/v1/charges?limit=0')).status).toBe(400);
    expect((await api.send('GET', '/v1/charges?created[gte]=x')).status).toBe(400);
    expect((await api.send('GET', '/v1/charges')).status).toBe(200);
  });

  test('gives new ids at every start, and the same ones from the same seed', async () => {
    const idFrom = async (seed?: string): Promise<unknown> => {
      const started = await startWooshPayEmulator(seed === undefined ? {} : { seed });
      const { id } = await new Client(started.url, 'sk_test_seeded').post('/v1/customers');
      await started.close();
      return id;
    };
    expect(await idFrom('one')).toBe(await idFrom('one'));
    expect(await idFrom()).not.toBe(await idFrom());
  });

  test('logs one readable line for each request', async () => {
    const lines: string[] = [];
    const logged = await startWooshPayEmulator({ log: (line) => lines.push(line) });
    const made = await new Client(logged.url, 'sk_test_a').post('/v1/customers');
    await logged.close();
    expect(lines).toEqual([
      expect.stringMatching(new RegExp(`^POST +/v1/customers 200 req_\\w+ ${textIn(made, 'id')} [\\d.]+ ms$`)),
    ]);
  });

  test('refuses a setting that it does not know, with those that it knows', async () => {
    const key = freshKey();
    const control = new Control(emulator.url, key);
    await expect(control.post('account', { multicapture: true })).rejects.toThrow('Known are: times');
    await expect(control.post('account', { times: 'hours' })).rejects.toThrow('milliseconds, seconds');
    expect(await control.post('account', { hold_window_seconds: 60 })).toMatchObject({ hold_window_seconds: 60 });
  });

  test('forgets an account that is reset', async () => {
    const key = freshKey();
    const [api, control] = [clientOf(key), new Control(emulator.url, key)];
    await api.post('/v1/customers');
    await control.post('reset');
    expect((await api.get('/v1/customers'))['data']).toEqual([]);
  });
});
