import axe from 'axe-core';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { openChromium } from '../apps/stripe-emulator/src/ui/chromium-under-test';
import { driveApi, type ApiDriver } from '../apps/api/src/testing/api-driver';
import type { ApiKey } from '../libs/config/api-keys';
import { seconds } from './setup/pace';
import { ApiShop } from './setup/shop/api-shop';

/** The console in a real browser, against the real API, worker and emulator. */

const DESK: ApiKey = { name: 'service-desk', access: 'operate', key: 'd'.repeat(32) };

let shop: ApiShop;
let api: ApiDriver;
let url: string;
let browser: Browser;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  // Orders come in without a key, as the tests place them; the console is opened at an API of its own, with keys.
  shop = new ApiShop({});
  [browser] = await Promise.all([openChromium(), shop.start()]);
  api = await driveApi({ ...shop.holdfast, apiKeys: [DESK] });
  await api.app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = api.app.getHttpServer().address() as AddressInfo;
  url = `http://127.0.0.1:${port.toString()}/console`;
}, 120_000);

afterAll(async () => {
  await browser.close();
  await api.close();
  await shop.stop();
});

beforeEach(async () => {
  const context = await browser.newContext({ locale: 'en-GB' });
  page = await context.newPage();
  page.setDefaultTimeout(seconds(10) * 1000);
  complaints = [];
  // What the policy of the page refuses, and what breaks, is said here and nowhere else.
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('401')) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
});

afterEach(async () => {
  expect(complaints).toEqual([]);
  await page.context().close();
});

async function signIn(hash = ''): Promise<void> {
  await page.goto(`${url}${hash}`);
  await page.getByLabel('Your name').fill('Jane');
  await page.getByLabel('API key').fill(DESK.key);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** What a screen reader or a keyboard stumbles over, as axe finds it. Run by the debugger: the page allows no script. */
async function barriers(): Promise<string[]> {
  await page.evaluate(axe.source);
  const found = await page.evaluate<{ violations: { id: string; nodes: { html: string }[] }[] }>('axe.run()');
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`);
}

test.each(['light', 'dark'] as const)('no screen has a barrier, in %s colours', async (colorScheme) => {
  const order = await shop.placeOrder();
  await page.emulateMedia({ colorScheme });
  await page.goto(url);
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  expect(await barriers()).toEqual([]);
  await signIn('#/orders');
  await page.getByRole('link', { name: order.orderId }).waitFor();
  expect(await barriers()).toEqual([]);
  await page.getByRole('link', { name: order.orderId }).click();
  await page.getByRole('heading', { name: 'Timeline' }).waitFor();
  expect(await barriers()).toEqual([]);
});

test('a person signs in with a key, and stays signed in over a reload', async () => {
  await signIn();
  await page.getByText('Jane · operates').waitFor();
  await page.reload();
  await page.getByText('Jane · operates').waitFor();
  expect(await page.evaluate<string>('document.cookie')).toBe('');
});

test('an unknown key is refused in words', async () => {
  await page.goto(url);
  await page.getByLabel('Your name').fill('Jane');
  await page.getByLabel('API key').fill('x'.repeat(32));
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('An API key is needed').waitFor();
});

test('an order shows where its money is, to the cent, and what happened', async () => {
  const order = await shop.placeOrder();
  await signIn(`#/orders/${order.orderId}`);
  await page.getByRole('heading', { name: `Order ${order.orderId}` }).waitFor();
  const { currency, amounts } = order.placed;
  const written = new Intl.NumberFormat('en-GB', { style: 'currency', currency: currency.toUpperCase() });
  const bar = page.getByRole('region', { name: 'Where the money is' });
  expect(await bar.innerText()).toContain(written.format(amounts.held / 100));
  await page.getByRole('heading', { name: 'Timeline' }).waitFor();
  expect(await page.locator('.timeline li').count()).toBeGreaterThan(0);
});

test('the list finds an order, by its link and by what names it at Stripe', async () => {
  const order = await shop.placeOrder();
  await signIn('#/orders');
  await page.getByRole('link', { name: order.orderId }).click();
  await page.getByRole('heading', { name: `Order ${order.orderId}` }).waitFor();
  await page.goBack();
  await page.getByLabel('Order id, or an id of Stripe').fill(order.placed.payment.paymentIntentId ?? '');
  await page.getByRole('button', { name: 'Find' }).click();
  await page.getByRole('link', { name: order.orderId }).waitFor();
  expect(new URL(page.url()).hash).toContain('paymentIntentId=pi_');
});

test('who signed out sees nothing any more, and comes back to the same place', async () => {
  const order = await shop.placeOrder();
  await signIn(`#/orders/${order.orderId}`);
  await page.getByRole('heading', { name: 'Timeline' }).waitFor();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  expect(await page.getByText(order.orderId).count()).toBe(0);
  await signIn(new URL(page.url()).hash);
  await page.getByRole('heading', { name: `Order ${order.orderId}` }).waitFor();
});

test('in a German browser the console speaks German', async () => {
  const context = await browser.newContext({ locale: 'de-DE' });
  const german = await context.newPage();
  await german.goto(url);
  await german.getByRole('heading', { name: 'Anmelden' }).waitFor();
  expect(await german.evaluate<string>('document.documentElement.lang')).toBe('de-DE');
  await context.close();
});
