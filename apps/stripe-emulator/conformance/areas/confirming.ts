import { AAT, area, behaviour, docs } from '../behaviour';
import { equal, expanded, refused, shows } from '../expectations';
import { open, paid, plainHold } from '../holds';

const CONFIRM = docs('api/payment_intents/confirm');
const HOLD = docs('payments/place-a-hold-on-a-payment-method');
const LIFECYCLE = docs('payments/paymentintents/lifecycle');

const states = (['requires_capture', 'succeeded', 'canceled'] as const).map((status) =>
  behaviour(`refuses to confirm in ${status}`, { evidence: 'recorded', source: AAT }, async (stripe) => {
    const { id } = await (status === 'succeeded' ? paid(stripe) : plainHold(stripe));
    if (status === 'canceled') await stripe.paymentIntents.cancel(id);
    await refused(stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_visa' }), {
      code: 'payment_intent_unexpected_state',
      message: /^You cannot confirm this PaymentIntent because it has/,
    });
  }),
);

const capabilities = (
  [
    ['multicapture', { status: 'unavailable' }],
    ['overcapture', { status: 'unavailable', maximum_amount_capturable: 4600 }],
    ['incremental_authorization', { status: 'unavailable' }],
    ['extended_authorization', { status: 'disabled' }],
  ] as const
).map(([feature, shown]) =>
  behaviour(
    `shows ${feature} as ${shown.status} when it was not asked for`,
    { evidence: 'recorded', source: AAT },
    async (stripe) => {
      const { latest_charge } = await plainHold(stripe, { expand: ['latest_charge'] });
      equal(expanded(latest_charge).payment_method_details?.card?.[feature], shown);
    },
  ),
);

const cards = (
  [
    ['pm_card_visa', 'visa', '4242', 'credit'],
    ['pm_card_visa_debit', 'visa', '5556', 'debit'],
    ['pm_card_mastercard', 'mastercard', '4444', 'credit'],
    ['pm_card_amex', 'amex', '8431', 'credit'],
    ['pm_card_discover', 'discover', '9424', 'credit'],
  ] as const
).map(([token, brand, last4, funding]) =>
  behaviour(`holds on ${token}`, { evidence: 'documented', source: docs('testing') }, async (stripe) => {
    const intent = await plainHold(stripe, { payment_method: token, expand: ['latest_charge'] });
    shows(intent, {
      status: 'requires_capture',
      latest_charge: { payment_method_details: { card: { brand, last4, funding } } },
    });
  }),
);

const steps = [
  behaviour(
    'holds the whole amount when capture is manual',
    { evidence: 'documented', source: HOLD },
    async (stripe) => {
      shows(await plainHold(stripe), { status: 'requires_capture', amount_capturable: 4600, amount_received: 0 });
    },
  ),
  behaviour(
    'takes the whole amount when capture is automatic',
    { evidence: 'documented', source: LIFECYCLE },
    async (stripe) => {
      shows(await paid(stripe, { capture_method: 'automatic' }), {
        status: 'succeeded',
        amount_capturable: 0,
        amount_received: 4600,
      });
    },
  ),
  behaviour(
    'takes the whole amount when capture is automatic_async',
    { evidence: 'documented', source: docs('payments/payment-intents/asynchronous-capture') },
    async (stripe) => {
      const intent = await paid(stripe, { expand: ['latest_charge'] });
      shows(intent, {
        status: 'succeeded',
        amount_received: 4600,
        latest_charge: { captured: true, amount_captured: 4600 },
      });
    },
  ),
  behaviour(
    'has no balance transaction yet after automatic_async',
    { evidence: 'documented', source: docs('payments/payment-intents/asynchronous-capture') },
    async (stripe) => {
      const { latest_charge } = await paid(stripe, { expand: ['latest_charge'] });
      equal(expanded(latest_charge).balance_transaction, null);
    },
  ),
  behaviour(
    'lets the card options ask for manual capture',
    { evidence: 'documented', source: CONFIRM },
    async (stripe) => {
      shows(await paid(stripe, { payment_method_options: { card: { capture_method: 'manual' } } }), {
        status: 'requires_capture',
      });
    },
  ),
  behaviour('confirms a method given before', { evidence: 'documented', source: CONFIRM }, async (stripe) => {
    const { id } = await open(stripe, { payment_method: 'pm_card_visa' });
    shows(await stripe.paymentIntents.confirm(id), { id, status: 'succeeded' });
  }),
  behaviour('confirms with a method given now', { evidence: 'documented', source: CONFIRM }, async (stripe) => {
    const { id } = await open(stripe);
    shows(await stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_visa' }), { id, status: 'succeeded' });
  }),
  behaviour('refuses to confirm without a method', { evidence: 'recorded', source: AAT }, async (stripe) => {
    const { id } = await open(stripe);
    await refused(stripe.paymentIntents.confirm(id), {
      code: 'payment_intent_unexpected_state',
      message: /^You cannot confirm this PaymentIntent because it's missing a payment method\./,
    });
  }),
  behaviour('makes a new PaymentMethod of a test token', { evidence: 'recorded', source: AAT }, async (stripe) => {
    const [one, other] = [await paid(stripe), await paid(stripe)];
    shows(one, { payment_method: /^pm_\w{10,}$/ });
    equal(one.payment_method === other.payment_method, false);
  }),
  behaviour('makes one charge for the PaymentIntent', { evidence: 'documented', source: LIFECYCLE }, async (stripe) => {
    const intent = await plainHold(stripe);
    const { data } = await stripe.charges.list({ payment_intent: intent.id });
    shows(data, [{ id: intent.latest_charge, payment_intent: intent.id, amount: 4600 }]);
  }),
  behaviour('leaves the charge of a hold uncaptured', { evidence: 'documented', source: HOLD }, async (stripe) => {
    const { latest_charge } = await plainHold(stripe, { expand: ['latest_charge'] });
    shows(latest_charge, {
      status: 'succeeded',
      paid: true,
      captured: false,
      amount_captured: 0,
      refunded: false,
      balance_transaction: null,
    });
  }),
  behaviour('shows the authorized amount on the charge', { evidence: 'recorded', source: AAT }, async (stripe) => {
    const { latest_charge } = await plainHold(stripe, { expand: ['latest_charge'] });
    shows(latest_charge, {
      payment_method_details: { type: 'card', card: { amount_authorized: 4600, network: 'visa' } },
    });
  }),
  behaviour(
    'copies description and metadata to the charge',
    { evidence: 'documented', source: docs('metadata') },
    async (stripe) => {
      const { latest_charge } = await plainHold(stripe, {
        description: 'Order 7',
        metadata: { order: '7' },
        expand: ['latest_charge'],
      });
      shows(latest_charge, { description: 'Order 7', metadata: { order: '7' } });
    },
  ),
  behaviour(
    'shows an approval as the outcome of the charge',
    { evidence: 'documented', source: docs('api/charges/object') },
    async (stripe) => {
      const { latest_charge } = await plainHold(stripe, { expand: ['latest_charge'] });
      shows(latest_charge, { outcome: { network_status: 'approved_by_network', type: 'authorized', reason: null } });
    },
  ),
  behaviour('dates the end of the hold', { evidence: 'documented', source: HOLD }, async (stripe) => {
    const { latest_charge, created } = await plainHold(stripe, { expand: ['latest_charge'] });
    const before = expanded(latest_charge).payment_method_details?.card?.capture_before ?? 0;
    equal(Math.abs(before - created - 7 * 86_400) < 60, true);
  }),
  behaviour('dates no end when nothing is held', { evidence: 'documented', source: HOLD }, async (stripe) => {
    const { latest_charge } = await paid(stripe, { expand: ['latest_charge'] });
    equal(expanded(latest_charge).payment_method_details?.card?.capture_before, undefined);
  }),
];

export const confirming = area('confirming', [...steps, ...cards, ...capabilities, ...states]);
