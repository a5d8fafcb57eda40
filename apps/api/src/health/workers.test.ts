import { openApiShop } from '../../../../test/setup/shop/api-shop';

const shop = openApiShop();

test('the workers that run orders are listed, with what Temporal knows of each', async () => {
  const begun = new Date(Date.now() - 10 * 60_000).toISOString();
  const { workers } = (await shop.api.get('/v1/workers')).json() as { workers: readonly { lastSeenAt: string }[] };
  const known = { provider: 'stripe', identity: expect.stringMatching(/./) as string, version: null };
  expect(workers[0]).toMatchObject(known);
  expect((workers[0]?.lastSeenAt ?? '') > begun).toBe(true);
});
