import { openApiShop } from '../setup/shop/api-shop';
import { foreseen, openAction, written } from './action-under-test';
import { KEYS, openConsole } from './console-under-test';

const shop = openApiShop({ webhooks: true });
const desk = openConsole(shop);

test('a shipment is foreseen to the cent, and captured as foreseen', async () => {
  const order = await shop.placeOrder();
  const page = await desk.signedIn(`#/orders/${order.orderId}`);
  const dialog = await openAction(page, 'Ship');
  const captured = await foreseen(dialog, 'Captured now');
  await dialog.getByLabel('Tracking number').fill('JD0001');
  await dialog.getByRole('button', { name: 'Ship', exact: true }).click();
  await page.getByText('Shipment console-shipment-1 is recorded.').waitFor();
  const { amounts, shipments } = await order.read();
  expect(captured).toBe(written(amounts.captured, order));
  expect(shipments.map(({ shipmentId, trackingNumber }) => [shipmentId, trackingNumber])).toEqual([
    ['console-shipment-1', 'JD0001'],
  ]);
});

test('two people who ship the same at once ship it once', async () => {
  const order = await shop.placeOrder();
  const pages = await Promise.all([1, 2].map(() => desk.signedIn(`#/orders/${order.orderId}`)));
  const dialogs = await Promise.all(pages.map((page) => openAction(page, 'Ship')));
  await Promise.all(dialogs.map((dialog) => foreseen(dialog, 'Captured now')));
  await Promise.all(dialogs.map((dialog) => dialog.getByRole('button', { name: 'Ship', exact: true }).click()));
  await Promise.all(pages.map((page) => page.getByText('Shipment console-shipment-1 is recorded.').waitFor()));
  const { amounts, shipments } = await order.read();
  expect(shipments).toHaveLength(1);
  expect(amounts.captured).toBe(amounts.total);
});

test('canceled units are foreseen, and the reason and person are in the timeline', async () => {
  const order = await shop.placeOrder();
  const page = await desk.signedIn(`#/orders/${order.orderId}`);
  const dialog = await openAction(page, 'Cancel units');
  expect(await foreseen(dialog, 'Released to the buyer now')).toBe(written(order.placed.amounts.total, order));
  await dialog.getByLabel('Reason').fill('flooded store');
  await dialog.getByRole('button', { name: 'Cancel units' }).click();
  await page.getByText('The units are canceled.').waitFor();
  await page.getByText('by Jane').first().waitFor();
  const { status, amounts } = await order.read();
  expect([status, amounts.held]).toEqual(['canceled', 0]);
});

test('who may refund, refunds an amount in the decimals of their language', async () => {
  const order = await shop.placeOrder();
  await order.ship('A', '1:1');
  const page = await desk.signedIn(`#/orders/${order.orderId}`, KEYS.refunds);
  const dialog = await openAction(page, 'Refund');
  await dialog.getByLabel('Amount', { exact: true }).fill('1.99');
  await dialog.getByLabel('Reason').fill('late');
  expect(await foreseen(dialog, 'Refunded to the card')).toBe(written(199, order));
  await dialog.getByRole('button', { name: 'Refund', exact: true }).click();
  await page.getByText('Refund console-refund-1 is on its way.').waitFor();
  expect((await order.readRefund('console-refund-1')).json()).toMatchObject({ amount: 199, reason: 'late' });
});

test('what is refused is told before it is tried', async () => {
  const order = await shop.placeOrder();
  await order.ship('A', '1:1');
  const page = await desk.signedIn(`#/orders/${order.orderId}`, KEYS.refunds);
  const dialog = await openAction(page, 'Refund');
  await dialog.getByLabel('Amount', { exact: true }).fill('9999');
  await page.keyboard.press('Tab');
  await dialog.getByRole('alert').getByText('can be refunded').waitFor();
  expect(await dialog.getByRole('button', { name: 'Refund', exact: true }).isDisabled()).toBe(true);
});

test.each([
  ['looks', []],
  ['operates', ['Ship', 'Cancel units']],
  ['refunds', ['Ship', 'Cancel units', 'Refund', 'Change the deadline']],
  ['everything', ['Ship', 'Cancel units', 'Add a line', 'Lower a price', 'Refund', 'Change the deadline']],
] as const)('the key of who %s shows the buttons for it and no others', async (who, buttons) => {
  const order = await shop.placeOrder();
  await order.ship('A', '1:1');
  const page = await desk.signedIn(`#/orders/${order.orderId}`, KEYS[who]);
  await page.getByRole('heading', { name: 'Shipments' }).waitFor();
  const shown = await page.getByRole('group', { name: 'Actions' }).getByRole('button').allInnerTexts();
  expect(shown).toEqual(buttons);
});

test('what happens elsewhere is on the page without a reload', async () => {
  const order = await shop.placeOrder();
  const page = await desk.signedIn(`#/orders/${order.orderId}`);
  await page.getByText('Live', { exact: true }).waitFor();
  await order.ship('from-the-warehouse', '1:1');
  await page.getByRole('rowheader', { name: 'from-the-warehouse' }).waitFor();
  expect(await page.getByRole('region', { name: 'Shipments' }).getByRole('row').count()).toBe(2);
});

test('an alert is closed with its reason', async () => {
  const order = await shop.placeOrder('pm_card_refundFail');
  await order.ship('A', '1:1');
  await order.refund('R', { amount: 100 });
  const page = await desk.signedIn(`#/orders/${order.orderId}`);
  const dialog = await openAction(page, 'Close alert');
  await dialog.getByLabel('Reason').fill('paid by bank transfer');
  await dialog.getByRole('button', { name: 'Close alert' }).click();
  await page.getByText('The alert is closed.').waitFor();
  expect((await order.read()).attention).toEqual([]);
});

test('a note stands in the timeline under the name of who wrote it', async () => {
  const order = await shop.placeOrder();
  const page = await desk.signedIn(`#/orders/${order.orderId}`);
  await page.getByLabel('Write a note').fill('The buyer phoned.');
  await page.getByRole('button', { name: 'Add note' }).click();
  const entry = page.locator('.timeline li').filter({ hasText: 'The buyer phoned.' });
  await entry.waitFor();
  expect(await entry.innerText()).toContain('by Jane');
});

test('a dialog is left with Escape, and the keyboard is back on its button', async () => {
  const order = await shop.placeOrder();
  const page = await desk.signedIn(`#/orders/${order.orderId}`);
  const dialog = await openAction(page, 'Ship');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  expect(await page.evaluate('document.activeElement.textContent')).toBe('Ship');
});
