import { gunzipSync } from 'node:zlib';
import { openApiAlone } from '../../../../test/setup/shop/api-alone';

/** Of what was built: `npm test` builds first. */
const alone = openApiAlone();

async function partsOf(html: string): Promise<{ readonly name: string; readonly size: number }[]> {
  const names = [...html.matchAll(/(?:src|href)="\.\/(console\/[\w.-]+)"/g)].map(([, name = '']) => name);
  return Promise.all(
    names.map(async (name) => {
      const { rawPayload } = await alone.api.app.inject({ url: `/${name}`, headers: { 'accept-encoding': 'gzip' } });
      return { name, size: rawPayload.length };
    }),
  );
}

test('the console is a page with a strict policy, and neither script nor style stands in it', async () => {
  const page = await alone.api.get('/console');
  expect(page.status).toBe(200);
  expect(page.headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
  const policy = page.headers['content-security-policy'] ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain('unsafe');
  expect(page.text).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=/);
});

test('every address on the page is relative, so that it works below any path', async () => {
  const { text } = await alone.api.get('/console');
  const addresses = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address);
  expect(addresses.length).toBeGreaterThanOrEqual(2);
  expect(addresses.filter((address) => address?.startsWith('./console/') !== true)).toEqual([]);
});

test('its parts are kept for a year under a name with a hash, and weigh less than 350 KB', async () => {
  const parts = await partsOf((await alone.api.get('/console')).text);
  expect(parts.length).toBeGreaterThanOrEqual(2);
  expect(parts.filter(({ name }) => !/-[\w-]{8}\.(js|css|svg)$/.test(name))).toEqual([]);
  expect(parts.reduce((sum, { size }) => sum + size, 0)).toBeLessThan(350 * 1024);
  const first = await alone.api.get(`/${parts[0]?.name ?? ''}`);
  expect(first.headers['cache-control']).toBe('public, max-age=31536000, immutable');
});

test('what is sent compressed is what is sent plain', async () => {
  const plain = await alone.api.app.inject({ url: '/console' });
  const packed = await alone.api.app.inject({ url: '/console', headers: { 'accept-encoding': 'br, gzip' } });
  expect(packed.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'Accept-Encoding' });
  expect(gunzipSync(packed.rawPayload)).toEqual(plain.rawPayload);
});

test('the address with a slash behind it leads to the page, below any path', async () => {
  const { statusCode, headers } = await alone.api.app.inject('/console/?from=menu');
  expect([statusCode, headers.location]).toEqual([308, '../console']);
  expect(new URL('../console', 'https://shop.example/payments/console/').pathname).toBe('/payments/console');
});

test.each(['index.html', 'nothing-12345678.js', 'console.controller.ts', '..%2Findex.html', '.compiled', 'x.js.map'])(
  'the console has no part %s',
  async (name) => {
    const answer = await alone.api.get(`/console/${name}`);
    expect([400, 404]).toContain(answer.status);
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
  },
);
