// The flow with stripe-node: node flow.cjs FOLDER_OF_THE_SDK. Each step prints `ok …` or `not ok …: why`.
const sdk = require(process.argv[2]);
const Stripe = sdk.default ?? sdk;
const { EMULATOR, HOOK, KEY } = process.env;
const { hostname: host, port } = new URL(EMULATOR);
const stripe = new Stripe(KEY, { protocol: 'http', host, port, maxNetworkRetries: 0 });
const major = Number(Stripe.PACKAGE_VERSION?.split('.')[0] ?? stripe.VERSION?.split('.')[0] ?? process.argv[3]);
// What programs of that time wrote: cards by name, until 2026-09-30.endive no longer takes it.
const cards =
  major >= 23
    ? { automatic_payment_methods: { enabled: true, allow_redirects: 'never' } }
    : { payment_method_types: ['card'] };

const hold = (more) =>
  stripe.paymentIntents.create({
    amount: 4600,
    currency: 'usd',
    capture_method: 'manual',
    confirm: true,
    payment_method: 'pm_card_visa',
    ...cards,
    ...more,
  });
const split = { payment_method_options: { card: { request_multicapture: 'if_available' } } };

async function refusal(call) {
  try {
    await call;
  } catch (error) {
    return error;
  }
  throw new Error('it was not refused');
}

const steps = {
  'captures a hold in two parts': async () => {
    const { id } = await hold(split);
    const first = await stripe.paymentIntents.capture(id, { amount_to_capture: 2300, final_capture: false });
    same(first.status, 'requires_capture');
    const second = await stripe.paymentIntents.capture(id, { amount_to_capture: 2300 });
    same(`${second.status} ${second.amount_received}`, 'succeeded 4600');
    same((await refusal(stripe.paymentIntents.capture(id))).code, 'payment_intent_unexpected_state');
  },
  'refunds a part, and no more than there is': async () => {
    const { id } = await hold();
    await stripe.paymentIntents.capture(id);
    same((await stripe.refunds.create({ payment_intent: id, amount: 1000 })).status, 'succeeded');
    same(
      (await refusal(stripe.refunds.create({ payment_intent: id, amount: 4600 }))).type,
      'StripeInvalidRequestError',
    );
  },
  'cancels a hold': async () => {
    const { id } = await hold();
    same((await stripe.paymentIntents.cancel(id)).status, 'canceled');
  },
  'is told of a decline': async () => {
    const error = await refusal(hold({ payment_method: 'pm_card_visa_chargeDeclinedInsufficientFunds' }));
    same(`${error.type} ${error.decline_code}`, 'StripeCardError insufficient_funds');
  },
  'is asked for 3-D Secure': async () => {
    same((await hold({ payment_method: 'pm_card_authenticationRequired' })).status, 'requires_action');
  },
  'keeps a card and charges it off session': async () => {
    const { id: customer } = await stripe.customers.create({ email: 'buyer@example.com' });
    const setup = await stripe.setupIntents.create({
      customer,
      payment_method: 'pm_card_visa',
      confirm: true,
      usage: 'off_session',
      ...cards,
    });
    same(setup.status, 'succeeded');
    const paid = await hold({
      customer,
      payment_method: setup.payment_method,
      off_session: true,
      capture_method: 'automatic',
    });
    same(paid.status, 'succeeded');
  },
  'reads all pages of a list': async () => {
    for (let count = 0; count < 3; count += 1) await stripe.customers.create({});
    let found = 0;
    for await (const customer of stripe.customers.list({ limit: 2 })) found += customer.object === 'customer' ? 1 : 0;
    same(found >= 3, true);
  },
  'repeats a request under its idempotency key': async () => {
    const params = { amount: 500, currency: 'usd' };
    const [one, two] = [
      await stripe.paymentIntents.create(params, { idempotencyKey: 'order/1' }),
      await stripe.paymentIntents.create(params, { idempotencyKey: 'order/1' }),
    ];
    same(one.id, two.id);
  },
  'verifies the signature of a webhook': async () => {
    const { secret } = await stripe.webhookEndpoints.create({
      url: `${HOOK}/hook`,
      enabled_events: ['customer.created'],
      api_version: stripe.getApiField('version'),
    });
    const { id } = await stripe.customers.create({});
    const delivered = await fetch(`${HOOK}/next`);
    const event = stripe.webhooks.constructEvent(
      await delivered.text(),
      delivered.headers.get('stripe-signature'),
      secret,
    );
    same(event.data.object.id, id);
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
      console.log(`not ok ${name}: ${error.message}`);
    }
  }
})();
