import type { ApiKey } from '../../../../libs/config/api-keys';
import { eventually } from '../../../../test/setup/eventually';
import { openApiAlone } from '../../../../test/setup/shop/api-alone';

const USED: ApiKey = { name: 'warehouse', access: 'operate', key: 'o'.repeat(32) };
const UNUSED: ApiKey = { name: 'forgotten', access: 'write', key: 'w'.repeat(32) };

const alone = openApiAlone();

test('the list of keys tells when each was last used, and never a key', async () => {
  const api = await alone.another({ apiKeys: [USED, UNUSED] });
  const begun = new Date().toISOString();
  const list = () => api.get('/v1/keys', { authorization: `Bearer ${USED.key}` });
  await list();
  const answer = await eventually(list, ({ text }) => !text.includes('"access":"operate","lastUsedAt":null'));
  const { keys } = answer.json() as { keys: readonly { lastUsedAt: string | null }[] };
  expect(keys).toMatchObject([
    { name: 'warehouse', access: 'operate' },
    { name: 'forgotten', access: 'write', lastUsedAt: null },
  ]);
  expect((keys[0]?.lastUsedAt ?? '') >= begun).toBe(true);
  expect(answer.text).not.toContain(USED.key);
});

test('an API without keys has none to list', async () => {
  const open = await alone.another();
  expect((await open.get('/v1/keys')).json()).toEqual({ keys: [] });
});
