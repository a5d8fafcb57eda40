import { z } from 'zod';
import type { PaymentAtProvider, ReadPayments, RefundAtProvider } from '../../domain/provider/payment-records';
import { readFromWooshPay } from '../requests/wooshpay-account';
import { ifSaid, readWooshPayAnswer, wooshPayMetadata, wooshPayName, wooshPayWord } from '../requests/wooshpay-answer';
import type { WooshPayClient } from '../requests/wooshpay-client';

/** A field without a value is missing from an answer: an amount that is missing is none. */
const amount = ifSaid(z.int().nonnegative()).transform((value) => value ?? 0);

const intentObject = z.object({
  id: z.string().min(1),
  currency: z.string(),
  amount_received: amount,
  amount_capturable: amount,
  latest_charge: wooshPayName,
  metadata: wooshPayMetadata,
});

const refundObject = z.object({
  id: z.string().min(1),
  amount: z.int().positive(),
  status: wooshPayWord,
  payment_intent: wooshPayName,
});

const chargeObject = z.object({ id: z.string().min(1), amount, amount_captured: amount, amount_refunded: amount });

/**
 * Payments as WooshPay has them now: a request for each and for its charge, and one for each refund that is known.
 * There is no list of refunds, so one that is not known shows only by how much its charge says went back.
 */
export function readPaymentsAtWooshPay(client: WooshPayClient): ReadPayments {
  return async ({ paymentIntentIds, refundIds }) => {
    const payments: PaymentAtProvider[] = [];
    const refunds: RefundAtProvider[] = [];
    for (const id of refundIds) {
      const answer = await readFromWooshPay(() => client.get(`/v1/refunds/${id}`));
      const { payment_intent: paymentIntentId, ...rest } = readWooshPayAnswer(refundObject, 'refund', answer);
      refunds.push({ ...rest, paymentIntentId });
    }
    for (const id of paymentIntentIds) {
      const answer = await readFromWooshPay(() => client.get(`/v1/payment_intents/${id}`));
      const intent = readWooshPayAnswer(intentObject, 'PaymentIntent', answer);
      const { currency, metadata, amount_received: received, amount_capturable: capturable } = intent;
      payments.push({ paymentIntentId: id, currency: currency.toLowerCase(), received, capturable, metadata });
      if (intent.latest_charge !== null && received > 0) {
        const known = refunds.filter(({ paymentIntentId }) => paymentIntentId === id);
        refunds.push(...(await refundNobodyKnows(client, intent.latest_charge, { paymentIntentId: id, known })));
      }
    }
    return { payments, refunds };
  };
}

/** Assumed: a charge counts what went back of it, and may count the rest too that its capture gave back. */
async function refundNobodyKnows(
  client: WooshPayClient,
  chargeId: string,
  { paymentIntentId, known }: { readonly paymentIntentId: string; readonly known: readonly RefundAtProvider[] },
): Promise<RefundAtProvider[]> {
  const answer = await readFromWooshPay(() => client.get(`/v1/charges/${chargeId}`));
  const charge = readWooshPayAnswer(chargeObject, 'charge', answer);
  const moved = known.filter(({ status }) => status !== 'failed' && status !== 'canceled');
  const more = charge.amount_refunded - moved.reduce((sum, refund) => sum + refund.amount, 0);
  const isRestOfHold = more === charge.amount - charge.amount_captured;
  return more <= 0 || isRestOfHold ? [] : [{ id: chargeId, amount: more, status: 'succeeded', paymentIntentId }];
}
