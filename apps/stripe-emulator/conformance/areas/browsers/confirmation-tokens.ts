import type Stripe from 'stripe';
import { area, behaviour, CHOSEN, docs } from '../../behaviour';
import type { Basis } from '../../behaviour';
import { equal, idOf, refused, shows } from '../../expectations';
import { CARDS_ONLY, open } from '../../holds';

const CREATE: Basis = { evidence: 'documented', source: docs('api/confirmation_tokens/test_create') };
const OBJECT: Basis = { evidence: 'documented', source: docs('api/confirmation_tokens/object') };
const CONFIRM: Basis = { evidence: 'documented', source: docs('payments/finalize-payments-on-the-server') };
const WORDS: Basis = { evidence: 'assumed', source: CHOSEN };
const SHIPPING = { name: 'Jenny Rosen', address: { line1: '510 Townsend St', country: 'US', city: 'San Francisco' } };
const RETURN = 'https://shop.example/done';

async function tokenOf(
  stripe: Stripe,
  more: Parameters<Stripe['testHelpers']['confirmationTokens']['create']>[0] = {},
): Promise<Stripe.ConfirmationToken> {
  return stripe.testHelpers.confirmationTokens.create({ payment_method: 'pm_card_visa', ...more });
}

const made = [
  behaviour('is made of a test method', CREATE, async (stripe) => {
    shows(await tokenOf(stripe), {
      object: 'confirmation_token',
      id: /^ctoken_/,
      payment_intent: null,
      setup_intent: null,
      payment_method_preview: { type: 'card', card: { brand: 'visa', last4: '4242' }, customer: null },
      use_stripe_sdk: true,
    });
  }),
  behaviour('lives for twelve hours', OBJECT, async (stripe) => {
    const { created, expires_at } = await tokenOf(stripe);
    equal((expires_at ?? 0) - created, 12 * 60 * 60);
  }),
  behaviour('shows what the buyer filled in', CREATE, async (stripe) => {
    const given = { return_url: RETURN, setup_future_usage: 'off_session', shipping: SHIPPING } as const;
    shows(await tokenOf(stripe, given), given);
  }),
  behaviour('can be retrieved', { ...OBJECT, source: docs('api/confirmation_tokens/retrieve') }, async (stripe) => {
    const { id } = await tokenOf(stripe);
    shows(await stripe.confirmationTokens.retrieve(id), { id, object: 'confirmation_token' });
  }),
  behaviour('shows the method of a customer', OBJECT, async (stripe) => {
    const customer = await stripe.customers.create();
    const kept = await stripe.paymentMethods.attach('pm_card_mastercard', { customer: customer.id });
    shows(await tokenOf(stripe, { payment_method: kept.id }), {
      payment_method_preview: { card: { brand: 'mastercard' }, customer: customer.id },
    });
  }),
  behaviour('is unknown by another id', OBJECT, async (stripe) => {
    await refused(stripe.confirmationTokens.retrieve('ctoken_1none'), { status: 404, code: 'resource_missing' });
  }),
  behaviour('needs a method that there is', CREATE, async (stripe) => {
    await refused(tokenOf(stripe, { payment_method: 'pm_1none' }), { status: 404, code: 'resource_missing' });
  }),
];

const used = [
  behaviour('confirms a PaymentIntent', CONFIRM, async (stripe) => {
    const { id } = await open(stripe);
    const token = await tokenOf(stripe);
    shows(await stripe.paymentIntents.confirm(id, { confirmation_token: token.id }), {
      status: 'succeeded',
      payment_method: /^pm_/,
    });
    shows(await stripe.confirmationTokens.retrieve(token.id), { payment_intent: id, expires_at: null });
  }),
  behaviour('confirms while a PaymentIntent is made', CONFIRM, async (stripe) => {
    const token = await tokenOf(stripe, { shipping: SHIPPING });
    const intent = await open(stripe, { confirm: true, confirmation_token: token.id, capture_method: 'manual' });
    shows(intent, { status: 'requires_capture', shipping: SHIPPING });
  }),
  behaviour('confirms a SetupIntent', CONFIRM, async (stripe) => {
    const { id } = await stripe.setupIntents.create(CARDS_ONLY);
    const token = await tokenOf(stripe);
    shows(await stripe.setupIntents.confirm(id, { confirmation_token: token.id }), { status: 'succeeded' });
    shows(await stripe.confirmationTokens.retrieve(token.id), { setup_intent: id });
  }),
  behaviour('gives its return_url to the confirmation', CONFIRM, async (stripe) => {
    const token = await tokenOf(stripe, { return_url: RETURN, payment_method: 'pm_card_threeDSecureRequired' });
    const intent = await stripe.paymentIntents.create({
      amount: 1000,
      currency: 'usd',
      confirm: true,
      confirmation_token: token.id,
      use_stripe_sdk: false,
    });
    shows(intent, { status: 'requires_action', next_action: { redirect_to_url: { return_url: RETURN } } });
  }),
  behaviour('gives its setup_future_usage to the PaymentIntent', CONFIRM, async (stripe) => {
    const customer = await stripe.customers.create();
    const token = await tokenOf(stripe, { setup_future_usage: 'off_session' });
    const intent = await open(stripe, { customer: customer.id, confirm: true, confirmation_token: token.id });
    equal(intent.setup_future_usage, 'off_session');
    shows(await stripe.paymentMethods.retrieve(idOf(intent.payment_method)), { customer: customer.id });
  }),
  behaviour(
    'gives way to what the confirmation says itself',
    { ...CONFIRM, source: docs('api/payment_intents/confirm') },
    async (stripe) => {
      const { id } = await open(stripe);
      const token = await tokenOf(stripe, { shipping: SHIPPING });
      const other = { ...SHIPPING, name: 'Somebody else' };
      shows(await stripe.paymentIntents.confirm(id, { confirmation_token: token.id, shipping: other }), {
        shipping: { name: 'Somebody else' },
      });
    },
  ),
  behaviour('is spent by a decline too', CONFIRM, async (stripe) => {
    const { id } = await open(stripe);
    const token = await tokenOf(stripe, { payment_method: 'pm_card_visa_chargeDeclined' });
    await refused(stripe.paymentIntents.confirm(id, { confirmation_token: token.id }), { status: 402 });
    shows(await stripe.confirmationTokens.retrieve(token.id), { payment_intent: id });
  }),
  behaviour('confirms one intent only', CONFIRM, async (stripe) => {
    const token = await tokenOf(stripe);
    await open(stripe, { confirm: true, confirmation_token: token.id });
    await refused(open(stripe, { confirm: true, confirmation_token: token.id }), { param: 'confirmation_token' });
  }),
  behaviour('is of no use after twelve hours', { ...CONFIRM, needs: ['clock'] }, async (stripe, { control }) => {
    const token = await tokenOf(stripe);
    await control.advance(12 * 60 * 60);
    await refused(open(stripe, { confirm: true, confirmation_token: token.id }), { param: 'confirmation_token' });
  }),
  behaviour('must be there', WORDS, async (stripe) => {
    await refused(open(stripe, { confirm: true, confirmation_token: 'ctoken_1none' }), {
      code: 'resource_missing',
      param: 'confirmation_token',
    });
  }),
  behaviour('means nothing without confirm', WORDS, async (stripe) => {
    const token = await tokenOf(stripe);
    await refused(open(stripe, { confirmation_token: token.id }), { param: 'confirmation_token' });
  }),
  behaviour('works with a publishable key', CONFIRM, async (stripe, { key, send }) => {
    const { client_secret, id } = await open(stripe);
    const token = await tokenOf(stripe);
    const { json } = await send('POST', `/v1/payment_intents/${id}/confirm`, {
      body: `client_secret=${client_secret ?? ''}&confirmation_token=${token.id}`,
      headers: { authorization: `Bearer ${key.replace('sk_', 'pk_')}` },
    });
    shows(json, { status: 'succeeded' });
  }),
];

export const confirmationTokens = area('confirmation tokens', [...made, ...used]);
