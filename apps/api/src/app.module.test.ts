import type { Connection } from '@temporalio/client';
import { prepareTemporal } from '../../../libs/temporal/local-server';
import { missingSearchAttributes } from '../../../libs/temporal/missing-search-attributes';
import { searchAttributes } from '../../../libs/temporal/search-attributes';
import { eventually } from '../../../test/setup/eventually';
import { openApiAlone } from '../../../test/setup/shop/api-alone';
import { orderBody } from '../../../test/setup/shop/api-shop';

const alone = openApiAlone({}, true);

test('the real module starts, and is ready with PostgreSQL and Temporal', async () => {
  const answer = await alone.api.get('/health/ready');
  expect(answer.json()).toMatchObject({
    status: 'ready',
    dependencies: { postgresql: { status: 'up' }, temporal: { status: 'up' } },
  });
  expect(answer.status).toBe(200);
  expect((await alone.api.get('/health/live')).json()).toEqual({ status: 'live' });
});

test('a namespace without our search attributes takes no order until they are registered', async () => {
  const names = searchAttributes.map(({ name }) => name);
  const { operatorService, workflowService } = alone.temporal.client.connection as Connection;
  await operatorService.removeSearchAttributes({ namespace: 'default', searchAttributes: names });
  await eventually(
    () => missingSearchAttributes(workflowService, 'default'),
    (missing) => missing.length === names.length,
  );
  const bare = await alone.another();
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
  expect((await bare.post('/v1/orders', orderBody())).problem()).toMatchObject({
    code: 'temporarily_unavailable',
    detail: expect.stringContaining('lacks search attributes') as string,
  });
  expect(await prepareTemporal(alone.temporal)).toEqual({ kind: 'registered', names });
  await eventually(
    () => bare.get('/health/ready'),
    ({ status }) => status === 200,
  );
});
