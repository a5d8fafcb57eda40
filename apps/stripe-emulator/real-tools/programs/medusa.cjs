// Medusa's Stripe provider, its code unchanged: node medusa.cjs FOLDER_OF_THE_PACKAGES.
const { createRequire } = require('node:module');
const { join } = require('node:path');

const requireThere = createRequire(join(process.argv[2], 'index.js'));
// The service is what Medusa loads; of its Stripe client only the address is ours.
const found = requireThere('@medusajs/payment-stripe/dist/services/stripe-provider.js');
const Provider = found.default ?? found;
const requireByProvider = createRequire(
  requireThere.resolve('@medusajs/payment-stripe/dist/services/stripe-provider.js'),
);
const sdk = requireByProvider('stripe');
const Stripe = sdk.default ?? sdk;
const { EMULATOR, KEY } = process.env;
const { hostname: host, port } = new URL(EMULATOR);

const logger = { info() {}, warn() {}, error() {}, debug() {} };
const provider = new Provider({ logger }, { apiKey: KEY, webhookSecret: 'whsec_unused', capture: false });
provider.stripe_ = new Stripe(KEY, { protocol: 'http', host, port, maxNetworkRetries: 0 });

const data = (more) => ({ payment_method: 'pm_card_visa', confirm: true, payment_method_types: ['card'], ...more });
const initiate = (more) =>
  provider.initiatePayment({
    amount: 46,
    currency_code: 'usd',
    data: data(more),
    context: { idempotency_key: String(Math.random()) },
  });

const steps = {
  'initiates a payment': async () => same((await initiate()).data.status, 'requires_capture'),
  'authorizes it': async () => {
    const { data: made } = await initiate();
    same((await provider.authorizePayment({ data: made })).status, 'authorized');
  },
  'captures it': async () => {
    const { data: made } = await initiate();
    same((await provider.capturePayment({ data: made })).data.status, 'succeeded');
  },
  'refunds a part of it': async () => {
    const { data: made } = await initiate();
    const { data: captured } = await provider.capturePayment({ data: made });
    const { data: refunded } = await provider.refundPayment({ data: captured, amount: 10 });
    same(typeof refunded.id, 'string');
  },
  'cancels it': async () => {
    const { data: made } = await initiate();
    same((await provider.cancelPayment({ data: made })).data.status, 'canceled');
  },
  'reads its status': async () => {
    const { data: made } = await initiate();
    same((await provider.getPaymentStatus({ data: made })).status, 'authorized');
  },
  'changes the amount of one that is not confirmed': async () => {
    const { data: made } = await initiate({ confirm: false, payment_method: undefined });
    const { data: changed } = await provider.updatePayment({
      data: made,
      amount: 50,
      currency_code: 'usd',
      context: {},
    });
    same(changed.amount, 5000);
  },
  'makes a customer and keeps a card': async () => {
    const customer = { id: 'cus_medusa', email: 'buyer@example.com', first_name: 'A', last_name: 'Buyer' };
    const { id } = await provider.createAccountHolder({ context: { customer } });
    same(id.startsWith('cus_'), true);
    const list = await provider.listPaymentMethods({ context: { account_holder: { data: { id } } } });
    same(Array.isArray(list), true);
  },
};

function same(actual, expected) {
  if (actual !== expected) throw new Error(`${actual} instead of ${expected}`);
}

(async () => {
  for (const [name, step] of Object.entries(steps)) {
    try {
      await step();
      console.log(`ok ${name}`);
    } catch (error) {
      console.log(`not ok ${name}: ${String(error.message).replaceAll('\n', ' ')}`);
    }
  }
  process.exit(0);
})();
