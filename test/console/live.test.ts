import { openApiShop } from '../setup/shop/api-shop';
import { openConsole } from './console-under-test';

const shop = openApiShop();
const desk = openConsole(shop);

test('an alert that opens while the first screen is looked at is there without a reload', async () => {
  const order = await shop.placeOrder('pm_card_visa', { orderNumber: '#4711' });
  const page = await desk.signedIn('#/today');
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
