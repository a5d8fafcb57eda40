import type { Request } from 'playwright-core';
import { openApiShop } from '../setup/shop/api-shop';
import { foreseen, openAction, written } from './action-under-test';
import { barriersOn, KEYS, openConsole, signIn } from './console-under-test';

const shop = openApiShop();
const desk = openConsole(shop);

test('an alert that opens while the first screen is looked at is there without a reload', async () => {
  const order = await shop.placeOrder('pm_card_visa', { orderNumber: '#4711' });
  const page = await desk.open('#/today');
  const isListening = (request: Request): boolean => request.url().includes('wait=');
  await Promise.all([page.waitForRequest(isListening), signIn(page, KEYS.operates)]);
  await page.getByText('No alert is open.').waitFor();
  // It is the feed that tells of it, and not the list that happens to be read again.
  const [told] = await Promise.all([
    page.waitForResponse(async (answer) => answer.url().includes('wait=') && (await answer.text()).includes('#4711')),
    shop.sql(
      `insert into attentions (order_id, code, message, since) values ($1, 'books_differ', 'a cent is missing', now())`,
      [order.orderId],
    ),
  ]);
  expect(new URL(told.url()).searchParams.get('types')).toContain('attention.opened');
  await page.getByText('The books differ from Stripe').waitFor();
  const link = page.getByRole('region', { name: 'Needs you' }).getByRole('link', { name: '#4711' });
  expect(await link.getAttribute('href')).toBe(`#/orders/${order.orderId}`);
});

test('the deadline of many orders is changed at once, and the one that refuses says why', async () => {
  const customerReference = 'buyer-of-many';
  const orders = [];
  for (const orderNumber of ['#3001', '#3002', '#3003']) {
    orders.push(await shop.placeOrder('pm_card_visa', { orderNumber, customerReference }));
  }
  const page = await desk.signedIn(`#/orders?customerReference=${customerReference}`, KEYS.refunds);
  for (const number of ['#3001', '#3002', '#3003']) await page.getByLabel(`Choose order ${number}`).check();
  const dialog = await openAction(page, 'Change the deadline of 3 orders');
  const [first] = orders;
  const held = first === undefined ? '' : written(3 * first.placed.amounts.held, first);
  await dialog.getByText(`3 orders will change. Held of them: ${held}.`).waitFor();
  expect(await barriersOn(page)).toEqual([]);
  // Somebody else was faster with one of them.
  await orders[2]?.cancel('C');
  await dialog.getByRole('button', { name: 'Change', exact: true }).click();
  await dialog.getByText(/^2 orders changed/).waitFor();
  await dialog.getByRole('link', { name: '#3003' }).waitFor();
  const policies = await Promise.all(orders.slice(0, 2).map(async (order) => (await order.read()).payment.onDeadline));
  expect(policies).toEqual(['capture_remaining', 'capture_remaining']);
});

test('who is about to ship what a colleague cancels is told so before anything is sent', async () => {
  const order = await shop.placeOrder();
  const [ships, cancels] = [
    await desk.signedIn(`#/orders/${order.orderId}`),
    await desk.signedIn(`#/orders/${order.orderId}`, KEYS.refunds),
  ];
  await ships.getByText('Live', { exact: true }).waitFor();
  const shipping = await openAction(ships, 'Ship');
  await foreseen(shipping, 'Captured now');
  const canceling = await openAction(cancels, 'Cancel units');
  await foreseen(canceling, 'Released to the buyer now');
  await canceling.getByLabel('Reason').fill('flooded store');
  await canceling.getByRole('button', { name: 'Cancel units' }).click();
  await cancels.getByText('The units are canceled.').waitFor();
  await ships.getByText('This cannot be done any more').waitFor();
  await ships.getByText('Canceled: at the shop’s request.').waitFor();
  expect(await ships.getByRole('dialog').getByRole('button', { name: 'Ship', exact: true }).count()).toBe(0);
  expect((await order.read()).shipments).toEqual([]);
});
