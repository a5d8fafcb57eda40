// Stripe's connector for commercetools, its code unchanged: node commercetools.cjs PROCESSOR, the connector's folder of
// that name, compiled. Its whole server runs here, with its own Stripe SDK, of which only the address is ours; the shop
// behind it is a stand-in for commercetools. Stripe's webhooks reach it as they were posted.
const { createRequire } = require('node:module');
const { join } = require('node:path');
const { openShop } = require('./commercetools-shop.cjs');

const { EMULATOR, HOOK, KEY } = process.env;
const requireThere = createRequire(join(process.argv[2], 'package.json'));
const VERSION = '2025-12-15.clover';
const headers = { authorization: `Bearer ${KEY}` };

(async () => {
  const shop = await openShop();
  const endpoint = await stripe('/v1/webhook_endpoints', {
    url: `${HOOK}/hook`,
    'enabled_events[]': '*',
    api_version: VERSION,
  });
  Object.assign(process.env, shop.environment(), {
    LOGGER_LEVEL: 'silent',
    STRIPE_API_VERSION: VERSION,
    STRIPE_CAPTURE_METHOD: 'manual',
    STRIPE_ENABLE_MULTI_OPERATIONS: 'true',
    STRIPE_SECRET_KEY: KEY,
    STRIPE_WEBHOOK_SIGNING_SECRET: endpoint.secret,
  });
  await control('account', { settlement_delay_seconds: 0 });
  sendItsStripeTo(new URL(EMULATOR));
  const { setupFastify } = requireThere('./dist/server/server.js');
  // What the connector says of its work is not what this program says.
  for (const name of ['log', 'info', 'warn', 'error', 'debug']) console[name] = () => undefined;
  await run(stepsOf(await setupFastify(), shop));
  process.exit(0);
})();

/** The connector makes its client anew for each request, from the class of its SDK. */
function sendItsStripeTo({ hostname: host, port }) {
  const Stripe = requireThere('stripe');
  class StripeAtTheEmulator extends (Stripe.default ?? Stripe) {
    constructor(key, config) {
      super(key, { ...config, protocol: 'http', host, port, maxNetworkRetries: 0 });
    }
  }
  const sdk = requireThere.cache[requireThere.resolve('stripe')];
  sdk.exports = Object.assign(StripeAtTheEmulator, { default: StripeAtTheEmulator, Stripe: StripeAtTheEmulator });
}

function stepsOf(server, shop) {
  async function asked(method, url, session, payload) {
    const sent = { ...(session === undefined ? { authorization: 'Bearer shop' } : { 'x-session-id': session }) };
    const answer = await server.inject({ method, url, headers: sent, ...(payload === undefined ? {} : { payload }) });
    if (answer.statusCode >= 300) throw new Error(`${url} answered ${answer.statusCode} ${answer.body.slice(0, 300)}`);
    return answer.body === '' ? null : answer.json();
  }

  async function modify(payment, action, centAmount) {
    const amount = { centAmount, currencyCode: 'USD' };
    const actions = [{ action, ...(centAmount === undefined ? {} : { amount }) }];
    return asked('POST', `/operations/payment-intents/${payment}`, undefined, { actions });
  }

  /** A payment that the connector has made, and that the buyer has confirmed in the browser. */
  async function placed(method = 'pm_card_visa', centAmount = 10_000) {
    const buyer = shop.cartOf(centAmount);
    const { clientSecret, paymentReference } = await asked('GET', '/payments', buyer.session);
    const id = clientSecret.slice(0, clientSecret.indexOf('_secret_'));
    const form = { payment_method: method, return_url: 'https://shop.example/done' };
    const confirmed = await stripe(`/v1/payment_intents/${id}/confirm`, form);
    return { ...buyer, id, payment: paymentReference, confirmed };
  }

  async function held(centAmount) {
    const buyer = await placed('pm_card_visa', centAmount);
    await asked('POST', `/confirmPayments/${buyer.payment}`, buyer.session, { paymentIntent: buyer.id });
    await told(server);
    return buyer;
  }

  /** What commercetools shows of the money: type, state and amount of each transaction. */
  function booked(payment, type) {
    const { transactions } = shop.payment(payment);
    return transactions
      .filter((each) => each.type === type)
      .map(({ amount, state }) => `${state} ${amount.centAmount}`);
  }

  return {
    'says that Stripe is up': async () => {
      const { StripePaymentService } = requireThere('./dist/services/stripe-payment.service.js');
      const { paymentSDK } = requireThere('./dist/payment-sdk.js');
      const { checks } = await new StripePaymentService(paymentSDK).status();
      same(checks.find(({ name }) => name === 'Stripe Status check').status, 'UP');
    },
    'shows the cart to the browser': async () => {
      const { session } = shop.cartOf(4600);
      const { cartInfo, captureMethod } = await asked('GET', '/config-element/paymentElement', session);
      same([cartInfo.amount, captureMethod], [4600, 'manual']);
    },
    'makes one customer of a buyer, with keys for the browser': async () => {
      const { customer, session } = shop.cartOf(4600);
      const first = await asked('GET', '/customer/session', session);
      same((await asked('GET', '/customer/session', session)).stripeCustomerId, first.stripeCustomerId);
      same([first.ephemeralKey.startsWith('ek_test_'), first.sessionId.length > 0], [true, true]);
      const { metadata } = await stripe(`/v1/customers/${first.stripeCustomerId}`);
      same(Object.values(metadata), [customer]);
    },
    'holds the amount of a cart, and freezes the cart': async () => {
      const { cart, confirmed, payment } = await held(10_000);
      same([confirmed.status, confirmed.amount_capturable], ['requires_capture', 10_000]);
      same([shop.cart(cart).cartState, booked(payment, 'Authorization')], ['Frozen', ['Success 10000']]);
    },
    'captures the whole and makes the order': async () => {
      const { cart, id, payment } = await held(10_000);
      same((await modify(payment, 'capturePayment', 10_000)).outcome, 'approved');
      await told(server);
      same(booked(payment, 'Charge'), ['Success 10000']);
      const [order] = shop.ordersOf(cart);
      same(order.paymentState, 'Paid');
      same(Object.values((await stripe(`/v1/payment_intents/${id}`)).metadata).includes(order.id), true);
    },
    'captures in three parts, each booked with its amount': async () => {
      const { payment } = await held(10_000);
      for (const part of [3000, 4500, 2500]) {
        same((await modify(payment, 'capturePayment', part)).outcome, 'approved');
        await told(server);
      }
      same(booked(payment, 'Charge'), ['Success 3000', 'Success 4500', 'Success 2500']);
    },
    'is refused more than is held': async () => {
      const { payment } = await held(10_000);
      same((await modify(payment, 'capturePayment', 10_001)).outcome, 'rejected');
    },
    'refunds in two parts': async () => {
      const { payment } = await held(10_000);
      await modify(payment, 'capturePayment', 10_000);
      await told(server);
      for (const part of [1000, 2000]) {
        same((await modify(payment, 'refundPayment', part)).outcome, 'received');
        await told(server);
      }
      same(booked(payment, 'Refund'), ['Success 1000', 'Success 2000']);
    },
    'is refused a refund of more than was paid': async () => {
      const { payment } = await held(10_000);
      await modify(payment, 'capturePayment', 10_000);
      same((await modify(payment, 'refundPayment', 10_001)).outcome, 'rejected');
    },
    'cancels, and gives the cart back': async () => {
      const { cart, payment } = await held(10_000);
      same((await modify(payment, 'cancelPayment')).outcome, 'approved');
      await told(server);
      same(booked(payment, 'CancelAuthorization').length, 1);
      same(shop.cart(cart).cartState, 'Active');
    },
    'reverses a payment: refunds what was captured': async () => {
      const { payment } = await held(10_000);
      await modify(payment, 'capturePayment', 10_000);
      await told(server);
      same((await modify(payment, 'reversePayment')).outcome, 'received');
    },
    'hears of a decline, and gives the cart back': async () => {
      const { cart, confirmed, payment } = await placed('pm_card_chargeDeclined');
      same(confirmed.error.code, 'card_declined');
      await told(server);
      same(booked(payment, 'Authorization')[0].startsWith('Failure'), true);
      same(shop.cart(cart).cartState, 'Active');
    },
    'refuses a webhook whose signature is wrong': async () => {
      const answer = await server.inject({
        ...{ method: 'POST', url: '/stripe/webhooks', payload: '{}' },
        headers: { 'content-type': 'application/json', 'stripe-signature': 't=1,v1=00' },
      });
      same(answer.statusCode, 400);
    },
  };
}

/** Gives the connector each event that Stripe has posted since, as it was posted. */
const seen = new Set();
async function told(server) {
  const { data } = await stripe('/v1/events?limit=100');
  const waited = new Set(data.map(({ id }) => id).filter((id) => !seen.has(id)));
  while (waited.size > 0) {
    const posted = await fetch(`${HOOK}/next`);
    const payload = await posted.text();
    const { id } = JSON.parse(payload);
    waited.delete(id);
    if (seen.has(id)) continue;
    seen.add(id);
    const sent = { 'content-type': 'application/json', 'stripe-signature': posted.headers.get('stripe-signature') };
    const answer = await server.inject({ method: 'POST', url: '/stripe/webhooks', headers: sent, payload });
    same(answer.statusCode, 200);
  }
}

/** A request of the buyer's browser, or of who looks what came of it: with a form it is a POST. */
async function stripe(path, form) {
  const sent = form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) };
  return (await fetch(`${EMULATOR}${path}`, { headers: { ...headers, 'stripe-version': VERSION }, ...sent })).json();
}

async function control(what, settings) {
  await fetch(`${EMULATOR}/_emulator/${what}`, { method: 'POST', headers, body: JSON.stringify(settings) });
}

function same(actual, expected) {
  const [is, should] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (is !== should) throw new Error(`${is} instead of ${should}`);
}

async function run(steps) {
  for (const [name, step] of Object.entries(steps)) {
    try {
      await step();
      process.stdout.write(`ok ${name.replaceAll(':', ',')}\n`);
    } catch (error) {
      process.stdout.write(`not ok ${name.replaceAll(':', ',')}: ${String(error.message).replaceAll('\n', ' ')}\n`);
    }
  }
}
