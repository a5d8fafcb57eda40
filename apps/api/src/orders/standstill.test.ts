import { DiscoveryService } from '@nestjs/core';
import { Client } from 'pg';
import { openApiAlone } from '../../../../test/setup/shop/api-alone';
import { orderBody } from '../../../../test/setup/shop/api-shop';
import { declaredRoutes } from '../openapi/route';

/** While two databases go by one name nothing is accepted that would move money, whatever else is wrong with it. */

const alone = openApiAlone();

beforeAll(async () => {
  const client = new Client({ connectionString: alone.databaseUrl });
  await client.connect();
  await client.query(`insert into deployment_conflicts (since, seen) values ('2026-11-22T10:00:00.000Z', 'two')`);
  await client.end();
});

/** Of the routes that look at the request before they look at the deployment. */
const REQUESTS: Readonly<Record<string, object>> = {
  '/v1/orders': orderBody(),
  '/v1/orders/:orderId/confirm': { paymentMethod: 'pm_card_visa' },
  '/v1/orders/:orderId/shipments': { shipmentId: 'A', lines: [{ lineId: '1', quantity: 1 }] },
  '/v1/orders/:orderId/cancellations': { cancellationId: 'X', reason: 'out of stock' },
  '/v1/orders/:orderId/refunds': { refundId: 'R', reason: 'broken', amount: 100 },
};

/** They move no money, and without them nobody could look. */
const GO_ON = ['/v1/sign-in', '/v1/sign-out', '/v1/simulations'];

test('every route that would move money answers that nothing is accepted', async () => {
  const routes = declaredRoutes(alone.api.app.get(DiscoveryService))
    .map(({ route }) => route)
    .filter(({ method, path }) => method === 'post' && !path.includes('webhooks'));
  expect(routes.map(({ path }) => path)).toEqual(expect.arrayContaining([...Object.keys(REQUESTS), ...GO_ON]));
  for (const { path } of routes.filter((route) => !GO_ON.includes(route.path))) {
    const answer = await alone.api.post(path.replace(/:\w+/g, '1042'), REQUESTS[path] ?? {});
    expect([path, answer.status, answer.headers['retry-after'], answer.problem()]).toEqual([
      ...[path, 503, '60'],
      expect.objectContaining({
        code: 'deployment_conflict',
        detail: expect.stringContaining(
          'since 2026-11-22T10:00:00.000Z: another database uses the name "test"',
        ) as string,
      }),
    ]);
  }
});

test.each(GO_ON)('%s goes on', async (path) => {
  expect((await alone.api.post(path, {})).status).toBeLessThan(500);
});

test('reading goes on', async () => {
  expect((await alone.api.get('/v1/orders')).status).toBe(200);
});
