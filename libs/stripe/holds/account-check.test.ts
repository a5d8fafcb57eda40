import { createTestStripe } from '../../../test/setup/emulator';
import { openEmulatorControl } from '../../../test/setup/emulator-control';
import { createStripeClient } from '../requests/client';
import { checkAccount } from './account-check';

const stripe = openEmulatorControl(createTestStripe());
const client = createStripeClient({ apiKey: stripe.apiKey, apiBase: stripe.url, timeoutSeconds: 20 });

test('a trial shows what the account allows, and leaves no hold behind', async () => {
  const { seen, chargesEnabled } = await checkAccount(client, 'test');
  expect([chargesEnabled, seen]).toMatchObject([true, { by: 'trial', capabilities: { multicapture: true } }]);
  const { data } = await client.paymentIntents.list({ limit: 10 });
  expect(data.map(({ status, amount_capturable: held }) => [status, held])).toEqual([['canceled', 0]]);
});

test('an account that refuses the features is tried without them', async () => {
  await stripe.account({ features: { multicapture: 'refused' } });
  expect((await checkAccount(client, 'test')).seen).toMatchObject({ capabilities: { multicapture: false } });
});

test('with a live key nothing is placed: the latest charges tell', async () => {
  const before = (await client.paymentIntents.list({ limit: 10 })).data.length;
  const { seen } = await checkAccount(client, 'live');
  expect(seen).toMatchObject({ by: 'charges', looked: 2, held: 2, multicapture: 1 });
  expect((await client.paymentIntents.list({ limit: 10 })).data).toHaveLength(before);
});
