import { openApiAlone } from '../../../../test/setup/shop/api-alone';
import { PROBLEMS } from './problem-codes';

const alone = openApiAlone();

test('the type of a problem leads to its row on a page that is served', async () => {
  const problem = (await alone.api.get('/v1/orders/nobody-knows-it')).problem();
  const [path = '', anchor = ''] = problem.type.split('#');
  const page = await alone.api.get(path);
  expect(page.status).toBe(200);
  expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
  expect(page.headers['content-security-policy']).toContain("default-src 'none'");
  expect(page.text).toContain(`<tr id="${anchor}">`);
  expect(anchor).toBe(problem.code);
});

test('the page of problems has a row for every code, with what to do', async () => {
  const page = await alone.api.get('/problems');
  const ids = [...page.text.matchAll(/<tr id="(\w+)">/g)].map(([, id]) => id);
  expect(ids).toEqual(Object.keys(PROBLEMS));
  expect(page.text).not.toContain('`');
  expect(page.text).toContain('<code>Authorization: Bearer &lt;key&gt;</code>');
});
