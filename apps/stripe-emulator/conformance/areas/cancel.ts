import { AAT, area, behaviour, CHOSEN, docs, SDK } from '../behaviour';
import { equal, refused, shows } from '../expectations';
import { open, paid, part, partHold, plainHold } from '../holds';

const CANCEL = docs('api/payment_intents/cancel');
const BASIL = docs('changelog/basil/2025-03-31/remove-refund-from-partial-capture-and-payment-cancellation-flow');

const allowed = (
  [
    ['requires_payment_method', {}],
    ['requires_confirmation', { payment_method: 'pm_card_visa' }],
    ['requires_capture', { payment_method: 'pm_card_visa', confirm: true, capture_method: 'manual' }],
    ['requires_action', { payment_method: 'pm_card_authenticationRequired', confirm: true }],
  ] as const
).map(([status, more]) =>
  behaviour(`is allowed in ${status}`, { evidence: 'documented', source: CANCEL }, async (stripe) => {
    const intent = await open(stripe, more);
    equal(intent.status, status);
    shows(await stripe.paymentIntents.cancel(intent.id), { status: 'canceled', amount_capturable: 0 });
  }),
);

const refusedIn = (['succeeded', 'canceled'] as const).map((status) =>
  behaviour(`is refused in ${status}`, { evidence: 'recorded', source: AAT }, async (stripe) => {
    const { id } = await (status === 'succeeded' ? paid(stripe) : open(stripe));
    if (status === 'canceled') await stripe.paymentIntents.cancel(id);
    await refused(stripe.paymentIntents.cancel(id), {
      code: 'payment_intent_unexpected_state',
      message:
        `You cannot cancel this PaymentIntent because it has a status of ${status}. Only a PaymentIntent with one of ` +
        'the following statuses may be canceled: requires_payment_method, requires_capture, ' +
        'requires_reauthorization, requires_confirmation, requires_action, expired, processing.',
    });
  }),
);

const reasons = (['duplicate', 'fraudulent', 'requested_by_customer', 'abandoned'] as const).map(
  (cancellation_reason) =>
    behaviour(`keeps the reason ${cancellation_reason}`, { evidence: 'documented', source: CANCEL }, async (stripe) => {
      const { id } = await plainHold(stripe);
      shows(await stripe.paymentIntents.cancel(id, { cancellation_reason }), { cancellation_reason });
    }),
);

export const cancel = area('cancel', [
  ...allowed,
  ...refusedIn,
  ...reasons,
  behaviour('has no reason when none is given', { evidence: 'documented', source: SDK }, async (stripe) => {
    const { id } = await plainHold(stripe);
    shows(await stripe.paymentIntents.cancel(id), { cancellation_reason: null });
  }),
  behaviour('refuses a reason it does not know', { evidence: 'documented', source: CANCEL }, async (stripe) => {
    const { id } = await plainHold(stripe);
    await refused(stripe.rawRequest('POST', `/v1/payment_intents/${id}/cancel`, { cancellation_reason: 'expired' }), {
      param: 'cancellation_reason',
    });
  }),
  behaviour('dates the cancel', { evidence: 'documented', source: SDK }, async (stripe) => {
    const { id, created } = await plainHold(stripe);
    equal(((await stripe.paymentIntents.cancel(id)).canceled_at ?? 0) >= created, true);
  }),
  behaviour(
    'makes no refund and leaves the charge uncaptured',
    { evidence: 'documented', source: BASIL },
    async (stripe) => {
      const { id } = await plainHold(stripe);
      const { latest_charge } = await stripe.paymentIntents.cancel(id, { expand: ['latest_charge'] });
      shows(latest_charge, { captured: false, amount_captured: 0, amount_refunded: 0, refunded: false });
    },
  ),
  behaviour('refuses a capture afterwards', { evidence: 'recorded', source: AAT }, async (stripe) => {
    const { id } = await plainHold(stripe);
    await stripe.paymentIntents.cancel(id);
    await refused(stripe.paymentIntents.capture(id), { code: 'payment_intent_unexpected_state' });
  }),
  behaviour(
    'is refused after a partial capture',
    { evidence: 'assumed', source: CHOSEN, needs: ['multicapture'] },
    async (stripe) => {
      const { id } = await partHold(stripe);
      await part(stripe, id, 1000);
      await refused(stripe.paymentIntents.cancel(id), { code: 'payment_intent_unexpected_state' });
    },
  ),
  behaviour(
    'is allowed after a partial capture by a switch',
    { evidence: 'assumed', source: CHOSEN, needs: ['settings'] },
    async (stripe, { control }) => {
      await control.post('account', { cancel_after_capture: 'allowed' });
      const { id } = await partHold(stripe);
      await part(stripe, id, 1000);
      shows(await stripe.paymentIntents.cancel(id), {
        status: 'canceled',
        amount_received: 1000,
        amount_capturable: 0,
      });
    },
  ),
  behaviour('refuses an unknown PaymentIntent', { evidence: 'recorded', source: AAT }, async (stripe) => {
    await refused(stripe.paymentIntents.cancel('pi_none'), { status: 404, code: 'resource_missing', param: 'intent' });
  }),
]);
