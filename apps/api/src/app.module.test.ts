import { createTestDatabase, type TestDatabase } from '../../../test/setup/postgres';
import { startTemporal, type TestTemporal } from '../../../test/setup/temporal';
import { driveApi, type ApiDriver } from './testing/api-driver';

let database: TestDatabase;
let temporal: TestTemporal;
let api: ApiDriver;

beforeAll(async () => {
  [database, temporal] = await Promise.all([createTestDatabase(), startTemporal()]);
  api = await driveApi({ databaseUrl: database.url, temporal });
});

afterAll(async () => {
  await api.close();
  await temporal.stop();
  await database.drop();
});

test('the real module starts, and is ready with PostgreSQL and Temporal', async () => {
  const answer = await api.get('/health/ready');
  expect(answer.json()).toMatchObject({
    status: 'ready',
    dependencies: { postgresql: { status: 'up' }, temporal: { status: 'up' } },
  });
  expect(answer.status).toBe(200);
  expect((await api.get('/health/live')).json()).toEqual({ status: 'live' });
});
