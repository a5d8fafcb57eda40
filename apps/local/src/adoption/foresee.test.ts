import { createStripeClient } from '../../../../libs/stripe/requests/client';
import { createAdoptionGateway } from '../../../../libs/stripe/holds/adoption';
import { createWooshPayAdoption } from '../../../../libs/wooshpay/holds/wooshpay-adoption';
import { createWooshPayClient } from '../../../../libs/wooshpay/requests/wooshpay-client';
import { createTestStripe } from '../../../../test/setup/emulator';
import { startTestWooshPay } from '../../../../test/setup/wooshpay';
import { foresee, type PaymentsToAdopt } from './foresee';

const { url, apiKey } = createTestStripe();
const ours = Promise.resolve({ name: 'shop', epoch: 1 });
const deployment = { toRead: () => ours, toAct: () => Promise.reject(new Error('a dry run changes nothing')) };
const client = createStripeClient({ apiKey, apiBase: url, timeoutSeconds: 5 });
const gateway = createAdoptionGateway({ client, deployment });
const payments: PaymentsToAdopt = {
  defaultProvider: 'stripe',
  at: (provider) => (provider === 'stripe' ? gateway : undefined),
};

async function lineFor(params: Readonly<Record<string, string>>, unitPrice = 2000): Promise<string> {
  const answer = await fetch(`${url}/v1/payment_intents`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}` },
    body: new URLSearchParams({ currency: 'usd', capture_method: 'manual', ...params }),
  });
  const body: unknown = await answer.json();
  const paymentIntent = typeof body === 'object' && body !== null && 'id' in body ? body.id : undefined;
  const line = { lineId: '1', name: 'Lamp', quantity: 2, unitPrice };
  return JSON.stringify({ orderId: '1042', currency: 'usd', lines: [line], payment: { paymentIntent } });
}

const held = { confirm: 'true', payment_method: 'pm_card_visa', return_url: 'https://shop.example/return' };

test('a running authorization is told with its plan and deadline', async () => {
  const foreseen = await foresee(payments, await lineFor({ amount: '4000', ...held }));
  expect(foreseen).toMatchObject({ orderId: '1042', problems: [] });
  expect(foreseen.what).toMatch(/^capture_once: 40\.00 USD held, Holdfast acts at .*Z, the hold expires at .*Z$/);
});

test('a payment that waits is told as what it is', async () => {
  const { what } = await foresee(payments, await lineFor({ amount: '4000' }));
  expect(what).toBe('requires_payment_method: adopted as it is, and waits for the buyer');
});

test('a payment at WooshPay is read there, and its deadline is counted from its making', async () => {
  const wooshPay = await startTestWooshPay();
  const access = { apiKey: wooshPay.apiKey, apiBase: wooshPay.url, timeoutSeconds: 5 };
  const there = createWooshPayAdoption({ client: createWooshPayClient(access), deployment });
  const line = { lineId: '1', name: 'Lamp', quantity: 2, unitPrice: 2000 };
  const payment = { provider: 'wooshpay', paymentIntent: await wooshPay.holdByHand(4000) };
  const text = JSON.stringify({ orderId: '1042', currency: 'usd', lines: [line], payment });
  expect(await foresee({ ...payments, at: () => there }, text)).toMatchObject({
    problems: [],
    what: expect.stringMatching(/^capture_once: 40\.00 USD held/) as string,
  });
  expect((await foresee(payments, text)).problems).toEqual(['there is no key for wooshpay here']);
  await wooshPay.close();
});

test.each([
  ['too small', () => lineFor({ amount: '3000', ...held }), 'payment.paymentIntent is for 30.00 USD'],
  ['no payment', () => Promise.resolve('{"orderId":"1"}'), 'currency'],
  ['no JSON', () => Promise.resolve('orders'), 'it is no JSON'],
])('a line that cannot be adopted says why: %s', async (_what, text, why) => {
  const { problems, what } = await foresee(payments, await text());
  expect([problems.join(), what]).toEqual([expect.stringContaining(why), null]);
});
