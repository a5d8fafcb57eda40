import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { capabilitiesFor, capabilitiesOfProvider, PAYMENT_PROVIDERS } from './payment-provider';

const root = join(__dirname, '../../..');

/** Which provider it is, the table knows, and where each has its queues. */
const MAY_NAME_ONE = new Set(['libs/domain/capabilities/payment-provider.ts', 'workflows/order-payment/messages.ts']);

test('no rule, workflow or step asks which provider it is', () => {
  const files = ['libs/domain', 'workflows', 'activities'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  );
  const code = files.filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !MAY_NAME_ONE.has(file));
  expect(code.length).toBeGreaterThan(200);
  const asking = code.filter((file) => {
    const text = readFileSync(join(root, file), 'utf8');
    return PAYMENT_PROVIDERS.some((provider) => text.includes(`'${provider}'`)) || /wooshpay/i.test(text);
  });
  // The ledger's accounts carry the names of those who keep the money.
  expect(asking).toEqual(['libs/domain/ledger/accounts.ts']);
});

test('every provider has capabilities under its own name', () => {
  for (const provider of PAYMENT_PROVIDERS) expect(capabilitiesOfProvider(provider).provider).toBe(provider);
  const accounts = PAYMENT_PROVIDERS.map((provider) => capabilitiesOfProvider(provider).balanceAccount);
  expect(new Set(accounts).size).toBe(PAYMENT_PROVIDERS.length);
});

test('an order from before there was a choice is paid through Stripe', () => {
  expect(capabilitiesFor({}).name).toBe('Stripe');
});
