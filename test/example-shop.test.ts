import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { openChromium } from '../apps/stripe-emulator/src/ui/chromium-under-test';
import { freePort } from '../libs/local/port';
import { EVENT_SECRET } from './setup/event-receiver';
import { eventually } from './setup/eventually';
import { ApiShop } from './setup/shop/api-shop';

/** The example shop in a real browser: pay, ship, and be told. */

const run = promisify(execFile);
const folder = join(__dirname, '../examples/shop');

let shop: ApiShop;
let holdfast: string;
let server: ChildProcess;
let url: string;
let browser: Browser;

beforeAll(async () => {
  const port = await freePort();
  url = `http://127.0.0.1:${port.toString()}`;
  const endpoint = { name: 'shop', url: `${url}/holdfast`, secrets: [EVENT_SECRET] };
  shop = new ApiShop({
    webhooks: true,
    api: { events: { endpoints: [endpoint], internalAllowed: true, keptDays: 30 } },
  });
  [browser] = await Promise.all([openChromium(), shop.start()]);
  const address = shop.api.app.getHttpServer().address() as AddressInfo;
  holdfast = `http://127.0.0.1:${address.port.toString()}`;
  server = spawn(process.execPath, [join(folder, 'shop.mjs')], {
    env: {
      ...{ HOLDFAST: holdfast, EVENT_SECRET, PORT: port.toString() },
      STRIPE_EMULATOR: shop.stripe.url,
      STRIPE_PUBLISHABLE: shop.stripe.apiKey.replace(/^sk/, 'pk'),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (server.stdout !== null) await once(server.stdout, 'data');
}, 120_000);

afterAll(async () => {
  await browser.close();
  server.kill();
  await shop.stop();
});

async function pay(page: Page, card: string): Promise<void> {
  await page.goto(url);
  await page.selectOption('#card', card);
  await page.click('button');
}

async function eventsOf(orderId: string): Promise<string[]> {
  return (await (await fetch(`${url}/orders/${orderId}/events`)).json()) as string[];
}

test('a buyer pays, the warehouse ships, and the shop is told of both', async () => {
  const page = await browser.newPage();
  await pay(page, 'pm_card_visa');
  await page.waitForSelector('#order');
  expect(await page.textContent('#status')).toBe('authorized');
  const orderId = (await page.textContent('#order')) ?? '';

  const env = { HOLDFAST: holdfast };
  const { stdout } = await run(process.execPath, [join(folder, 'ship.mjs'), orderId, 'A', '1:1'], { env });
  // The emulator settles at once, and the answer may know it already.
  expect(stdout).toMatch(/^A is (captured|settled): 44[.]00\n$/);
  await eventually(
    () => eventsOf(orderId),
    (events) => events.includes('order.authorized') && events.includes('shipment.captured'),
  );
  const refused = run(process.execPath, [join(folder, 'ship.mjs'), orderId, 'B', '1:1'], { env });
  await expect(refused).rejects.toMatchObject({ code: 1, stderr: 'Hold it back: units_not_available\n' });
}, 90_000);

test('a buyer whose bank asks for 3-D Secure is sent there and comes back', async () => {
  const page = await browser.newPage();
  await pay(page, 'pm_card_authenticationRequired');
  await page.click('button[value=complete]');
  await page.waitForSelector('#order');
  expect(await page.textContent('#status')).toBe('authorized');
}, 90_000);

test('a buyer whose card is declined reads why, and pays with another', async () => {
  const page = await browser.newPage();
  await pay(page, 'pm_card_visa_chargeDeclined');
  await page.waitForFunction("document.querySelector('#error').textContent !== ''");
  expect(await page.textContent('#error')).toContain('declined');
  await page.selectOption('#card', 'pm_card_visa');
  await page.click('button');
  await page.waitForSelector('#order');
  expect(await page.textContent('#status')).toBe('authorized');
}, 90_000);

test('an event that Holdfast did not sign is not taken', async () => {
  const forged = await fetch(`${url}/holdfast`, { method: 'POST', body: '{"id":"event_1"}' });
  expect(forged.status).toBe(400);
});
