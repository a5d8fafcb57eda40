import type { Connection } from '@temporalio/client';
import { prepareTemporal } from '../../../libs/temporal/local-server';
import { missingSearchAttributes } from '../../../libs/temporal/missing-search-attributes';
import { searchAttributes } from '../../../libs/temporal/search-attributes';
import { eventually } from '../../../test/setup/eventually';
import { createTestDatabase, type TestDatabase } from '../../../test/setup/postgres';
import { startTemporal, type TestTemporal } from '../../../test/setup/temporal';
import { driveApi, type ApiDriver } from './testing/api-driver';
import { EXAMPLE_ORDER } from './testing/example-order';

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

test('a namespace that lost our search attributes takes no order, says so, and is ready once they are registered', async () => {
  const names = searchAttributes.map(({ name }) => name);
  const { operatorService, workflowService } = temporal.client.connection as Connection;
  await operatorService.removeSearchAttributes({ namespace: 'default', searchAttributes: names });
  await eventually(
    () => missingSearchAttributes(workflowService, 'default'),
    (missing) => missing.length === names.length,
  );
  const bare = await driveApi({ databaseUrl: database.url, temporal });
  const answer = await bare.get('/health/ready');
  expect([answer.status, answer.json()]).toMatchObject([
    503,
    {
      dependencies: {
        temporal: {
          status: 'down',
          detail: `search attributes missing: ${names.join(', ')} (npm run migrate registers them)`,
        },
      },
    },
  ]);
  const order = { ...EXAMPLE_ORDER, orderId: 'bare-1', payment: { paymentMethod: 'pm_card_visa' } };
  expect((await bare.post('/v1/orders', order)).problem()).toMatchObject({
    code: 'temporarily_unavailable',
    detail: expect.stringContaining('misses search attributes') as string,
  });
  expect(await prepareTemporal(temporal)).toEqual({ kind: 'registered', names });
  await eventually(
    () => bare.get('/health/ready'),
    ({ status }) => status === 200,
  );
  await bare.close();
});
