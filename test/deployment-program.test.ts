import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openDatabase } from '../libs/postgres/database/database';
import { noticeConflict } from '../libs/postgres/deployment/deployment-store';
import { createTestDatabase, TEST_DEPLOYMENT, type TestDatabase } from './setup/postgres';

/** The programs of `npm run migrate` and `npm run deployment`, as `npm test` compiles them. */

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

async function run(program: 'migrate' | 'deployment', name: string, ...args: string[]): Promise<string> {
  const path = join(__dirname, `../dist/apps/local/src/${program}.js`);
  if (!existsSync(path)) throw new Error(`${path} is not there: run the tests with npm test, which compiles`);
  const env = { ...process.env, DATABASE_URL: database.url, HOLDFAST_DEPLOYMENT: name };
  return (await promisify(execFile)(process.execPath, [path, ...args], { env, timeout: 30_000 })).stdout;
}

test('migrate and deployment refuse the database of another, and say both names', async () => {
  expect(await run('migrate', TEST_DEPLOYMENT)).toContain('The database of deployment "test" is up to date.');
  for (const program of ['migrate', 'deployment'] as const) {
    await expect(run(program, 'shop-eu')).rejects.toThrow(/HOLDFAST_DEPLOYMENT is "shop-eu".*that of "test"/);
  }
  await expect(run('deployment', TEST_DEPLOYMENT, '--that-one')).rejects.toThrow('--this-one-lives');
});

test('a conflict is shown with what to do, and ends when a person says which database lives', async () => {
  expect(await run('deployment', TEST_DEPLOYMENT, '--this-one-lives')).toContain(
    'No other database with this name was noticed',
  );
  const pool = openDatabase({ url: database.url, applicationName: 'test' });
  const since = new Date(Date.now() - 60_000).toISOString();
  await noticeConflict(pool, { since, seen: 'a key of ours was answered before', orderId: '1042' });
  await pool.destroy();

  const shown = await run('deployment', TEST_DEPLOYMENT);
  expect(shown).toContain(`Since ${since} no money is moved`);
  expect(shown).toContain('a key of ours was answered before (order 1042)');
  expect(shown).toContain('npm run deployment -- --this-one-lives');
  const ended = await run('deployment', TEST_DEPLOYMENT, '--this-one-lives');
  expect(ended).toContain('knows its requests from now on as "test.2"');
  expect(await run('deployment', TEST_DEPLOYMENT)).toContain('which Stripe knows as "test.2"');
});
