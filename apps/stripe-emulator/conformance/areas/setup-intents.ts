import type Stripe from 'stripe';
import { area, behaviour, docs, FROM_MEMORY, SDK } from '../behaviour';
import type { Basis } from '../behaviour';
import { equal, idOf, refused, shows } from '../expectations';
import { CARDS_ONLY, plainHold } from '../holds';

const API = docs('api/setup_intents');
const SAVE = docs('payments/save-and-reuse');
const DOCUMENTED: Basis = { evidence: 'documented', source: API };

const setup = async (stripe: Stripe, more: Stripe.SetupIntentCreateParams = {}): Promise<Stripe.SetupIntent> =>
  stripe.setupIntents.create({ ...CARDS_ONLY, ...more });
const ready = async (stripe: Stripe, more: Stripe.SetupIntentCreateParams = {}): Promise<Stripe.SetupIntent> =>
  setup(stripe, { confirm: true, payment_method: 'pm_card_visa', ...more });

const canceled = (['abandoned', 'duplicate', 'requested_by_customer'] as const).map((cancellation_reason) =>
  behaviour(
    `keep the reason ${cancellation_reason} of a cancel`,
    { ...DOCUMENTED, source: docs('api/setup_intents/cancel') },
    async (stripe) => {
      const { id } = await setup(stripe);
      shows(await stripe.setupIntents.cancel(id, { cancellation_reason }), { status: 'canceled', cancellation_reason });
    },
  ),
);

export const setupIntents = area('setup intents', [
  ...canceled,
  behaviour('start without a method', DOCUMENTED, async (stripe) => {
    shows(await setup(stripe), {
      id: /^seti_/,
      object: 'setup_intent',
      status: 'requires_payment_method',
      usage: 'off_session',
    });
  }),
  behaviour('start with a method', DOCUMENTED, async (stripe) => {
    shows(await setup(stripe, { payment_method: 'pm_card_visa' }), {
      status: 'requires_confirmation',
      payment_method: /^pm_/,
    });
  }),
  behaviour('succeed without a payment', DOCUMENTED, async (stripe) => {
    shows(await ready(stripe), {
      status: 'succeeded',
      last_setup_error: null,
      next_action: null,
      latest_attempt: /^setatt_/,
    });
  }),
  behaviour('can be confirmed later', { ...DOCUMENTED, source: docs('api/setup_intents/confirm') }, async (stripe) => {
    const { id } = await setup(stripe);
    shows(await stripe.setupIntents.confirm(id, { payment_method: 'pm_card_visa' }), { id, status: 'succeeded' });
  }),
  behaviour('make the method the customer’s', { ...DOCUMENTED, source: SAVE }, async (stripe) => {
    const customer = await stripe.customers.create();
    const { payment_method } = await ready(stripe, { customer: customer.id });
    shows(await stripe.paymentMethods.retrieve(idOf(payment_method)), { customer: customer.id });
  }),
  behaviour('prepare a method for payments without the buyer', { ...DOCUMENTED, source: SAVE }, async (stripe) => {
    const customer = await stripe.customers.create();
    const { payment_method } = await ready(stripe, { customer: customer.id });
    const intent = await plainHold(stripe, {
      customer: customer.id,
      payment_method: idOf(payment_method),
      off_session: true,
    });
    shows(intent, { status: 'requires_capture' });
  }),
  behaviour(
    'ask for authentication',
    { evidence: 'documented', source: docs('testing#regulatory-cards') },
    async (stripe) => {
      shows(await ready(stripe, { payment_method: 'pm_card_authenticationRequiredOnSetup' }), {
        status: 'requires_action',
        next_action: { type: 'use_stripe_sdk' },
      });
    },
  ),
  behaviour('redirect with a return_url', DOCUMENTED, async (stripe) => {
    const intent = await ready(stripe, {
      payment_method: 'pm_card_authenticationRequired',
      automatic_payment_methods: { enabled: true },
      return_url: 'https://shop.example/back',
    });
    shows(intent.next_action, {
      type: 'redirect_to_url',
      redirect_to_url: { return_url: 'https://shop.example/back' },
    });
  }),
  behaviour('are declined', { evidence: 'documented', source: docs('testing#declined-payments') }, async (stripe) => {
    await refused(ready(stripe, { payment_method: 'pm_card_visa_chargeDeclined' }), {
      status: 402,
      type: 'card_error',
      code: 'card_declined',
    });
  }),
  behaviour('remember the decline', DOCUMENTED, async (stripe) => {
    const { id } = await setup(stripe);
    await refused(stripe.setupIntents.confirm(id, { payment_method: 'pm_card_visa_chargeDeclined' }), { status: 402 });
    shows(await stripe.setupIntents.retrieve(id), {
      status: 'requires_payment_method',
      last_setup_error: { code: 'card_declined' },
    });
  }),
  behaviour(
    'are not declined by a card that only fails payments',
    { evidence: 'documented', source: docs('testing#declined-payments') },
    async (stripe) => {
      shows(await ready(stripe, { payment_method: 'pm_card_chargeCustomerFail' }), { status: 'succeeded' });
    },
  ),
  behaviour(
    'cannot be canceled once they succeeded',
    { ...DOCUMENTED, source: docs('api/setup_intents/cancel') },
    async (stripe) => {
      const { id } = await ready(stripe);
      await refused(stripe.setupIntents.cancel(id), { code: 'setup_intent_unexpected_state' });
    },
  ),
  behaviour('cannot be confirmed without a method', { evidence: 'assumed', source: FROM_MEMORY }, async (stripe) => {
    const { id } = await setup(stripe);
    await refused(stripe.setupIntents.confirm(id), { code: 'setup_intent_unexpected_state' });
  }),
  behaviour('take changes', { ...DOCUMENTED, source: docs('api/setup_intents/update') }, async (stripe) => {
    const { id } = await setup(stripe);
    shows(await stripe.setupIntents.update(id, { description: 'new', metadata: { a: '1' } }), {
      description: 'new',
      metadata: { a: '1' },
    });
  }),
  behaviour('can be listed by customer', { ...DOCUMENTED, source: docs('api/setup_intents/list') }, async (stripe) => {
    const customer = await stripe.customers.create();
    const { id } = await setup(stripe, { customer: customer.id });
    equal(
      (await stripe.setupIntents.list({ customer: customer.id })).data.map((intent) => intent.id),
      [id],
    );
  }),
  behaviour('keep their attempts', { ...DOCUMENTED, source: docs('api/setup_attempts/list') }, async (stripe) => {
    const { id } = await setup(stripe);
    await refused(stripe.setupIntents.confirm(id, { payment_method: 'pm_card_visa_chargeDeclined' }), { status: 402 });
    await stripe.setupIntents.confirm(id, { payment_method: 'pm_card_visa' });
    equal(
      (await stripe.setupAttempts.list({ setup_intent: id })).data.map(({ status }) => status),
      ['succeeded', 'failed'],
    );
  }),
  behaviour(
    'tell of their success',
    { evidence: 'documented', source: docs('api/events/types'), needs: ['quiet account'] },
    async (stripe) => {
      await ready(stripe);
      equal(
        (await stripe.events.list({ type: 'setup_intent.*' })).data.map(({ type }) => type),
        ['setup_intent.succeeded', 'setup_intent.created'],
      );
    },
  ),
  behaviour(
    'are unknown when they are unknown',
    { ...DOCUMENTED, source: docs('error-codes#resource-missing') },
    async (stripe) => {
      await refused(stripe.setupIntents.retrieve('seti_none'), { status: 404, code: 'resource_missing' });
    },
  ),
  behaviour('name their usage', { ...DOCUMENTED, source: SDK }, async (stripe) => {
    shows(await setup(stripe, { usage: 'on_session' }), { usage: 'on_session' });
  }),
]);
