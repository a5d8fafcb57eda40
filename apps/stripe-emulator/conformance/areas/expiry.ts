import type Stripe from 'stripe';
import { area, behaviour, docs, SDK } from '../behaviour';
import type { Basis } from '../behaviour';
import { equal, expanded, refused, shows } from '../expectations';
import { holdWith, part, partHold, plainHold } from '../holds';

const HOLD = docs('payments/place-a-hold-on-a-payment-method');
const EXTENDED = docs('payments/extended-authorization');
const BASIL = docs('changelog/basil/2025-03-31/remove-refund-from-partial-capture-and-payment-cancellation-flow');
const CLOCK: Basis = { evidence: 'documented', source: HOLD, needs: ['clock'] };
const DAY = 86_400;
const WEEK = 7 * DAY;

const window = (intent: Stripe.PaymentIntent): number =>
  (expanded(intent.latest_charge).payment_method_details?.card?.capture_before ?? 0) - intent.created;
const typesOf = async (stripe: Stripe): Promise<string[]> =>
  (await stripe.events.list({ limit: 100 })).data.map(({ type }) => type).reverse();

const extended = (
  [
    ['pm_card_visa', 29 * DAY + 18 * 3600],
    ['pm_card_mastercard', 30 * DAY],
  ] as const
).map(([payment_method, seconds]) =>
  behaviour(
    `extends a hold on ${payment_method} to ${String(seconds / 3600)} hours`,
    { evidence: 'documented', source: EXTENDED, needs: ['extended_authorization'] },
    async (stripe) => {
      const intent = await holdWith(stripe, ['extended_authorization'], { payment_method, expand: ['latest_charge'] });
      shows(expanded(intent.latest_charge).payment_method_details?.card, {
        extended_authorization: { status: 'enabled' },
      });
      equal(Math.abs(window(intent) - seconds) < 60, true);
    },
  ),
);

const windows = (['pm_card_visa', 'pm_card_mastercard', 'pm_card_amex', 'pm_card_discover'] as const).map(
  (payment_method) =>
    behaviour(`holds for seven days on ${payment_method}`, { evidence: 'documented', source: HOLD }, async (stripe) => {
      const intent = await plainHold(stripe, { payment_method, expand: ['latest_charge'] });
      equal(Math.abs(window(intent) - WEEK) < 60, true);
    }),
);

export const expiry = area('expiry', [
  ...windows,
  ...extended,
  behaviour('still captures shortly before the end', CLOCK, async (stripe, { control }) => {
    const { id } = await plainHold(stripe);
    await control.advance(WEEK - 60);
    shows(await stripe.paymentIntents.capture(id), { status: 'succeeded' });
  }),
  behaviour('cancels an uncaptured hold at the end', CLOCK, async (stripe, { control }) => {
    const { id } = await plainHold(stripe);
    await control.advance(WEEK + 1);
    shows(await stripe.paymentIntents.retrieve(id), { status: 'canceled', amount_capturable: 0, amount_received: 0 });
  }),
  behaviour('gives expired as the reason', { ...CLOCK, source: BASIL }, async (stripe, { control }) => {
    const { id } = await plainHold(stripe);
    await control.advance(WEEK + 1);
    shows(await stripe.paymentIntents.retrieve(id), { cancellation_reason: 'expired' });
  }),
  behaviour('dates the cancel at the end of the hold', CLOCK, async (stripe, { control }) => {
    const { id, latest_charge } = await plainHold(stripe, { expand: ['latest_charge'] });
    await control.advance(WEEK + 3600);
    const before = expanded(latest_charge).payment_method_details?.card?.capture_before ?? 0;
    const { canceled_at } = await stripe.paymentIntents.retrieve(id);
    equal(Math.abs((canceled_at ?? 0) - before) <= 1, true);
  }),
  behaviour('refunds nothing', { ...CLOCK, source: BASIL }, async (stripe, { control }) => {
    const { id } = await plainHold(stripe);
    await control.advance(WEEK + 1);
    const { latest_charge } = await stripe.paymentIntents.retrieve(id, { expand: ['latest_charge'] });
    shows(latest_charge, { captured: false, amount_captured: 0, amount_refunded: 0, refunded: false });
  }),
  behaviour(
    'tells by charge.expired and payment_intent.canceled',
    { ...CLOCK, source: SDK },
    async (stripe, { control }) => {
      await plainHold(stripe);
      await control.advance(WEEK + 1);
      equal((await typesOf(stripe)).slice(-2), ['charge.expired', 'payment_intent.canceled']);
    },
  ),
  behaviour(
    'refuses a capture after the end',
    { evidence: 'recorded', source: 'https://github.com/gburgyan/aat-stripe (README)', needs: ['clock'] },
    async (stripe, { control }) => {
      const { id } = await plainHold(stripe);
      await control.advance(WEEK + 1);
      await refused(stripe.paymentIntents.capture(id), {
        code: 'payment_intent_unexpected_state',
        message: /it has a status of canceled\./,
      });
    },
  ),
  behaviour(
    'succeeds with what was captured at the end',
    { ...CLOCK, source: docs('payments/multicapture') },
    async (stripe, { control }) => {
      const { id } = await partHold(stripe);
      await part(stripe, id, 1000);
      await control.advance(WEEK + 1);
      shows(await stripe.paymentIntents.retrieve(id, { expand: ['latest_charge'] }), {
        status: 'succeeded',
        amount_received: 1000,
        amount_capturable: 0,
        latest_charge: { captured: true, amount_captured: 1000, amount_refunded: 0 },
      });
    },
  ),
  behaviour(
    'tells by charge.captured and payment_intent.succeeded when something was captured',
    { ...CLOCK, source: docs('payments/multicapture') },
    async (stripe, { control }) => {
      const { id } = await partHold(stripe);
      await part(stripe, id, 1000);
      await control.advance(WEEK + 1);
      equal((await typesOf(stripe)).slice(-2), ['charge.captured', 'payment_intent.succeeded']);
    },
  ),
  behaviour('leaves a captured payment alone', CLOCK, async (stripe, { control }) => {
    const { id } = await plainHold(stripe);
    await stripe.paymentIntents.capture(id);
    await control.advance(WEEK + 1);
    shows(await stripe.paymentIntents.retrieve(id), { status: 'succeeded', canceled_at: null });
  }),
  behaviour('leaves an unconfirmed PaymentIntent alone', CLOCK, async (stripe, { control }) => {
    const { id } = await stripe.paymentIntents.create({ amount: 1000, currency: 'usd' });
    await control.advance(WEEK + 1);
    shows(await stripe.paymentIntents.retrieve(id), { status: 'requires_payment_method' });
  }),
  behaviour(
    'keeps its own laws',
    { evidence: 'assumed', source: 'the invariants of the emulator', needs: ['clock', 'checks'] },
    async (stripe, { control }) => {
      await plainHold(stripe);
      await part(stripe, (await partHold(stripe)).id, 1000);
      await control.advance(WEEK + 1);
      equal(await control.violations(), []);
    },
  ),
]);
