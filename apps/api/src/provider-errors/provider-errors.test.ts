import { openApiShop } from '../../../../test/setup/shop/api-shop';

const shop = openApiShop();

test('what the provider refused is counted by its code, with the last order of each', async () => {
  const since = new Date().toISOString();
  await shop.placeOrder('pm_card_visa_chargeDeclinedInsufficientFunds');
  const last = await shop.placeOrder('pm_card_visa_chargeDeclinedInsufficientFunds', { orderNumber: '#66' });
  const fine = await shop.placeOrder();
  await fine.ship('A', '1:1');
  const { errors } = (await shop.api.get(`/v1/provider-errors?since=${since}`)).json() as { errors: unknown[] };
  expect(errors).toEqual([
    {
      step: expect.stringMatching(/^(authorize|confirm)$/) as string,
      ...{ code: 'card_declined', declineCode: 'insufficient_funds', count: 2 },
      ...{ lastAt: expect.any(String) as string, orderId: last.orderId, orderNumber: '#66' },
    },
  ]);
  const later = await shop.api.get(`/v1/provider-errors?since=${new Date(Date.now() + 60_000).toISOString()}`);
  expect(later.json()).toMatchObject({ errors: [] });
});
