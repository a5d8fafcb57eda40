import type Stripe from 'stripe';
import { area, behaviour, CHOSEN, docs, SDK } from '../behaviour';
import type { Basis } from '../behaviour';
import { equal, expanded, refused, shows } from '../expectations';
import { holdWith, part, plainHold } from '../holds';

const PAGE = docs('payments/overcapture');
const DOCUMENTED: Basis = { evidence: 'documented', source: PAGE, needs: ['overcapture'] };
const ASSUMED: Basis = { evidence: 'assumed', source: CHOSEN, needs: ['overcapture'] };

/** A hold of 10.00 USD, as in Stripe's example. */
const overHold = async (stripe: Stripe, payment_method = 'pm_card_visa'): Promise<Stripe.PaymentIntent> =>
  holdWith(stripe, ['overcapture'], { amount: 1000, payment_method, expand: ['latest_charge'] });

const ceilings = (
  [
    ['pm_card_visa', 'available', 1200],
    ['pm_card_amex', 'available', 1150],
    ['pm_card_mastercard', 'unavailable', 1000],
    ['pm_card_discover', 'unavailable', 1000],
    ['pm_card_credit_disableEnterpriseCardFeatures', 'unavailable', 1000],
  ] as const
).map(([token, status, maximum_amount_capturable]) =>
  behaviour(
    `is ${status} up to ${String(maximum_amount_capturable)} of 1000 on ${token}`,
    DOCUMENTED,
    async (stripe) => {
      const { latest_charge } = await overHold(stripe, token);
      equal(
        { ...expanded(latest_charge).payment_method_details?.card?.overcapture },
        { maximum_amount_capturable, status },
      );
    },
  ),
);

export const overcapture = area('overcapture', [
  ...ceilings,
  behaviour('takes more than was held', DOCUMENTED, async (stripe) => {
    const { id } = await overHold(stripe);
    shows(await stripe.paymentIntents.capture(id, { amount_to_capture: 1200 }), {
      status: 'succeeded',
      amount_received: 1200,
      amount_capturable: 0,
    });
  }),
  behaviour('makes what was taken the amount of the PaymentIntent', DOCUMENTED, async (stripe) => {
    const { id } = await overHold(stripe);
    shows(await stripe.paymentIntents.capture(id, { amount_to_capture: 1200 }), { amount: 1200 });
  }),
  behaviour('leaves the authorized amount as it was', DOCUMENTED, async (stripe) => {
    const { id } = await overHold(stripe);
    const { latest_charge } = await stripe.paymentIntents.capture(id, {
      amount_to_capture: 1200,
      expand: ['latest_charge'],
    });
    shows(latest_charge, { amount_captured: 1200, payment_method_details: { card: { amount_authorized: 1000 } } });
  }),
  behaviour('refuses more than the ceiling', DOCUMENTED, async (stripe) => {
    const { id } = await overHold(stripe);
    await refused(stripe.paymentIntents.capture(id, { amount_to_capture: 1201 }), { code: 'amount_too_large' });
  }),
  behaviour('takes what was held when no amount is given', { ...DOCUMENTED, source: SDK }, async (stripe) => {
    const { id } = await overHold(stripe);
    shows(await stripe.paymentIntents.capture(id), { amount: 1000, amount_received: 1000 });
  }),
  behaviour('can take less all the same', DOCUMENTED, async (stripe) => {
    const { id } = await overHold(stripe);
    shows(await stripe.paymentIntents.capture(id, { amount_to_capture: 400 }), { amount: 1000, amount_received: 400 });
  }),
  behaviour('is refused where it was not asked for', DOCUMENTED, async (stripe) => {
    const { id } = await plainHold(stripe, { amount: 1000 });
    await refused(stripe.paymentIntents.capture(id, { amount_to_capture: 1100 }), { code: 'amount_too_large' });
  }),
  behaviour(
    'asks for line items that match the new total',
    { ...DOCUMENTED, source: docs('payments/payment-line-items') },
    async (stripe) => {
      const { id } = await overHold(stripe);
      const goods = (unit_cost: number): Stripe.PaymentIntentCaptureParams => ({
        amount_to_capture: 1200,
        amount_details: { line_items: [{ product_name: 'A', unit_cost, quantity: 1 }] },
      });
      await refused(stripe.paymentIntents.capture(id, goods(1000)), { code: 'amount_details_amount_mismatch' });
      shows(await stripe.paymentIntents.capture(id, goods(1200)), { amount: 1200 });
    },
  ),
  behaviour(
    'goes with multicapture at the final capture alone',
    { ...ASSUMED, needs: ['overcapture', 'multicapture'] },
    async (stripe) => {
      const { id } = await holdWith(stripe, ['overcapture', 'multicapture'], { amount: 1000 });
      await refused(part(stripe, id, 1100), { code: 'amount_too_large' });
      await part(stripe, id, 700);
      shows(await stripe.paymentIntents.capture(id, { amount_to_capture: 500 }), {
        amount: 1200,
        amount_received: 1200,
      });
    },
  ),
  behaviour(
    'is unavailable on an account without it',
    { evidence: 'documented', source: PAGE, needs: ['settings'] },
    async (stripe, { control }) => {
      await control.post('account', { features: { overcapture: 'unavailable' } });
      const { latest_charge } = await overHold(stripe);
      shows(expanded(latest_charge).payment_method_details?.card?.overcapture, {
        status: 'unavailable',
        maximum_amount_capturable: 1000,
      });
    },
  ),
]);
