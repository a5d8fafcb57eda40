import type Stripe from 'stripe';
import { area, behaviour, CHOSEN, docs } from '../../behaviour';
import type { Basis, World } from '../../behaviour';
import { equal, eventually, expanded, idOf, refused, shows } from '../../expectations';
import { paid, plainHold } from '../../holds';

const WARNINGS: Basis = { evidence: 'documented', source: docs('testing#fraud-prevention') };
const WARNING: Basis = { evidence: 'documented', source: docs('api/radar/early_fraud_warnings/object') };
const REVIEWS: Basis = { evidence: 'documented', source: docs('api/radar/reviews/object'), needs: ['settings'] };
const APPROVE: Basis = { ...REVIEWS, source: docs('api/radar/reviews/approve') };
const EVENTS: Basis = {
  evidence: 'documented',
  source: docs('api/events/types'),
  needs: ['settings', 'quiet account'],
};
const ASSUMED: Basis = { evidence: 'assumed', source: CHOSEN, needs: ['settings'] };
const STOLEN = 'pm_card_createIssuerFraudRecord';

type Warning = Stripe.Response<Stripe.Radar.EarlyFraudWarning>;

async function warned(
  stripe: Stripe,
  { wait }: World,
): Promise<{ intent: Stripe.PaymentIntent; warning: Pick<Warning, 'id'> }> {
  const intent = await paid(stripe, { payment_method: STOLEN });
  const warning = await eventually(
    'a warning',
    async () => (await stripe.radar.earlyFraudWarnings.list({ payment_intent: intent.id })).data[0],
    wait,
  );
  return { intent, warning };
}

const warnings = [
  behaviour('come with pm_card_createIssuerFraudRecord', WARNINGS, async (stripe, world) => {
    const { intent, warning } = await warned(stripe, world);
    shows(warning, {
      object: 'radar.early_fraud_warning',
      id: /^issfr_/,
      actionable: true,
      charge: idOf(intent.latest_charge),
      payment_intent: intent.id,
      fraud_type: /./,
    });
  }),
  behaviour('can be retrieved with their charge', WARNING, async (stripe, world) => {
    const { intent, warning } = await warned(stripe, world);
    const { charge } = await stripe.radar.earlyFraudWarnings.retrieve(warning.id, { expand: ['charge'] });
    shows(expanded(charge), { id: idOf(intent.latest_charge), disputed: false });
  }),
  behaviour('are listed by charge', WARNING, async (stripe, world) => {
    const { intent, warning } = await warned(stripe, world);
    const { data } = await stripe.radar.earlyFraudWarnings.list({ charge: idOf(intent.latest_charge) });
    equal(
      data.map(({ id }) => id),
      [warning.id],
    );
    const other = await paid(stripe);
    equal((await stripe.radar.earlyFraudWarnings.list({ charge: idOf(other.latest_charge) })).data, []);
  }),
  behaviour('are of no more use once the payment has gone back', WARNING, async (stripe, world) => {
    const { intent, warning } = await warned(stripe, world);
    await stripe.refunds.create({ payment_intent: intent.id });
    shows(await stripe.radar.earlyFraudWarnings.retrieve(warning.id), { actionable: false });
  }),
  behaviour('stay of use while a part is kept', WARNING, async (stripe, world) => {
    const { intent, warning } = await warned(stripe, world);
    await stripe.refunds.create({ payment_intent: intent.id, amount: 100 });
    shows(await stripe.radar.earlyFraudWarnings.retrieve(warning.id), { actionable: true });
  }),
  behaviour('tell by radar.early_fraud_warning.created and updated', EVENTS, async (stripe, world) => {
    const { intent } = await warned(stripe, world);
    await stripe.refunds.create({ payment_intent: intent.id });
    const types = (await stripe.events.list({ type: 'radar.early_fraud_warning.*' })).data.map(({ type }) => type);
    equal(types, ['radar.early_fraud_warning.updated', 'radar.early_fraud_warning.created']);
  }),
  behaviour('wait for the capture of a hold', ASSUMED, async (stripe) => {
    const { id } = await plainHold(stripe, { payment_method: STOLEN });
    equal((await stripe.radar.earlyFraudWarnings.list({ payment_intent: id })).data, []);
    await stripe.paymentIntents.capture(id);
    equal((await stripe.radar.earlyFraudWarnings.list({ payment_intent: id })).data.length, 1);
  }),
  behaviour('are unknown by another id', WARNING, async (stripe) => {
    await refused(stripe.radar.earlyFraudWarnings.retrieve('issfr_1none'), { status: 404, code: 'resource_missing' });
  }),
];

/** A payment that somebody has to look at, in an account with such a rule. */
async function reviewed(
  stripe: Stripe,
  { control }: World,
  more: Partial<Stripe.PaymentIntentCreateParams> = {},
): Promise<{ intent: Stripe.PaymentIntent; review: string }> {
  await control.post('account', { reviews: 'elevated' });
  const intent = await paid(stripe, { payment_method: 'pm_card_riskLevelElevated', ...more });
  return { intent, review: idOf(intent.review) };
}

const reviewsOf = [
  behaviour(
    'are opened for payments of elevated risk',
    { ...REVIEWS, source: docs('testing#fraud-prevention') },
    async (stripe, world) => {
      const { intent, review } = await reviewed(stripe, world);
      shows(await stripe.reviews.retrieve(review), {
        object: 'review',
        id: /^prv_/,
        charge: idOf(intent.latest_charge),
        payment_intent: intent.id,
        open: true,
        opened_reason: 'rule',
        reason: 'rule',
        closed_reason: null,
      });
    },
  ),
  behaviour('show on the charge too', REVIEWS, async (stripe, world) => {
    const { intent, review } = await reviewed(stripe, world);
    shows(await stripe.charges.retrieve(idOf(intent.latest_charge)), { review, outcome: { risk_level: 'elevated' } });
  }),
  behaviour('leave other payments alone', REVIEWS, async (stripe, world) => {
    const { intent } = await reviewed(stripe, world, { payment_method: 'pm_card_visa' }).catch(async () => ({
      intent: await paid(stripe),
    }));
    equal(intent.review, null);
  }),
  behaviour('can be approved, which closes them', APPROVE, async (stripe, world) => {
    const { review } = await reviewed(stripe, world);
    shows(await stripe.reviews.approve(review), { open: false, closed_reason: 'approved', reason: 'approved' });
    equal((await stripe.reviews.list()).data, []);
  }),
  behaviour(
    'are listed while they are open',
    { ...REVIEWS, source: docs('api/radar/reviews/list'), needs: ['settings', 'quiet account'] },
    async (stripe, world) => {
      const { review } = await reviewed(stripe, world);
      equal(
        (await stripe.reviews.list()).data.map(({ id }) => id),
        [review],
      );
    },
  ),
  behaviour('end with a full refund', REVIEWS, async (stripe, world) => {
    const { intent, review } = await reviewed(stripe, world);
    await stripe.refunds.create({ payment_intent: intent.id });
    shows(await stripe.reviews.retrieve(review), { open: false, closed_reason: 'refunded' });
  }),
  behaviour('end with a refund for fraud', REVIEWS, async (stripe, world) => {
    const { intent, review } = await reviewed(stripe, world);
    await stripe.refunds.create({ payment_intent: intent.id, reason: 'fraudulent' });
    shows(await stripe.reviews.retrieve(review), { closed_reason: 'refunded_as_fraud' });
  }),
  behaviour('end with the hold', REVIEWS, async (stripe, world) => {
    const { intent, review } = await reviewed(stripe, world, { capture_method: 'manual' });
    await stripe.paymentIntents.cancel(intent.id);
    shows(await stripe.reviews.retrieve(review), { open: false, closed_reason: 'canceled' });
  }),
  behaviour('tell by review.opened and review.closed', EVENTS, async (stripe, world) => {
    const { review } = await reviewed(stripe, world);
    await stripe.reviews.approve(review);
    const types = (await stripe.events.list({ type: 'review.*' })).data.map(({ type }) => type);
    equal(types, ['review.closed', 'review.opened']);
  }),
  behaviour('are approved once', ASSUMED, async (stripe, world) => {
    const { review } = await reviewed(stripe, world);
    await stripe.reviews.approve(review);
    await refused(stripe.reviews.approve(review), { status: 400 });
  }),
  behaviour('are not opened without a rule', ASSUMED, async (stripe) => {
    equal((await paid(stripe, { payment_method: 'pm_card_riskLevelElevated' })).review, null);
  }),
];

export const earlyFraudWarnings = area('early fraud warnings', warnings);
export const reviews = area('reviews', reviewsOf);
