import type Stripe from 'stripe';
import { area, behaviour, CHOSEN, docs, SDK } from '../behaviour';
import type { Basis } from '../behaviour';
import { equal, expanded, refused, shows } from '../expectations';
import { holdWith, open, part, plainHold } from '../holds';

const PAGE = docs('payments/incremental-authorization');
const DOCUMENTED: Basis = { evidence: 'documented', source: PAGE, needs: ['incremental_authorization'] };
const ASSUMED: Basis = { evidence: 'assumed', source: CHOSEN, needs: ['incremental_authorization'] };

/** A hold of 10.00 USD that can grow. */
const growing = async (stripe: Stripe, payment_method = 'pm_card_visa'): Promise<Stripe.PaymentIntent> =>
  holdWith(stripe, ['incremental_authorization'], { amount: 1000, payment_method, expand: ['latest_charge'] });
const grow = async (stripe: Stripe, id: string, amount: number): Promise<Stripe.PaymentIntent> =>
  stripe.paymentIntents.incrementAuthorization(id, { amount, expand: ['latest_charge'] });

const networks = (['pm_card_visa', 'pm_card_mastercard', 'pm_card_amex'] as const).map((payment_method) =>
  behaviour(`are available on ${payment_method}`, DOCUMENTED, async (stripe) => {
    const { latest_charge } = await growing(stripe, payment_method);
    equal(expanded(latest_charge).payment_method_details?.card?.incremental_authorization, { status: 'available' });
  }),
);

const wrongStates = (['requires_payment_method', 'canceled', 'succeeded'] as const).map((status) =>
  behaviour(`are refused in ${status}`, { evidence: 'documented', source: SDK }, async (stripe) => {
    const { id } = await (status === 'succeeded' ? plainHold(stripe) : open(stripe));
    if (status === 'succeeded') await stripe.paymentIntents.capture(id);
    if (status === 'canceled') await stripe.paymentIntents.cancel(id);
    await refused(grow(stripe, id, 5000), { code: 'payment_intent_unexpected_state' });
  }),
);

export const increments = area('increments', [
  ...networks,
  ...wrongStates,
  behaviour('hold more', DOCUMENTED, async (stripe) => {
    const { id } = await growing(stripe);
    shows(await grow(stripe, id, 1500), {
      status: 'requires_capture',
      amount: 1500,
      amount_capturable: 1500,
      amount_received: 0,
    });
  }),
  behaviour('show the new total on the charge', DOCUMENTED, async (stripe) => {
    const { id } = await growing(stripe);
    shows((await grow(stripe, id, 1500)).latest_charge, {
      amount: 1500,
      payment_method_details: { card: { amount_authorized: 1500 } },
    });
  }),
  behaviour('keep the charge', DOCUMENTED, async (stripe) => {
    const { id, latest_charge } = await growing(stripe);
    equal(expanded((await grow(stripe, id, 1500)).latest_charge).id, expanded(latest_charge).id);
  }),
  behaviour('leave the end of the hold where it was', DOCUMENTED, async (stripe) => {
    const before = await growing(stripe);
    const [old, now] = [before, await grow(stripe, before.id, 1500)].map(
      ({ latest_charge }) => expanded(latest_charge).payment_method_details?.card?.capture_before,
    );
    equal(now, old);
  }),
  behaviour('can be captured in full', DOCUMENTED, async (stripe) => {
    const { id } = await growing(stripe);
    await grow(stripe, id, 1500);
    shows(await stripe.paymentIntents.capture(id), { status: 'succeeded', amount_received: 1500 });
  }),
  behaviour('must be more than before', DOCUMENTED, async (stripe) => {
    const { id } = await growing(stripe);
    await refused(grow(stripe, id, 1000), { param: 'amount' });
  }),
  behaviour('may add 500 dollars', DOCUMENTED, async (stripe) => {
    const { id } = await growing(stripe);
    shows(await grow(stripe, id, 51_000), { amount: 51_000 });
  }),
  behaviour('may not add more than 500 dollars to little', DOCUMENTED, async (stripe) => {
    const { id } = await growing(stripe);
    await refused(grow(stripe, id, 51_001), { status: 400 });
  }),
  behaviour('can be tried ten times', DOCUMENTED, async (stripe) => {
    const { id } = await growing(stripe);
    for (let step = 1; step <= 10; step += 1) await grow(stripe, id, 1000 + step);
    await refused(grow(stripe, id, 2000), { status: 400 });
    shows(await stripe.paymentIntents.retrieve(id), { amount: 1010, status: 'requires_capture' });
  }),
  behaviour('are refused where they were not asked for', DOCUMENTED, async (stripe) => {
    const { id } = await plainHold(stripe);
    await refused(grow(stripe, id, 5000), { status: 400 });
  }),
  behaviour('call that payment_intent_invalid_parameter', ASSUMED, async (stripe) => {
    const { id } = await plainHold(stripe);
    await refused(grow(stripe, id, 5000), { code: 'payment_intent_invalid_parameter' });
  }),
  behaviour(
    'are refused after a part was captured',
    { evidence: 'documented', source: SDK, needs: ['incremental_authorization', 'multicapture'] },
    async (stripe) => {
      const { id } = await holdWith(stripe, ['incremental_authorization', 'multicapture']);
      await part(stripe, id, 1000);
      await refused(grow(stripe, id, 5000), { status: 400 });
    },
  ),
  behaviour(
    'that are declined leave the hold as it was',
    { evidence: 'assumed', source: PAGE, needs: ['settings'] },
    async (stripe) => {
      const { id } = await growing(stripe, 'pm_card_emulatorSecondIncrementDeclined');
      await grow(stripe, id, 1500);
      await refused(grow(stripe, id, 2000), { status: 402, type: 'card_error', code: 'card_declined' });
      shows(await stripe.paymentIntents.retrieve(id), {
        status: 'requires_capture',
        amount: 1500,
        amount_capturable: 1500,
      });
    },
  ),
  behaviour(
    'take metadata and a description',
    { evidence: 'documented', source: SDK, needs: ['incremental_authorization'] },
    async (stripe) => {
      const { id } = await growing(stripe);
      shows(
        await stripe.paymentIntents.incrementAuthorization(id, {
          amount: 1500,
          description: 'more',
          metadata: { a: '1' },
        }),
        { description: 'more', metadata: { a: '1' } },
      );
    },
  ),
  behaviour(
    'want line items that match the new total',
    { evidence: 'documented', source: docs('payments/payment-line-items'), needs: ['incremental_authorization'] },
    async (stripe) => {
      const { id } = await growing(stripe);
      const amount_details = { line_items: [{ product_name: 'A', unit_cost: 1200, quantity: 1 }] };
      await refused(stripe.paymentIntents.incrementAuthorization(id, { amount: 1500, amount_details }), {
        code: 'amount_details_amount_mismatch',
      });
      shows(await stripe.paymentIntents.incrementAuthorization(id, { amount: 1200, amount_details }), { amount: 1200 });
    },
  ),
  behaviour('need an amount', { evidence: 'documented', source: SDK }, async (stripe) => {
    const { id } = await plainHold(stripe);
    await refused(stripe.rawRequest('POST', `/v1/payment_intents/${id}/increment_authorization`), {
      code: 'parameter_missing',
      param: 'amount',
    });
  }),
  behaviour(
    'fail the confirmation on an account that may not ask',
    { evidence: 'recorded', source: 'https://github.com/gburgyan/aat-stripe (README)', needs: ['settings'] },
    async (stripe, { control }) => {
      await control.post('account', { features: { incremental_authorization: 'refused' } });
      await refused(growing(stripe), {
        code: 'payment_intent_invalid_parameter',
        message: /not eligible for the requested card features/,
      });
      shows((await stripe.paymentIntents.list({ limit: 1 })).data, [{ status: 'requires_payment_method' }]);
    },
  ),
]);
