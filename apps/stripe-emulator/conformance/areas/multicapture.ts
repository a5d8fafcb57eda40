import { area, behaviour, CHOSEN, docs, SDK } from '../behaviour';
import type { Basis } from '../behaviour';
import { equal, expanded, refused, shows } from '../expectations';
import { holdWith, paid, part, partHold, plainHold } from '../holds';

const PAGE = docs('payments/multicapture');
const DOCUMENTED: Basis = { evidence: 'documented', source: PAGE, needs: ['multicapture'] };
const ASSUMED: Basis = { evidence: 'assumed', source: CHOSEN, needs: ['multicapture'] };

const networks = (
  ['pm_card_visa', 'pm_card_mastercard', 'pm_card_amex', 'pm_card_discover', 'pm_card_visa_cartesBancaires'] as const
).map((payment_method) =>
  behaviour(`is available on ${payment_method}`, DOCUMENTED, async (stripe) => {
    const { latest_charge } = await partHold(stripe, { payment_method, expand: ['latest_charge'] });
    equal(expanded(latest_charge).payment_method_details?.card?.multicapture, { status: 'available' });
  }),
);

const eligibility = [
  behaviour(
    'is unavailable on the card without enterprise features',
    { evidence: 'documented', source: docs('payments/multicapture#test-your-integration') },
    async (stripe) => {
      const intent = await partHold(stripe, {
        payment_method: 'pm_card_credit_disableEnterpriseCardFeatures',
        expand: ['latest_charge'],
      });
      equal(expanded(intent.latest_charge).payment_method_details?.card?.multicapture, { status: 'unavailable' });
    },
  ),
  behaviour('is unavailable when the request says never', { evidence: 'documented', source: SDK }, async (stripe) => {
    const intent = await plainHold(stripe, {
      payment_method_options: { card: { request_multicapture: 'never' } },
      expand: ['latest_charge'],
    });
    equal(expanded(intent.latest_charge).payment_method_details?.card?.multicapture, { status: 'unavailable' });
  }),
  behaviour(
    'is quietly unavailable on an account without it',
    { evidence: 'assumed', source: CHOSEN, needs: ['settings'] },
    async (stripe, { control }) => {
      await control.post('account', { features: { multicapture: 'unavailable' } });
      const { latest_charge } = await partHold(stripe, { expand: ['latest_charge'] });
      equal(expanded(latest_charge).payment_method_details?.card?.multicapture, { status: 'unavailable' });
    },
  ),
  behaviour(
    'fails the confirmation on an account that may not ask',
    {
      evidence: 'assumed',
      source: 'recorded for incremental authorization in https://github.com/gburgyan/aat-stripe',
      needs: ['settings'],
    },
    async (stripe, { control }) => {
      await control.post('account', { features: { multicapture: 'refused' } });
      await refused(partHold(stripe), {
        code: 'payment_intent_invalid_parameter',
        message: /not eligible for the requested card features/,
      });
    },
  ),
  behaviour('takes everything at once with automatic capture all the same', DOCUMENTED, async (stripe) => {
    const intent = await paid(stripe, { payment_method_options: { card: { request_multicapture: 'if_available' } } });
    shows(intent, { status: 'succeeded', amount_received: 4600 });
  }),
  behaviour(
    'shows what was asked for on the PaymentIntent',
    { evidence: 'documented', source: SDK },
    async (stripe) => {
      shows(await plainHold(stripe, { payment_method_options: { card: { request_multicapture: 'never' } } }), {
        payment_method_options: { card: { request_multicapture: 'never' } },
      });
    },
  ),
];

const parts = [
  behaviour('takes a part and stays capturable', DOCUMENTED, async (stripe) => {
    const { id } = await partHold(stripe, { amount: 1000 });
    shows(await part(stripe, id, 700), {
      status: 'requires_capture',
      amount: 1000,
      amount_received: 700,
      amount_capturable: 300,
    });
  }),
  behaviour('leaves the charge open after a part', DOCUMENTED, async (stripe) => {
    const { id } = await partHold(stripe, { amount: 1000 });
    const { latest_charge } = await part(stripe, id, 700, { expand: ['latest_charge'] });
    shows(latest_charge, { amount: 1000, amount_captured: 700, captured: false, amount_refunded: 0, refunded: false });
  }),
  behaviour('adds up two parts', DOCUMENTED, async (stripe) => {
    const { id } = await partHold(stripe, { amount: 1000 });
    await part(stripe, id, 700);
    shows(await part(stripe, id, 200), { status: 'requires_capture', amount_received: 900, amount_capturable: 100 });
  }),
  behaviour('ends with a final part and releases the rest', DOCUMENTED, async (stripe) => {
    const { id } = await partHold(stripe, { amount: 1000 });
    await part(stripe, id, 700);
    const last = await stripe.paymentIntents.capture(id, {
      amount_to_capture: 200,
      final_capture: true,
      expand: ['latest_charge'],
    });
    shows(last, {
      status: 'succeeded',
      amount: 1000,
      amount_received: 900,
      amount_capturable: 0,
      latest_charge: { amount: 1000, amount_captured: 900, captured: true, amount_refunded: 0 },
    });
  }),
  behaviour('is final unless told otherwise', DOCUMENTED, async (stripe) => {
    const { id } = await partHold(stripe);
    shows(await stripe.paymentIntents.capture(id, { amount_to_capture: 100 }), {
      status: 'succeeded',
      amount_received: 100,
      amount_capturable: 0,
    });
  }),
  behaviour('takes all that is left when the last capture gives no amount', DOCUMENTED, async (stripe) => {
    const { id } = await partHold(stripe);
    await part(stripe, id, 600);
    shows(await stripe.paymentIntents.capture(id), {
      status: 'succeeded',
      amount_received: 4600,
      amount_capturable: 0,
    });
  }),
  behaviour('succeeds by itself when parts take everything', DOCUMENTED, async (stripe) => {
    const { id } = await partHold(stripe, { amount: 1000 });
    await part(stripe, id, 400);
    shows(await part(stripe, id, 600, { expand: ['latest_charge'] }), {
      status: 'succeeded',
      amount_capturable: 0,
      latest_charge: { captured: true },
    });
  }),
  behaviour('releases the rest with a final capture of zero', DOCUMENTED, async (stripe) => {
    const { id } = await partHold(stripe);
    await part(stripe, id, 2300);
    const released = await stripe.paymentIntents.capture(id, {
      amount_to_capture: 0,
      final_capture: true,
      expand: ['latest_charge'],
    });
    shows(released, {
      status: 'succeeded',
      amount_received: 2300,
      amount_capturable: 0,
      latest_charge: { captured: true, amount_captured: 2300 },
    });
  }),
  behaviour(
    'refuses a final capture of zero before any part',
    { ...ASSUMED, source: docs('payments/multicapture') },
    async (stripe) => {
      const { id } = await partHold(stripe);
      await refused(stripe.paymentIntents.capture(id, { amount_to_capture: 0, final_capture: true }), {
        code: 'parameter_invalid_integer',
        param: 'amount',
      });
    },
  ),
  behaviour('refuses a non-final capture of zero', ASSUMED, async (stripe) => {
    const { id } = await partHold(stripe);
    await part(stripe, id, 100);
    await refused(part(stripe, id, 0), { code: 'parameter_invalid_integer', param: 'amount' });
  }),
  behaviour('refuses more than is left', DOCUMENTED, async (stripe) => {
    const { id } = await partHold(stripe);
    await part(stripe, id, 4000);
    await refused(part(stripe, id, 601), { code: 'amount_too_large' });
    shows(await stripe.paymentIntents.retrieve(id), { amount_capturable: 600, status: 'requires_capture' });
  }),
  behaviour('refuses a part after the final capture', DOCUMENTED, async (stripe) => {
    const { id } = await partHold(stripe);
    await part(stripe, id, 100);
    await stripe.paymentIntents.capture(id, { amount_to_capture: 100, final_capture: true });
    await refused(part(stripe, id, 100), { code: 'payment_intent_unexpected_state' });
  }),
  behaviour('keeps metadata of every part', { ...DOCUMENTED, source: SDK }, async (stripe) => {
    const { id } = await partHold(stripe);
    await part(stripe, id, 100, { metadata: { shipment_1: '100' } });
    const { metadata } = await part(stripe, id, 200, { metadata: { shipment_2: '200' } });
    equal(metadata, { shipment_1: '100', shipment_2: '200' });
  }),
  behaviour('keeps one charge through all parts', DOCUMENTED, async (stripe) => {
    const { id } = await partHold(stripe);
    await part(stripe, id, 100);
    await stripe.paymentIntents.capture(id);
    equal((await stripe.charges.list({ payment_intent: id })).data.length, 1);
  }),
  behaviour('leaves the end of the hold where it was', DOCUMENTED, async (stripe) => {
    const held = await partHold(stripe, { expand: ['latest_charge'] });
    const after = await part(stripe, held.id, 100, { expand: ['latest_charge'] });
    const [before, now] = [held, after].map(
      ({ latest_charge }) => expanded(latest_charge).payment_method_details?.card?.capture_before,
    );
    equal(now, before);
  }),
];

const limit = [
  behaviour('takes 50 parts', DOCUMENTED, async (stripe) => {
    const { id } = await partHold(stripe);
    for (let count = 0; count < 50; count += 1) await part(stripe, id, 10);
    shows(await stripe.paymentIntents.retrieve(id), { status: 'requires_capture', amount_received: 500 });
  }),
  behaviour('takes a final capture after 50 parts', DOCUMENTED, async (stripe) => {
    const { id } = await partHold(stripe);
    for (let count = 0; count < 50; count += 1) await part(stripe, id, 10);
    shows(await stripe.paymentIntents.capture(id), { status: 'succeeded', amount_received: 4600 });
  }),
  behaviour('refuses the 51st part', DOCUMENTED, async (stripe) => {
    const { id } = await partHold(stripe);
    for (let count = 0; count < 50; count += 1) await part(stripe, id, 10);
    await refused(part(stripe, id, 10), { status: 400, type: 'invalid_request_error' });
  }),
  behaviour('names final_capture when it refuses the 51st part', ASSUMED, async (stripe) => {
    const { id } = await partHold(stripe);
    for (let count = 0; count < 50; count += 1) await part(stripe, id, 10);
    await refused(part(stripe, id, 10), { code: 'payment_intent_invalid_parameter', param: 'final_capture' });
  }),
  behaviour('names final_capture when it is not available', { evidence: 'assumed', source: CHOSEN }, async (stripe) => {
    const { id } = await holdWith(stripe, [], {});
    await refused(part(stripe, id, 100), { code: 'payment_intent_invalid_parameter', param: 'final_capture' });
  }),
  behaviour(
    'keeps its own laws through many parts',
    { evidence: 'assumed', source: CHOSEN, needs: ['checks'] },
    async (stripe, { control }) => {
      const { id } = await partHold(stripe);
      for (const amount of [1, 999, 17, 2000]) await part(stripe, id, amount);
      equal(await control.violations(), []);
    },
  ),
];

export const multicapture = area('multicapture', [...networks, ...eligibility, ...parts, ...limit]);
