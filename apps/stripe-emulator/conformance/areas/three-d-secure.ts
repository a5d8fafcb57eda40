import type Stripe from 'stripe';
import { AAT, area, behaviour, docs, FROM_MEMORY } from '../behaviour';
import { equal, holds, refused, shows } from '../expectations';
import { open, plainHold } from '../holds';

const THREE_D_SECURE = docs('payments/3d-secure/authentication-flow');
const TESTING = docs('testing#regulatory-cards');
const ASKS = { payment_method: 'pm_card_authenticationRequired' };
const REDIRECT = {
  ...ASKS,
  automatic_payment_methods: { enabled: true, allow_redirects: 'always' },
  return_url: 'https://shop.example/back',
} as const;

/** The buyer's answer, which only an emulator takes from a program. */
async function answer(url: string, outcome: 'complete' | 'fail'): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: `outcome=${outcome}`,
    redirect: 'manual',
  });
}

async function challenged(stripe: Stripe, outcome: 'complete' | 'fail'): Promise<{ id: string; response: Response }> {
  const intent = await plainHold(stripe, REDIRECT);
  return { id: intent.id, response: await answer(intent.next_action?.redirect_to_url?.url ?? '', outcome) };
}

const asking = (
  [
    ['pm_card_authenticationRequired', 'recorded', AAT],
    ['pm_card_threeDSecure2Required', 'documented', TESTING],
    ['pm_card_authenticationRequiredOnSetup', 'documented', TESTING],
  ] as const
).map(([payment_method, evidence, source]) =>
  behaviour(`asks for authentication of ${payment_method}`, { evidence, source }, async (stripe) => {
    const intent = await plainHold(stripe, { payment_method });
    shows(intent, { status: 'requires_action', amount_capturable: 0, latest_charge: null });
  }),
);

/** Buttons on Stripe's own page are pressed by people. */
const PRESSED = { needs: ['settings'] } as const;

const flow = [
  behaviour(
    'hands the challenge to the script of the shop without a return_url',
    { evidence: 'recorded', source: AAT },
    async (stripe) => {
      shows((await plainHold(stripe, ASKS)).next_action, { type: 'use_stripe_sdk' });
    },
  ),
  behaviour(
    'redirects to a page of Stripe with a return_url',
    { evidence: 'documented', source: THREE_D_SECURE },
    async (stripe) => {
      const { next_action } = await plainHold(stripe, REDIRECT);
      shows(next_action, {
        type: 'redirect_to_url',
        redirect_to_url: { return_url: 'https://shop.example/back', url: /^https?:/ },
      });
    },
  ),
  behaviour(
    'charges at once when authentication is optional',
    { evidence: 'documented', source: TESTING },
    async (stripe) => {
      shows(await plainHold(stripe, { payment_method: 'pm_card_threeDSecureOptional' }), {
        status: 'requires_capture',
      });
    },
  ),
  behaviour(
    'asks for optional authentication when told to',
    { evidence: 'documented', source: THREE_D_SECURE },
    async (stripe) => {
      const asked = { card: { request_three_d_secure: 'any' as const } };
      const intent = await plainHold(stripe, {
        payment_method: 'pm_card_threeDSecureOptional',
        payment_method_options: asked,
      });
      shows(intent, { status: 'requires_action' });
    },
  ),
  behaviour('declines when nobody is there to authenticate', { evidence: 'recorded', source: AAT }, async (stripe) => {
    await refused(plainHold(stripe, { ...ASKS, off_session: true }), {
      status: 402,
      type: 'card_error',
      code: 'authentication_required',
      decline_code: 'authentication_required',
      message: 'Your card was declined. This transaction requires authentication.',
    });
  }),
  behaviour(
    'makes no charge when nobody is there to authenticate',
    { evidence: 'recorded', source: AAT },
    async (stripe) => {
      const error = await refused(plainHold(stripe, { ...ASKS, off_session: true }), { status: 402 });
      shows(await stripe.paymentIntents.retrieve(error.payment_intent?.id ?? ''), {
        status: 'requires_payment_method',
        latest_charge: null,
      });
    },
  ),
  behaviour('fails instead of asking when told to', { evidence: 'recorded', source: AAT }, async (stripe) => {
    const cards = { amount: 4600, currency: 'usd', allowed_payment_method_types: ['card' as const], confirm: true };
    await refused(stripe.paymentIntents.create({ ...cards, ...ASKS, error_on_requires_action: true }), {
      status: 402,
      code: 'authentication_required',
      decline_code: 'authentication_not_handled',
    });
  }),
  behaviour('refuses a capture while the buyer is asked', { evidence: 'recorded', source: AAT }, async (stripe) => {
    const { id } = await plainHold(stripe, ASKS);
    await refused(stripe.paymentIntents.capture(id), {
      code: 'payment_intent_unexpected_state',
      message:
        'This PaymentIntent could not be captured because it has a status of requires_action. Only a PaymentIntent ' +
        'with one of the following statuses may be captured: requires_capture.',
    });
  }),
  behaviour(
    'can be canceled while the buyer is asked',
    { evidence: 'documented', source: docs('api/payment_intents/cancel') },
    async (stripe) => {
      const { id } = await plainHold(stripe, ASKS);
      shows(await stripe.paymentIntents.cancel(id), { status: 'canceled', next_action: null });
    },
  ),
  behaviour(
    'takes another method while the buyer is asked',
    { evidence: 'documented', source: docs('payments/paymentintents/lifecycle') },
    async (stripe) => {
      const { id } = await plainHold(stripe, ASKS);
      shows(await stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_visa' }), {
        status: 'requires_capture',
        next_action: null,
      });
    },
  ),
  behaviour(
    'shows the challenge to a confirmation as well',
    { evidence: 'documented', source: THREE_D_SECURE },
    async (stripe) => {
      const { id } = await open(stripe, { automatic_payment_methods: REDIRECT.automatic_payment_methods });
      const { payment_method, return_url } = REDIRECT;
      shows(await stripe.paymentIntents.confirm(id, { payment_method, return_url }), {
        status: 'requires_action',
        next_action: { type: 'redirect_to_url' },
      });
    },
  ),
  behaviour(
    'holds the money once the buyer passed',
    { evidence: 'documented', source: THREE_D_SECURE, ...PRESSED },
    async (stripe) => {
      const { id } = await challenged(stripe, 'complete');
      const intent = await stripe.paymentIntents.retrieve(id, { expand: ['latest_charge'] });
      shows(intent, {
        status: 'requires_capture',
        next_action: null,
        latest_charge: { payment_method_details: { card: { three_d_secure: { result: 'authenticated' } } } },
      });
    },
  ),
  behaviour(
    'waits for another method once the buyer failed',
    { evidence: 'documented', source: THREE_D_SECURE, ...PRESSED },
    async (stripe) => {
      const { id } = await challenged(stripe, 'fail');
      shows(await stripe.paymentIntents.retrieve(id), {
        status: 'requires_payment_method',
        last_payment_error: { code: 'payment_intent_authentication_failure' },
      });
    },
  ),
  behaviour(
    'sends the buyer back with the ids of the PaymentIntent',
    { evidence: 'documented', source: THREE_D_SECURE, ...PRESSED },
    async (stripe) => {
      const { id, response } = await challenged(stripe, 'complete');
      const back = new URL(response.headers.get('location') ?? '');
      equal([back.origin, back.pathname], ['https://shop.example', '/back']);
      equal(back.searchParams.get('payment_intent'), id);
      holds(
        back.searchParams.get('payment_intent_client_secret')?.startsWith(id) === true,
        'the client secret comes back',
      );
    },
  ),
  behaviour(
    'takes one answer and no second one',
    { evidence: 'assumed', source: FROM_MEMORY, ...PRESSED },
    async (stripe) => {
      const intent = await plainHold(stripe, REDIRECT);
      const url = intent.next_action?.redirect_to_url?.url ?? '';
      await answer(url, 'complete');
      await answer(url, 'fail');
      shows(await stripe.paymentIntents.retrieve(intent.id), { status: 'requires_capture' });
    },
  ),
];

export const threeDSecure = area('3-D Secure', [...asking, ...flow]);
