import { sql } from 'kysely';
import { ACCESSES, type ApiKey } from '../../../../libs/config/api-keys';
import { openDatabase, type Database } from '../../../../libs/postgres/database/database';
import { openApiAlone } from '../../../../test/setup/shop/api-alone';
import type { ApiDriver, HttpAnswer } from '../testing/api-driver';
import { sessionSchema, type SessionBody } from './session.schema';

const apiKeys = ACCESSES.map((access): ApiKey => ({ name: `desk-${access}`, access, key: keyOf(access) }));
const alone = openApiAlone({ apiKeys });

function keyOf(access: ApiKey['access']): string {
  return access.padEnd(32, '-');
}

let database: Database;
beforeAll(() => {
  database = openDatabase({ url: alone.databaseUrl, applicationName: 'test-sessions', poolSize: 1 });
});
afterAll(() => database.destroy());

function bearer(access: ApiKey['access']): Record<string, string> {
  return { authorization: `Bearer ${keyOf(access)}` };
}

interface SignedIn {
  readonly session: SessionBody;
  /** As a browser sends them. */
  readonly looking: Readonly<Record<string, string>>;
  readonly changing: Readonly<Record<string, string>>;
  readonly setCookie: string;
}

async function signIn(access: ApiKey['access'] = 'operate', person = 'Jane', api = alone.api): Promise<SignedIn> {
  const answer = await api.post('/v1/sign-in', { person }, bearer(access));
  expect(answer.status).toBe(200);
  const session = sessionSchema.parse(answer.json());
  const setCookie = answer.headers['set-cookie'] ?? '';
  const cookie = setCookie.split(';', 1)[0] ?? '';
  return { session, setCookie, looking: { cookie }, changing: { cookie, 'holdfast-csrf': session.csrfToken ?? '' } };
}

function ship(headers: Readonly<Record<string, string>>, api: ApiDriver = alone.api): Promise<HttpAnswer> {
  return api.post('/v1/orders/1042/shipments', { shipmentId: 'A', lines: [{ lineId: '1', quantity: 1 }] }, headers);
}

/** The session was last used, or begun, so many seconds earlier than it was. */
async function age(column: 'last_used_at' | 'ends_at', seconds: number): Promise<void> {
  await sql`update console_sessions set created_at = created_at - interval '1 day',
    ${sql.ref(column)} = ${sql.ref(column)} - make_interval(secs => ${seconds})`.execute(database);
}

describe('who signs in with a key', () => {
  test('gets a cookie that no script can read, and learns what they may do', async () => {
    const { session, setCookie } = await signIn('money', 'Jané 7');
    expect(setCookie).toMatch(/^holdfast_session=[A-Za-z0-9_-]{43}; HttpOnly; SameSite=Strict$/);
    expect(session).toMatchObject({ keyName: 'desk-money', access: 'money', person: 'Jané 7' });
    expect(session.csrfToken).toMatch(/^[A-Za-z0-9_-]{43}$/);
  });

  test('gets a cookie for TLS alone in production', async () => {
    const live = await alone.another({ apiKeys, livemode: true });
    const { setCookie, changing } = await signIn('read', 'Jane', live);
    expect(setCookie).toContain('; Secure');
    expect((await live.post('/v1/sign-out', undefined, changing)).headers['set-cookie']).toContain(
      '; Secure; Max-Age=0',
    );
  });

  test('is who a proxy says that it is, whatever the browser says', async () => {
    const proxied = { ...bearer('operate'), 'holdfast-actor': 'jane@shop.example' };
    for (const body of [{}, { person: 'John' }]) {
      const answer = await alone.api.post('/v1/sign-in', body, proxied);
      expect(sessionSchema.parse(answer.json())).toMatchObject({ person: 'jane@shop.example', access: 'operate' });
    }
  });

  test('is known again by the cookie, in every process, and is told the token again', async () => {
    const { session, looking } = await signIn();
    const other = await alone.another({ apiKeys });
    for (const api of [alone.api, other]) expect((await api.get('/v1/session', looking)).json()).toEqual(session);
    expect((await alone.api.get('/v1/orders', looking)).status).toBe(200);
  });

  test('cannot sign in without one, by a cookie, or without a name', async () => {
    const { changing } = await signIn();
    for (const headers of [{}, { authorization: `Bearer ${'z'.repeat(32)}` }, changing]) {
      const answer = await alone.api.post('/v1/sign-in', { person: 'John' }, headers);
      expect(answer.problem().code).toBe('unauthenticated');
      expect(answer.headers).not.toHaveProperty('set-cookie');
    }
    expect((await alone.api.post('/v1/sign-in', {}, bearer('read'))).problem().code).toBe('invalid_request');
  });

  test('leaves neither secret, token nor name in the log', async () => {
    const { session, looking, changing } = await signIn('operate', 'Josephine');
    await ship(changing);
    await alone.api.get('/v1/orders', { ...looking, 'x-request-id': 'by-cookie' });
    const log = alone.api.log.join('');
    expect(log).toContain('"client":"desk-operate"');
    const secrets = [looking['cookie']?.split('=')[1], session.csrfToken, 'Josephine', keyOf('operate')];
    for (const secret of secrets) expect(log).not.toContain(secret);
  });
});

describe('what changes something by cookie', () => {
  test('needs the token of that session', async () => {
    const mine = await signIn();
    const other = await signIn('write', 'John');
    for (const token of [{}, { 'holdfast-csrf': '' }, { 'holdfast-csrf': other.session.csrfToken ?? '' }]) {
      const refused = (await ship({ ...mine.looking, ...token })).problem();
      expect(refused).toMatchObject({ code: 'forbidden', status: 403 });
      expect(refused.detail).toContain('Holdfast-CSRF');
    }
    expect((await ship(mine.changing)).problem().code).toBe('order_not_found');
  });

  test.each([
    ['read', ['forbidden', 'forbidden', 'forbidden']],
    ['operate', ['order_not_found', 'forbidden', 'forbidden']],
    ['money', ['order_not_found', 'order_not_found', 'forbidden']],
    ['write', ['order_not_found', 'order_not_found', 'invalid_request']],
  ] as const)('needs the access: %s', async (access, expected) => {
    const { changing } = await signIn(access);
    for (const headers of [changing, bearer(access)]) {
      const answers = [
        await ship(headers),
        await alone.api.post('/v1/orders/1042/refunds', { refundId: 'R', amount: 1, reason: 'r' }, headers),
        await alone.api.post('/v1/orders', {}, headers),
      ];
      expect(answers.map((answer) => answer.problem().code)).toEqual(expected);
    }
  });

  test('needs no more than to look where it only tries out', async () => {
    const { changing } = await signIn('read');
    const refund = { refundId: 'R', amount: 1, reason: 'r' };
    const codes = ['order_not_found', 'forbidden', 'forbidden'];
    for (const headers of [changing, bearer('read')]) {
      const ask = (query: string): Promise<HttpAnswer> =>
        alone.api.post(`/v1/orders/1042/refunds${query}`, refund, headers);
      const answers = [await ask('?dryRun=true'), await ask('?dryRun=false'), await ask('')];
      expect(answers.map((answer) => answer.problem().code)).toEqual(codes);
    }
  });

  test('is what the key of the header says, where both come', async () => {
    const { looking } = await signIn('read');
    expect((await ship({ ...looking, ...bearer('operate') })).problem().code).toBe('order_not_found');
  });
});

describe('a session ends', () => {
  const over = async (looking: SignedIn['looking'], api: ApiDriver = alone.api): Promise<void> => {
    const problem = (await api.get('/v1/session', looking)).problem();
    expect(problem).toMatchObject({
      code: 'unauthenticated',
      status: 401,
      detail: 'The session is over. Sign in again.',
    });
  };

  test('with the sign-out, everywhere and for good', async () => {
    const { looking, changing } = await signIn();
    const answer = await alone.api.post('/v1/sign-out', undefined, changing);
    expect(answer.json()).toEqual({ signedOut: true });
    expect(answer.headers['set-cookie']).toBe('holdfast_session=; HttpOnly; SameSite=Strict; Max-Age=0');
    await over(looking);
  });

  test('when it was not used for half an hour', async () => {
    const { looking } = await signIn();
    await age('last_used_at', 29 * 60);
    expect((await alone.api.get('/v1/session', looking)).status).toBe(200);
    await age('last_used_at', 29 * 60);
    expect((await alone.api.get('/v1/session', looking)).status).toBe(200);
    await age('last_used_at', 31 * 60);
    await over(looking);
  });

  test('twelve hours after it began, however much it was used', async () => {
    const { looking, session } = await signIn();
    expect(Date.parse(session.endsAt ?? '') - Date.now()).toBeLessThanOrEqual(12 * 60 * 60 * 1000);
    await age('ends_at', 12 * 60 * 60);
    await over(looking);
  });

  test('with its key: gone, or with another secret', async () => {
    const { looking } = await signIn('operate');
    const without = await alone.another({ apiKeys: [{ name: 'other', access: 'write', key: 'o'.repeat(32) }] });
    const rolled = await alone.another({ apiKeys: [{ name: 'desk-operate', access: 'write', key: 'n'.repeat(32) }] });
    for (const api of [without, rolled]) await over(looking, api);
    expect((await alone.api.get('/v1/session', looking)).status).toBe(200);
  });

  test('with less access of its key in part, and goes on with that', async () => {
    const { looking } = await signIn('operate');
    const demoted = await alone.another({ apiKeys: [{ name: 'desk-operate', access: 'read', key: keyOf('operate') }] });
    expect((await demoted.get('/v1/session', looking)).json()).toMatchObject({ access: 'read' });
  });
});

test('whoever asks with a key is told its name and access, and needs no token', async () => {
  expect((await alone.api.get('/v1/session', bearer('read'))).json()).toEqual({
    keyName: 'desk-read',
    access: 'read',
    person: null,
    csrfToken: null,
    livemode: false,
    stripeEmulatorUrl: null,
    endsAt: null,
  });
});

test('an API without keys says that everything is open, and sets no cookie', async () => {
  const open = await alone.another();
  const nobody = { keyName: null, access: 'write', person: null, csrfToken: null, endsAt: null };
  const session = { ...nobody, livemode: false, stripeEmulatorUrl: null };
  expect((await open.get('/v1/session')).json()).toEqual(session);
  const signedIn = await open.post('/v1/sign-in', { person: 'Jane' });
  expect(signedIn.json()).toEqual(session);
  expect(signedIn.headers).not.toHaveProperty('set-cookie');
});
