import { AAT, area, behaviour, docs, FROM_MEMORY, SDK, SEAHAVEN } from '../behaviour';
import { equal, expanded, refused, shows } from '../expectations';
import { open, paid, plainHold } from '../holds';

const CAPTURE = docs('api/payment_intents/capture');
const HOLD = docs('payments/place-a-hold-on-a-payment-method');
const BASIL = docs('changelog/basil/2025-03-31/remove-refund-from-partial-capture-and-payment-cancellation-flow');
const TOO_MUCH =
  'The payment could not be captured because the requested capture amount is greater than the amount you can ' +
  'capture for this charge. Contact us via https://support.stripe.com/contact/ for help.';

const wrongStates = (['requires_payment_method', 'requires_confirmation', 'canceled'] as const).map((status) =>
  behaviour(`refuses a capture in ${status}`, { evidence: 'recorded', source: AAT }, async (stripe) => {
    const { id } = await open(stripe, status === 'requires_confirmation' ? { payment_method: 'pm_card_visa' } : {});
    if (status === 'canceled') await stripe.paymentIntents.cancel(id);
    await refused(stripe.paymentIntents.capture(id), {
      type: 'invalid_request_error',
      code: 'payment_intent_unexpected_state',
      message:
        `This PaymentIntent could not be captured because it has a status of ${status}. Only a PaymentIntent with ` +
        'one of the following statuses may be captured: requires_capture.',
    });
  }),
);

const whole = [
  behaviour('takes everything when no amount is given', { evidence: 'documented', source: CAPTURE }, async (stripe) => {
    const { id } = await plainHold(stripe);
    shows(await stripe.paymentIntents.capture(id), {
      status: 'succeeded',
      amount: 4600,
      amount_received: 4600,
      amount_capturable: 0,
    });
  }),
  behaviour(
    'marks the charge as captured',
    { evidence: 'documented', source: docs('api/charges/object') },
    async (stripe) => {
      const { id } = await plainHold(stripe);
      const { latest_charge } = await stripe.paymentIntents.capture(id, { expand: ['latest_charge'] });
      shows(latest_charge, {
        captured: true,
        amount: 4600,
        amount_captured: 4600,
        amount_refunded: 0,
        refunded: false,
      });
    },
  ),
  behaviour('keeps the same charge', { evidence: 'documented', source: HOLD }, async (stripe) => {
    const held = await plainHold(stripe);
    equal((await stripe.paymentIntents.capture(held.id)).latest_charge, held.latest_charge);
  }),
  behaviour('takes metadata with the capture', { evidence: 'documented', source: SDK }, async (stripe) => {
    const { id } = await plainHold(stripe, { metadata: { order: '7' } });
    const captured = await stripe.paymentIntents.capture(id, { metadata: { shipment: '1' } });
    equal(captured.metadata, { order: '7', shipment: '1' });
  }),
  behaviour(
    'leaves metadata alone when the capture is refused',
    { evidence: 'assumed', source: FROM_MEMORY },
    async (stripe) => {
      const { id } = await plainHold(stripe, { metadata: { order: '7' } });
      await refused(stripe.paymentIntents.capture(id, { amount_to_capture: 9999, metadata: { shipment: '1' } }), {});
      equal((await stripe.paymentIntents.retrieve(id)).metadata, { order: '7' });
    },
  ),
  behaviour(
    'takes payment_details with the capture',
    { evidence: 'documented', source: docs('payments/payment-line-items') },
    async (stripe) => {
      const { id } = await plainHold(stripe);
      const captured = await stripe.paymentIntents.capture(id, { payment_details: { order_reference: 'O7' } });
      shows(captured, { payment_details: { order_reference: 'O7' } });
    },
  ),
  behaviour(
    'takes a statement_descriptor_suffix with the capture',
    { evidence: 'documented', source: CAPTURE },
    async (stripe) => {
      const { id } = await plainHold(stripe);
      shows(await stripe.paymentIntents.capture(id, { statement_descriptor_suffix: 'PART 1' }), {
        statement_descriptor_suffix: 'PART 1',
      });
    },
  ),
];

const partial = [
  behaviour(
    'takes a part and releases the rest of a plain hold',
    { evidence: 'documented', source: HOLD },
    async (stripe) => {
      const { id } = await plainHold(stripe);
      shows(await stripe.paymentIntents.capture(id, { amount_to_capture: 2300 }), {
        status: 'succeeded',
        amount: 4600,
        amount_received: 2300,
        amount_capturable: 0,
      });
    },
  ),
  behaviour('makes no refund of what it releases', { evidence: 'documented', source: BASIL }, async (stripe) => {
    const { id } = await plainHold(stripe);
    const { latest_charge } = await stripe.paymentIntents.capture(id, {
      amount_to_capture: 2300,
      expand: ['latest_charge'],
    });
    shows(latest_charge, { amount: 4600, amount_captured: 2300, amount_refunded: 0, refunded: false, captured: true });
  }),
  behaviour('can take a single cent', { evidence: 'assumed', source: FROM_MEMORY }, async (stripe) => {
    const { id } = await plainHold(stripe);
    shows(await stripe.paymentIntents.capture(id, { amount_to_capture: 1 }), {
      amount_received: 1,
      status: 'succeeded',
    });
  }),
];

const refusals = [
  behaviour('refuses more than was held', { evidence: 'recorded', source: AAT }, async (stripe) => {
    const { id } = await plainHold(stripe);
    await refused(stripe.paymentIntents.capture(id, { amount_to_capture: 4601 }), {
      type: 'invalid_request_error',
      code: 'amount_too_large',
      param: undefined,
      message: TOO_MUCH,
    });
  }),
  behaviour('changes nothing when it refuses', { evidence: 'recorded', source: AAT }, async (stripe) => {
    const held = await plainHold(stripe);
    await refused(stripe.paymentIntents.capture(held.id, { amount_to_capture: 4601 }), {});
    equal({ ...(await stripe.paymentIntents.retrieve(held.id)) }, { ...held });
  }),
  behaviour('refuses a negative amount', { evidence: 'recorded', source: AAT }, async (stripe) => {
    const { id } = await plainHold(stripe);
    await refused(stripe.paymentIntents.capture(id, { amount_to_capture: -1 }), {
      code: undefined,
      param: 'amount_to_capture',
      message: 'Invalid non-negative integer',
    });
  }),
  behaviour('refuses zero on a plain hold', { evidence: 'recorded', source: AAT }, async (stripe) => {
    const { id } = await plainHold(stripe);
    await refused(stripe.paymentIntents.capture(id, { amount_to_capture: 0 }), {
      code: 'parameter_invalid_integer',
      param: 'amount',
      message: 'This value must be greater than or equal to 1.',
    });
  }),
  behaviour('refuses a second capture of everything', { evidence: 'recorded', source: AAT }, async (stripe) => {
    const { id } = await plainHold(stripe);
    await stripe.paymentIntents.capture(id);
    await refused(stripe.paymentIntents.capture(id), {
      code: 'payment_intent_unexpected_state',
      message: 'This PaymentIntent could not be captured because it has already been captured.',
    });
  }),
  behaviour(
    'refuses a second capture after the rest was released',
    { evidence: 'recorded', source: SEAHAVEN },
    async (stripe) => {
      const { id } = await plainHold(stripe);
      await stripe.paymentIntents.capture(id, { amount_to_capture: 2300 });
      await refused(stripe.paymentIntents.capture(id, { amount_to_capture: 2300 }), {
        code: 'payment_intent_unexpected_state',
        message:
          'The remaining amount on this PaymentIntent could not be captured because the remainder of the authorized ' +
          'amount has been released.',
      });
    },
  ),
  behaviour('refuses to capture an automatic payment', { evidence: 'recorded', source: AAT }, async (stripe) => {
    const { id } = await paid(stripe);
    await refused(stripe.paymentIntents.capture(id), { code: 'payment_intent_unexpected_state' });
  }),
  behaviour('carries the PaymentIntent in a state error', { evidence: 'recorded', source: AAT }, async (stripe) => {
    const { id } = await open(stripe);
    const error = await refused(stripe.paymentIntents.capture(id), {});
    shows(error.raw, {
      payment_intent: { id, status: 'requires_payment_method' },
      doc_url: 'https://stripe.com/docs/error-codes/payment-intent-unexpected-state',
    });
  }),
  behaviour('refuses an unknown PaymentIntent', { evidence: 'recorded', source: AAT }, async (stripe) => {
    await refused(stripe.paymentIntents.capture('pi_none'), { status: 404, code: 'resource_missing', param: 'intent' });
  }),
  behaviour('refuses final_capture=false on a plain hold', { evidence: 'documented', source: SDK }, async (stripe) => {
    const { id } = await plainHold(stripe);
    await refused(stripe.paymentIntents.capture(id, { amount_to_capture: 100, final_capture: false }), {
      param: 'final_capture',
    });
  }),
  behaviour(
    'refuses a statement_descriptor for cards',
    { evidence: 'documented', source: docs('payments/account/statement-descriptors') },
    async (stripe) => {
      const { id } = await plainHold(stripe);
      await refused(stripe.paymentIntents.capture(id, { statement_descriptor: 'ORDER 7' }), {
        param: 'statement_descriptor',
      });
    },
  ),
  behaviour('accepts final_capture=true on a plain hold', { evidence: 'documented', source: SDK }, async (stripe) => {
    const { id } = await plainHold(stripe, { expand: ['latest_charge'] });
    const captured = await stripe.paymentIntents.capture(id, { final_capture: true, expand: ['latest_charge'] });
    equal(expanded(captured.latest_charge).captured, true);
  }),
];

export const capturing = area('capturing', [...whole, ...partial, ...wrongStates, ...refusals]);
