import { driveApi, type ApiDriver } from '../../apps/api/src/testing/api-driver';
import { startHoldfast, type Holdfast } from '../setup/holdfast';
import { section } from './pages';

let holdfast: Holdfast;
let api: ApiDriver;

beforeAll(async () => {
  holdfast = await startHoldfast();
  api = await driveApi(holdfast);
});

afterAll(async () => {
  await api.close();
  await holdfast.stop();
});

interface Example {
  readonly url: string;
  /** Null: a GET. */
  readonly body: string | null;
  readonly answer: unknown;
}

/** Each `curl` of the README, with the answer that stands below it. */
function examples(): Example[] {
  const blocks = section('README.md', 'Four requests').matchAll(/```sh\ncurl -s (.*?)```\s*```json\n(.*?)```/gs);
  return [...blocks].map(([, request = '', answer = '']) => {
    const [, url = ''] = /\$HOLDFAST([^\s'"]*)/.exec(request) ?? [];
    const [, body = null] = /-d '(.*)'/s.exec(request) ?? [];
    return { url, body, answer: JSON.parse(answer) as unknown };
  });
}

/** Ids and instants of an example are of their kind: `pi_…` is any PaymentIntent, and a time is any time. */
function likeExample(written: unknown): unknown {
  if (typeof written === 'string') {
    const [, kind] = /^([a-z]{2,4}_)\w{10,}$/.exec(written) ?? [];
    if (kind !== undefined) return expect.stringMatching(new RegExp(`^${kind}`));
    return /^\d{4}-\d\d-\d\dT/.test(written) ? expect.stringMatching(/^\d{4}-\d\d-\d\dT/) : written;
  }
  if (Array.isArray(written)) return written.map(likeExample);
  if (typeof written !== 'object' || written === null) return written;
  return Object.fromEntries(Object.entries(written).map(([name, value]) => [name, likeExample(value)]));
}

test('the four requests of the README are answered as it says', async () => {
  const told = examples();
  expect(told).toHaveLength(4);
  for (const { url, body, answer } of told) {
    const got = body === null ? await api.get(url) : await api.post(url, JSON.parse(body));
    expect([200, 201]).toContain(got.status);
    expect(got.json()).toMatchObject(likeExample(answer) as object);
  }
});
