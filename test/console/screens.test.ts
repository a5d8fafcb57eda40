import { openApiShop } from '../setup/shop/api-shop';
import { barriersOn, KEYS, openConsole, signIn } from './console-under-test';
import { disputedOrder } from './rows-under-test';

const shop = openApiShop();
const desk = openConsole(shop);

test.each(['light', 'dark'] as const)('no screen has a barrier, in %s colours', async (colorScheme) => {
  const order = await shop.placeOrder();
  await order.ship('A', '1:1');
  const page = await desk.open('#/today', { colorScheme });
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  expect(await barriersOn(page)).toEqual([]);
  await signIn(page, KEYS.refunds);
  const screens = [
    ['Today', '#/today', 'No dispute is open.'],
    ['Orders', '#/orders', order.orderId],
    ['Disputes', '#/disputes', 'No dispute is open.'],
    ['System', '#/system', 'Nothing was refused.'],
    [`Order ${order.orderId}`, `#/orders/${order.orderId}`, 'Shipments'],
  ] as const;
  for (const [title, hash, text] of screens) {
    await page.goto(hash.startsWith('#') ? new URL(hash, page.url()).href : hash);
    await page.getByRole('heading', { name: title, level: 1 }).waitFor();
    await page.getByText(text).first().waitFor();
    expect([title, await barriersOn(page)]).toEqual([title, []]);
  }
  await page.getByRole('button', { name: 'Ship', exact: true }).click();
  await page.getByText('Held afterwards').waitFor();
  expect(await barriersOn(page)).toEqual([]);
});

test('a person signs in with a key, and stays signed in over a reload', async () => {
  const page = await desk.signedIn('');
  await page.getByText('Jane · can ship and cancel').waitFor();
  await page.reload();
  await page.getByText('Jane · can ship and cancel').waitFor();
  expect(await page.evaluate('document.cookie')).toBe('');
});

test('an unknown key is refused in words', async () => {
  const page = await desk.open();
  await page.getByLabel('Your name').fill('Jane');
  await page.getByLabel('API key').fill('x'.repeat(32));
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('An API key is needed').waitFor();
  expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('Sign in');
});

test('an order shows where its money is, to the cent, and what happened', async () => {
  const order = await shop.placeOrder();
  const page = await desk.signedIn(`#/orders/${order.orderId}`);
  await page.getByRole('heading', { name: `Order ${order.orderId}` }).waitFor();
  const { currency, amounts } = order.placed;
  const written = new Intl.NumberFormat('en-GB', { style: 'currency', currency: currency.toUpperCase() });
  const bar = page.getByRole('region', { name: 'Where the money is' });
  expect(await bar.innerText()).toContain(written.format(amounts.held / 100));
  await page.locator('.timeline li').first().waitFor();
});

test('the list finds an order, by its link and by what names it at Stripe', async () => {
  const order = await shop.placeOrder();
  const page = await desk.signedIn('#/orders');
  await page.getByRole('link', { name: order.orderId }).click();
  await page.getByRole('heading', { name: `Order ${order.orderId}` }).waitFor();
  await page.goBack();
  await page.getByLabel('Find an order').fill(order.placed.payment.paymentIntentId ?? '');
  await page.getByRole('button', { name: 'Find' }).click();
  await page.getByRole('link', { name: order.orderId }).waitFor();
  expect(new URL(page.url()).hash).toContain('paymentIntentId=pi_');
});

test('what is listed is downloaded as a file, with amounts as a spreadsheet reads them', async () => {
  const order = await shop.placeOrder('pm_card_visa', { customerReference: '=1+1' });
  const page = await desk.signedIn('#/orders?customerReference=%3D1%2B1');
  const started = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download as CSV' }).click();
  const download = await started;
  const [head = '', row = ''] = (await textOf(await download.createReadStream())).split('\r\n');
  expect(download.suggestedFilename()).toBe('orders.csv');
  const cells = new Map(head.split(',').map((name, index) => [name, row.split(',')[index]]));
  expect(cells.get('orderId')).toBe(order.orderId);
  expect(cells.get('customerReference')).toBe("'=1+1");
  expect(cells.get('held')).toBe((order.placed.amounts.held / 100).toFixed(2));
});

test('the first screen names an open alert, and leads to its order', async () => {
  await disputedOrder(shop, '#1001');
  const page = await desk.signedIn('#/today');
  await page.getByText('A dispute needs an answer').waitFor();
  await page.getByRole('link', { name: '#1001' }).first().click();
  await page.getByRole('region', { name: 'Needs you' }).waitFor();
  await page.getByText('Prepared evidence').waitFor();
  expect(await page.getByRole('button', { name: 'Close alert' }).count()).toBe(1);
});

test('who signed out sees nothing any more, and comes back to the same place', async () => {
  const order = await shop.placeOrder();
  const page = await desk.signedIn(`#/orders/${order.orderId}`);
  await page.getByRole('heading', { name: 'Timeline' }).waitFor();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  expect(await page.getByText(order.orderId).count()).toBe(0);
  await signIn(page, KEYS.operates);
  await page.getByRole('heading', { name: `Order ${order.orderId}` }).waitFor();
  expect(await page.getByText(order.orderId).count()).toBeGreaterThan(0);
});

test('a session that ends elsewhere asks to sign in again', async () => {
  const page = await desk.signedIn('#/orders');
  await shop.sql('delete from console_sessions');
  await page.getByRole('link', { name: 'Disputes' }).click();
  await page.getByText('Your session has ended.').waitFor();
  expect(await page.getByRole('navigation').count()).toBe(0);
});

test('a German browser shows the console in German', async () => {
  const page = await desk.open('', { locale: 'de-DE' });
  await page.getByRole('heading', { name: 'Anmelden' }).waitFor();
  expect(await page.evaluate('document.documentElement.lang')).toBe('de-DE');
});

async function textOf(stream: AsyncIterable<Buffer>): Promise<string> {
  let text = '';
  for await (const chunk of stream) text += chunk.toString();
  return text;
}
