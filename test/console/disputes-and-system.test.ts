import type { EventsConfig } from '../../libs/config/config';
import { EVENT_SECRET, startEventReceiver, type EventReceiver } from '../setup/event-receiver';
import { eventually } from '../setup/eventually';
import { openApiShop } from '../setup/shop/api-shop';
import { barriersOn, KEYS, openConsole } from './console-under-test';
import { abandonedEvent, disputedOrder, systemAlert } from './rows-under-test';

let receiver: EventReceiver;
beforeAll(async () => {
  receiver = await startEventReceiver();
});
afterAll(() => receiver.close());

function eventsConfig(): EventsConfig {
  const endpoints = [{ name: 'shop', url: receiver.url, secrets: [EVENT_SECRET] }];
  return { endpoints, internalAllowed: true, keptDays: 30 };
}

const shop = openApiShop({
  api: {
    get events() {
      return eventsConfig();
    },
  },
});
const desk = openConsole(shop);

test('a dispute shows its order, its date, what is prepared, and the way to Stripe in test mode', async () => {
  const { order, disputeId } = await disputedOrder(shop, '#2001');
  const page = await desk.signedIn('#/disputes');
  const dispute = page.getByRole('article', { name: disputeId });
  await dispute.getByText('Needs evidence').waitFor();
  await dispute.getByText(/^due /).waitFor();
  expect(await dispute.getByRole('link', { name: '#2001' }).getAttribute('href')).toBe(`#/orders/${order.orderId}`);
  await dispute.getByText('Prepared evidence').click();
  await dispute.getByText('1Z999', { exact: true }).waitFor();
  const atStripe = `https://dashboard.stripe.com/test/disputes/${disputeId}`;
  expect(await dispute.getByRole('link', { name: disputeId }).getAttribute('href')).toBe(atStripe);
  expect(await barriersOn(page)).toEqual([]);
  await page.getByRole('link', { name: 'Closed' }).click();
  await page.getByText('No dispute was closed yet.').waitFor();
});

test('the system shows its workers, keys and troubles, each with what they are called', async () => {
  const order = await shop.placeOrder('pm_card_visa', { orderNumber: '#2002' });
  await systemAlert(shop, order, 'Stripe does not know this API key');
  const page = await desk.signedIn('#/system');
  const troubles = page.getByRole('region', { name: 'Alerts of the whole system' });
  await troubles.getByText('Stripe does not know this API key').waitFor();
  await troubles.getByRole('link', { name: '#2002' }).waitFor();
  await page.getByRole('table', { name: 'Workers' }).getByRole('cell', { name: 'stripe' }).first().waitFor();
  const keys = page.getByRole('table', { name: 'API keys' });
  await keys.getByRole('row', { name: /finance.*never/ }).waitFor();
  // Read again each quarter of a minute: whoever signed in just now is there with the next look.
  await page.reload();
  await keys.getByRole('row', { name: /service.*(now|second|minute)/ }).waitFor();
  expect(await barriersOn(page)).toEqual([]);
});

test('an event that could be handed to nobody is delivered again, and another one is dropped', async () => {
  const order = await shop.placeOrder();
  const [again, dropped] = [await abandonedEvent(shop, order), await abandonedEvent(shop, order)];
  const page = await desk.signedIn('#/system');
  const rowOf = (eventId: string) => page.getByRole('row').filter({ hasText: eventId });

  await rowOf(again).getByRole('button', { name: 'Deliver again' }).click();
  const first = page.getByRole('dialog');
  await first.getByLabel('Reason').fill('the order answers again');
  await first.getByRole('button', { name: 'Deliver again' }).click();
  await page.getByText(`${again} is being delivered.`).waitFor();
  await rowOf(again).waitFor({ state: 'detached' });
  await eventually(
    () => shop.sql<{ outcome: string | null }>('select outcome from webhook_events where event_id = $1', [again]),
    ([event]) => event?.outcome !== null,
  );

  await rowOf(dropped).getByRole('button', { name: 'Drop' }).click();
  const second = page.getByRole('dialog');
  await second.getByLabel('Reason').fill('of the old shop');
  await second.getByRole('button', { name: 'Drop' }).click();
  await rowOf(dropped).waitFor({ state: 'detached' });
  const letters = page.getByRole('region', { name: 'Events of Stripe that could not be handled' });
  await letters.getByRole('combobox').selectOption('Dropped');
  await rowOf(dropped).getByText('dropped by Jane').waitFor();
  await rowOf(dropped).getByText('of the old shop').waitFor();
  expect(await barriersOn(page)).toEqual([]);
});

test('an event that the shop has taken is sent once more, when somebody wants it', async () => {
  const order = await shop.placeOrder('pm_card_visa', { orderNumber: '#2003' });
  const received = () => receiver.received.filter(({ event }) => event.orderId === order.orderId).length;
  await eventually(
    () => Promise.resolve(received()),
    (count) => count > 0,
  );
  const page = await desk.signedIn('#/system?state=delivered');
  const row = page.getByRole('row').filter({ hasText: '#2003' }).first();
  await row.getByText('Delivered').waitFor();
  const before = received();
  await row.getByRole('button', { name: /^Send again/ }).click();
  const sent = await eventually(
    () => Promise.resolve(received()),
    (count) => count > before,
  );
  expect(sent).toBe(before + 1);
});

test('who only looks has no button to deliver or drop', async () => {
  const order = await shop.placeOrder();
  const eventId = await abandonedEvent(shop, order);
  const page = await desk.signedIn('#/system', KEYS.looks);
  await page.getByRole('row').filter({ hasText: eventId }).waitFor();
  expect(await page.getByRole('button', { name: /Deliver again|Drop|Send again/ }).count()).toBe(0);
  await shop.sql('delete from webhook_events where event_id = $1', [eventId]);
});
