import type Stripe from 'stripe';
import { z } from 'zod';
import type { PaymentAtProvider, ReadPayments, RefundAtProvider } from '../../domain/provider/payment-records';
import { name, readAnswer, reference } from '../requests/answer';
import { read } from '../requests/ask';
import { readPages } from '../requests/pages';

/** Source: https://docs.stripe.com/api/payment_intents/object */
const intent = z
  .object({
    id: name,
    currency: z.string(),
    amount_received: z.int(),
    amount_capturable: z.int(),
    metadata: z.record(z.string(), z.string()),
  })
  .transform(
    ({ id, currency, amount_received: received, amount_capturable: capturable, metadata }): PaymentAtProvider => ({
      ...{ paymentIntentId: id, currency, received, capturable, metadata },
    }),
  );

/** Source: https://docs.stripe.com/api/refunds/object */
const refund = z
  .object({ id: name, amount: z.int(), status: z.string(), payment_intent: reference })
  .transform(({ payment_intent: paymentIntentId, ...rest }): RefundAtProvider => ({ ...rest, paymentIntentId }));

/** A payment has no more refunds than its shop made: 1,000 is more than any has. */
const REFUND_PAGES_AT_MOST = 10;

/** Two requests for each payment: its refunds are listed, whoever made them. */
export function readPaymentsWith(client: Stripe): ReadPayments {
  return async ({ paymentIntentIds }) => {
    const payments: PaymentAtProvider[] = [];
    const refunds: RefundAtProvider[] = [];
    for (const id of paymentIntentIds) {
      payments.push(readAnswer(intent, 'PaymentIntent', await read(() => client.paymentIntents.retrieve(id))));
      const pages = readPages(`refunds of ${id}`, REFUND_PAGES_AT_MOST, (page) =>
        read(() => client.refunds.list({ ...page, payment_intent: id })),
      );
      for await (const listed of pages) refunds.push(readAnswer(refund, 'refund', listed));
    }
    return { payments, refunds };
  };
}
