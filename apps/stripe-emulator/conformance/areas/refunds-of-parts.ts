import { area, behaviour, docs } from '../behaviour';
import type { Basis } from '../behaviour';
import { refused, shows } from '../expectations';
import { chargeOf, part, partHold } from '../holds';

const PARTS: Basis = { evidence: 'documented', source: docs('payments/multicapture#refunds'), needs: ['multicapture'] };

export const refundsOfParts = area('refunds of parts', [
  behaviour('are possible while more can be captured', PARTS, async (stripe) => {
    const { id } = await partHold(stripe);
    await part(stripe, id, 1000);
    shows(await stripe.refunds.create({ payment_intent: id, amount: 400 }), { amount: 400, status: 'succeeded' });
    shows(await stripe.paymentIntents.retrieve(id), {
      status: 'requires_capture',
      amount_received: 1000,
      amount_capturable: 3600,
    });
  }),
  behaviour('are limited to what was received while more can be captured', PARTS, async (stripe) => {
    const { id } = await partHold(stripe);
    await part(stripe, id, 1000);
    await stripe.refunds.create({ payment_intent: id, amount: 400 });
    await refused(stripe.refunds.create({ payment_intent: id, amount: 601 }), { param: 'amount' });
  }),
  behaviour('do not mark the charge as refunded before the final capture', PARTS, async (stripe) => {
    const intent = await partHold(stripe);
    await part(stripe, intent.id, 1000);
    await stripe.refunds.create({ payment_intent: intent.id });
    shows(await chargeOf(stripe, intent), { refunded: false, amount_refunded: 1000 });
  }),
  behaviour('mark the charge as refunded with the final capture', PARTS, async (stripe) => {
    const intent = await partHold(stripe);
    await part(stripe, intent.id, 1000);
    await stripe.refunds.create({ payment_intent: intent.id });
    await stripe.paymentIntents.capture(intent.id, { amount_to_capture: 0, final_capture: true });
    shows(await chargeOf(stripe, intent), { refunded: true, amount_refunded: 1000, amount_captured: 1000 });
  }),
  behaviour('leave what can still be captured alone', PARTS, async (stripe) => {
    const { id } = await partHold(stripe);
    await part(stripe, id, 1000);
    await stripe.refunds.create({ payment_intent: id });
    shows(await stripe.paymentIntents.capture(id), { status: 'succeeded', amount_received: 4600 });
  }),
]);
