import { AAT, area, behaviour, docs } from '../behaviour';
import type { Evidence } from '../../../../libs/emulation/conformance/report';
import { equal, expanded, refused, shows } from '../expectations';
import { open, plainHold } from '../holds';

const TESTING = docs('testing#declined-payments');
const DECLINED = 'Your card was declined.';
const PROCESSING = 'An error occurred while processing your card. Try again in a little bit.';

interface Decline {
  readonly token: string;
  readonly code: string;
  readonly decline_code: string;
  readonly message: string;
  readonly evidence: Evidence;
  readonly source: string;
  readonly advice_code?: string;
  readonly param?: string;
}

function row(token: string, code: string, decline_code: string, message: string, more: Partial<Decline> = {}): Decline {
  return { token, code, decline_code, message, evidence: 'recorded', source: AAT, ...more };
}

const LATER = { advice_code: 'try_again_later' };
const NEVER = { advice_code: 'do_not_try_again' };
const FIX = { advice_code: 'confirm_card_data' };
const DOCUMENTED = { evidence: 'documented', source: TESTING } as const;

const DECLINES: readonly Decline[] = [
  row('pm_card_visa_chargeDeclined', 'card_declined', 'generic_decline', DECLINED, LATER),
  row('pm_card_chargeDeclined', 'card_declined', 'generic_decline', DECLINED, LATER),
  row(
    'pm_card_visa_chargeDeclinedInsufficientFunds',
    'card_declined',
    'insufficient_funds',
    'Your card has insufficient funds.',
    LATER,
  ),
  row('pm_card_visa_chargeDeclinedLostCard', 'card_declined', 'lost_card', DECLINED, NEVER),
  row('pm_card_visa_chargeDeclinedStolenCard', 'card_declined', 'stolen_card', DECLINED, NEVER),
  row('pm_card_chargeDeclinedExpiredCard', 'expired_card', 'expired_card', 'Your card has expired.', {
    ...FIX,
    param: 'exp_month',
  }),
  row(
    'pm_card_chargeDeclinedIncorrectCvc',
    'incorrect_cvc',
    'incorrect_cvc',
    "Your card's security code is incorrect.",
    { ...FIX, param: 'cvc' },
  ),
  row('pm_card_chargeDeclinedProcessingError', 'processing_error', 'processing_error', PROCESSING, LATER),
  row(
    'pm_card_visa_chargeDeclinedVelocityLimitExceeded',
    'card_declined',
    'card_velocity_exceeded',
    DECLINED,
    DOCUMENTED,
  ),
];

const refusals = DECLINES.map(({ evidence, source, token, ...error }) =>
  behaviour(`declines ${token} as ${error.code}/${error.decline_code}`, { evidence, source }, async (stripe) => {
    await refused(plainHold(stripe, { payment_method: token }), { status: 402, type: 'card_error', ...error });
  }),
);

const charges = DECLINES.filter(({ evidence }) => evidence === 'recorded').map(({ code, decline_code, token }) =>
  behaviour(`leaves a failed charge after ${token}`, { evidence: 'recorded', source: AAT }, async (stripe) => {
    const error = await refused(plainHold(stripe, { payment_method: token }), { status: 402 });
    const charge = await stripe.charges.retrieve(error.charge ?? '');
    shows(charge, {
      status: 'failed',
      paid: false,
      captured: false,
      failure_code: code,
      outcome: { network_status: 'declined_by_network', reason: decline_code, type: 'issuer_declined' },
    });
  }),
);

const DECLINING = { payment_method: 'pm_card_visa_chargeDeclined' };

const after = [
  behaviour(
    'carries PaymentIntent, method and charge in the error',
    { evidence: 'recorded', source: AAT },
    async (stripe) => {
      const error = await refused(plainHold(stripe, DECLINING), { status: 402 });
      shows(error.raw, {
        charge: /^ch_/,
        doc_url: 'https://stripe.com/docs/error-codes/card-declined',
        payment_intent: { object: 'payment_intent', status: 'requires_payment_method', payment_method: null },
        payment_method: { object: 'payment_method', type: 'card' },
        request_log_url: /^https:\/\/dashboard\.stripe\.com\//,
      });
    },
  ),
  behaviour(
    'leaves the PaymentIntent of a refused create behind',
    { evidence: 'recorded', source: AAT },
    async (stripe) => {
      const error = await refused(plainHold(stripe, DECLINING), { status: 402 });
      const left = await stripe.paymentIntents.retrieve(error.payment_intent?.id ?? '');
      shows(left, {
        status: 'requires_payment_method',
        payment_method: null,
        amount_capturable: 0,
        latest_charge: error.charge,
      });
    },
  ),
  behaviour(
    'remembers the decline as last_payment_error',
    { evidence: 'documented', source: docs('api/payment_intents/object') },
    async (stripe) => {
      const error = await refused(plainHold(stripe, DECLINING), { status: 402 });
      const left = await stripe.paymentIntents.retrieve(error.payment_intent?.id ?? '');
      shows(left.last_payment_error, {
        type: 'card_error',
        code: 'card_declined',
        decline_code: 'generic_decline',
        message: DECLINED,
        charge: error.charge,
      });
    },
  ),
  behaviour(
    'forgets the decline once another card is good',
    { evidence: 'documented', source: docs('payments/paymentintents/lifecycle') },
    async (stripe) => {
      const error = await refused(plainHold(stripe, DECLINING), { status: 402 });
      const held = await stripe.paymentIntents.confirm(error.payment_intent?.id ?? '', {
        payment_method: 'pm_card_visa',
      });
      shows(held, { status: 'requires_capture', last_payment_error: null, amount_capturable: 4600 });
    },
  ),
  behaviour(
    'keeps one charge for each attempt',
    { evidence: 'documented', source: docs('payments/payment-intents') },
    async (stripe) => {
      const error = await refused(plainHold(stripe, DECLINING), { status: 402 });
      const id = error.payment_intent?.id ?? '';
      await stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_visa' });
      const { data } = await stripe.charges.list({ payment_intent: id });
      equal(
        data.map(({ status }) => status),
        ['succeeded', 'failed'],
      );
    },
  ),
  behaviour(
    'shows no authorized amount and no features on a failed charge',
    { evidence: 'recorded', source: AAT },
    async (stripe) => {
      const error = await refused(
        plainHold(stripe, { ...DECLINING, payment_method_options: { card: { request_multicapture: 'if_available' } } }),
        { status: 402 },
      );
      const charge = await stripe.charges.retrieve(error.charge ?? '');
      shows(charge.payment_method_details?.card, {
        amount_authorized: null,
        multicapture: { status: 'unavailable' },
        overcapture: { status: 'unavailable', maximum_amount_capturable: 4600 },
        incremental_authorization: { status: 'unavailable' },
        extended_authorization: { status: 'disabled' },
      });
    },
  ),
  behaviour(
    'declines a confirmation as it declines a create',
    { evidence: 'recorded', source: AAT },
    async (stripe) => {
      const { id } = await open(stripe);
      await refused(stripe.paymentIntents.confirm(id, DECLINING), { status: 402, code: 'card_declined' });
      shows(await stripe.paymentIntents.retrieve(id, { expand: ['latest_charge'] }), {
        status: 'requires_payment_method',
        latest_charge: { status: 'failed' },
      });
    },
  ),
  behaviour('points latest_charge at the failed charge', { evidence: 'recorded', source: AAT }, async (stripe) => {
    const error = await refused(plainHold(stripe, DECLINING), { status: 402 });
    const intent = await stripe.paymentIntents.retrieve(error.payment_intent?.id ?? '', { expand: ['latest_charge'] });
    equal(expanded(intent.latest_charge).id, error.charge);
  }),
];

export const declines = area('declines', [...refusals, ...charges, ...after]);
