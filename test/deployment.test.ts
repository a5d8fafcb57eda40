import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { namespaceUsable } from '../libs/temporal/namespace-usable';
import { searchAttributes } from '../libs/temporal/search-attributes';
import { setup } from './setup/run-environment';
import { startTemporal, type TestTemporal } from './setup/temporal';

const script = join(__dirname, '../docker/temporal-namespace.sh');

test('docker compose registers the search attributes that the workflows set', () => {
  const [, list = ''] = /search_attributes='\n([^']*)'/.exec(readFileSync(script, 'utf8')) ?? [];
  expect(list.trim().split('\n')).toEqual(searchAttributes.map(({ name, type }) => `${name}=${type}`));
});

describe('the script that prepares the namespace for docker compose', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'holdfast-namespace-'));
    program('temporal', TEMPORAL);
    program('sleep', '#!/bin/sh\n');
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  /** Writes down what it is asked, and fails as often as a file of the request's name says. */
  const TEMPORAL = `#!/bin/sh
echo "$*" >> "$FOLDER/calls"
case "$*" in
  "operator cluster health"*) request=health ;;
  "operator namespace describe"*) request=describe ;;
  "operator search-attribute list"*) request=list ;;
  "workflow count"*) request=count ;;
  *) request=other ;;
esac
left=$(cat "$FOLDER/$request" 2>/dev/null || echo 0)
if [ "$left" -gt 0 ]; then
  echo $((left - 1)) > "$FOLDER/$request"
  exit 1
fi
if [ "$request" = list ]; then cat "$FOLDER/known" 2>/dev/null; fi
exit 0
`;

  function program(name: string, text: string): void {
    writeFileSync(join(folder, name), text);
    chmodSync(join(folder, name), 0o755);
  }

  function run(state: Readonly<Record<string, string | number>>): {
    code: number | null;
    said: string;
    asked: string[];
  } {
    for (const [name, value] of Object.entries(state)) writeFileSync(join(folder, name), `${value.toString()}\n`);
    const env = {
      FOLDER: folder,
      PATH: `${folder}:/usr/bin:/bin`,
      TEMPORAL_ADDRESS: 'temporal:7233',
      TEMPORAL_NAMESPACE: 'shop',
    };
    const { status: code, stdout, stderr } = spawnSync('/bin/sh', [script], { env, encoding: 'utf8' });
    const asked = readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n');
    return { code, said: `${stdout}${stderr}`.trim(), asked: asked.filter((each) => each.includes(' create ')) };
  }

  const creation = (name: string, type: string): string =>
    `operator search-attribute create --namespace shop --name ${name} --type ${type}`;

  test('waits for a server that starts, then makes the namespace and its search attributes', () => {
    expect(run({ health: 3, describe: 1, list: 3, count: 3 })).toEqual({
      code: 0,
      said: 'The namespace shop is ready.',
      asked: [
        'operator namespace create --namespace shop --retention 168h',
        ...searchAttributes.map(({ name, type }) => creation(name, type)),
      ],
    });
  });

  test('leaves alone what is there', () => {
    const known = searchAttributes.map(({ name, type }) => `${name} ${type}`).join('\n');
    expect(run({ known })).toEqual({ code: 0, said: 'The namespace shop is ready.', asked: [] });
    expect(run({ known: 'HoldfastStatus Keyword' }).asked).toEqual(
      searchAttributes.slice(1).map(({ name, type }) => creation(name, type)),
    );
  });

  test.each([
    ['health', 'Temporal at temporal:7233 does not answer.'],
    ['list', 'The namespace shop cannot be read.'],
    ['count', 'The search attributes of shop cannot be used.'],
  ])('gives up after a minute, and says that it was %s', (request, words) => {
    const { code, said } = run({ [request]: 1000 });
    expect([code, said]).toEqual([1, words]);
  });
});

describe('the same script beside a real server', () => {
  let temporal: TestTemporal;
  beforeAll(async () => {
    temporal = await startTemporal();
  });
  afterAll(() => temporal.stop());

  function runBeside(namespace: string): { readonly code: number | null; readonly said: string } {
    const path = `${dirname(setup.temporalBinary)}:/usr/bin:/bin`;
    const env = { PATH: path, HOME: tmpdir(), TEMPORAL_ADDRESS: temporal.address, TEMPORAL_NAMESPACE: namespace };
    const { status: code, stdout, stderr } = spawnSync('/bin/sh', [script], { env, encoding: 'utf8' });
    return { code, said: `${stdout}${stderr}`.trim() };
  }

  test('makes a namespace that takes orders, and may be run again', async () => {
    expect(runBeside('compose')).toMatchObject({ code: 0, said: expect.stringMatching(/is ready\.$/) as string });
    const { connection } = temporal.client;
    expect(await namespaceUsable(connection, 'compose', 5_000)()).toBeUndefined();
    expect(runBeside('compose')).toEqual({ code: 0, said: 'The namespace compose is ready.' });
  });
});
