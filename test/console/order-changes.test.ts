import { openApiShop } from '../setup/shop/api-shop';
import { foreseen, openAction, written } from './action-under-test';
import { barriersOn, KEYS, openConsole } from './console-under-test';

const shop = openApiShop();
const desk = openConsole(shop);

test('a line is added, and the hold is incremented by what was foreseen', async () => {
  const order = await shop.placeOrder();
  const page = await desk.signedIn(`#/orders/${order.orderId}`, KEYS.everything);
  const dialog = await openAction(page, 'Add a line');
  await dialog.getByLabel('Article').fill('Cushion');
  await dialog.getByLabel('Units', { exact: true }).fill('2');
  await dialog.getByLabel('Price of a unit').fill('15');
  await dialog.getByLabel('Tax of all units').fill('3');
  await page.keyboard.press('Tab');
  expect(await foreseen(dialog, 'The hold is incremented by')).toBe(written(3300, order));
  expect(await barriersOn(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Add line' }).click();
  await page.getByRole('rowheader', { name: 'Cushion' }).waitFor();
  const { amounts, lines } = await order.read();
  expect([amounts.held, lines.at(-1)]).toMatchObject([
    order.placed.amounts.held + 3300,
    { lineId: 'console-line-3', name: 'Cushion', quantity: 2, unitPrice: 1500, taxAmount: 300 },
  ]);
});

test('the price of a line is lowered, and the timeline says why', async () => {
  const order = await shop.placeOrder();
  const page = await desk.signedIn(`#/orders/${order.orderId}`, KEYS.everything);
  const dialog = await openAction(page, 'Lower a price');
  await dialog.getByLabel('Line').selectOption('Product 002');
  await dialog.getByLabel('New price of a unit').fill('10');
  await dialog.getByLabel('Reason').fill('price match');
  const later = await foreseen(dialog, 'Released to the buyer later');
  await dialog.getByRole('button', { name: 'Lower price' }).click();
  await page.getByText('The price is lowered.').waitFor();
  await page.locator('.timeline li').filter({ hasText: 'price match' }).first().waitFor();
  const [, before] = order.placed.lines;
  const [, line] = (await order.read()).lines;
  expect(line?.unitPrice).toBe(1000);
  expect(later).toBe(written((before?.amount ?? 0) - (line?.amount ?? 0), order));
});

test('a shipment that did not leave is undone, and its units are open again', async () => {
  const order = await shop.placeOrder('pm_card_credit_disableEnterpriseCardFeatures');
  await order.ship('A', '1:1');
  const page = await desk.signedIn(`#/orders/${order.orderId}`);
  const dialog = await openAction(page, 'Undo shipment');
  expect(await foreseen(dialog, 'Shipped now, captured later')).toBe(written(-2300, order));
  await dialog.getByLabel('Reason').fill('not picked up');
  await dialog.getByRole('button', { name: 'Undo shipment' }).click();
  await page.getByText('Shipment A is canceled.').waitFor();
  const { shipments, lines } = await order.read();
  expect([shipments[0]?.status, lines[0]?.shipped]).toEqual(['canceled', 0]);
  await order.cancel('C');
});

test('an order without a card is paid with the one that the buyer gave, after a declined one', async () => {
  const order = await shop.placeOrder({});
  const page = await desk.signedIn(`#/orders/${order.orderId}`, KEYS.everything);
  const dialog = await openAction(page, 'Pay with a card');
  await dialog.getByLabel('Payment method').fill('pm_card_chargeDeclined');
  await dialog.getByRole('button', { name: 'Pay', exact: true }).click();
  await dialog.getByRole('alert').getByText('The payment was declined').waitFor();
  await dialog.getByLabel('Payment method').fill('pm_card_visa');
  await dialog.getByRole('button', { name: 'Pay', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
  expect((await order.read()).status).toBe('authorized');
});

test('who may act for the buyer finds the page on which the buyer authenticates', async () => {
  const returnUrl = 'https://shop.example/return';
  const order = await shop.placeOrder({ paymentMethod: 'pm_card_authenticationRequired', returnUrl });
  const { nextAction } = order.placed.payment;
  const url = nextAction?.type === 'redirect_to_url' ? nextAction.url : '';
  const link = /send this link to the buyer/;
  const page = await desk.signedIn(`#/orders/${order.orderId}`, KEYS.everything);
  expect(await page.getByRole('link', { name: link }).getAttribute('href')).toBe(url);
  const other = await desk.signedIn(`#/orders/${order.orderId}`, KEYS.refunds);
  await other.getByRole('heading', { name: 'Timeline' }).waitFor();
  expect(await other.getByRole('link', { name: link }).count()).toBe(0);
});

test('the picture of the hold shows when Holdfast warns, between its placing and its end', async () => {
  const order = await shop.placeOrder();
  const { warnAt, releaseAt } = order.placed.payment;
  const page = await desk.signedIn(`#/orders/${order.orderId}`);
  const marks = page.getByRole('region', { name: 'The hold over time' }).locator('.mark');
  await marks.first().waitFor();
  expect(await marks.locator('dt').allInnerTexts()).toEqual([
    ...['Placed', 'Now', 'Holdfast warns', 'Holdfast acts', 'Hold expires'],
  ]);
  expect(await marks.nth(2).locator('time').getAttribute('datetime')).toBe(warnAt);
  expect((warnAt ?? '') < (releaseAt ?? '')).toBe(true);
});
