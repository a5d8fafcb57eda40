import type Stripe from 'stripe';
import { z } from 'zod';
import { name, readAnswer, reference } from '../requests/answer';
import { read } from '../requests/ask';
import { readPages } from '../requests/pages';

/** A PaymentIntent as its amounts are compared with ours. */
export interface PaymentAtStripe {
  readonly id: string;
  readonly currency: string;
  readonly amount_received: number;
  readonly amount_capturable: number;
  readonly metadata: Readonly<Record<string, string>>;
}

/** A refund as it is compared with ours. */
export interface RefundAtStripe {
  readonly id: string;
  readonly amount: number;
  readonly status: string;
  readonly payment_intent: string | null;
}

/** Payments with all of their refunds. */
export interface PaymentsAtStripe {
  readonly intents: readonly PaymentAtStripe[];
  readonly refunds: readonly RefundAtStripe[];
}

/** Reads payments as Stripe has them now. @throws ProviderUnavailable, ProviderMisuse */
export type ReadPayments = (paymentIntentIds: readonly string[]) => Promise<PaymentsAtStripe>;

/** Source: https://docs.stripe.com/api/payment_intents/object */
const intent = z.object({
  id: name,
  currency: z.string(),
  amount_received: z.int(),
  amount_capturable: z.int(),
  metadata: z.record(z.string(), z.string()),
});

/** Source: https://docs.stripe.com/api/refunds/object */
const refund = z.object({ id: name, amount: z.int(), status: z.string(), payment_intent: reference });

/** A payment has no more refunds than its shop made: 1,000 is more than any has. */
const REFUND_PAGES_AT_MOST = 10;

/** Two requests for each payment. */
export function readPaymentsWith(client: Stripe): ReadPayments {
  return async (paymentIntentIds) => {
    const intents: PaymentAtStripe[] = [];
    const refunds: RefundAtStripe[] = [];
    for (const id of paymentIntentIds) {
      intents.push(readAnswer(intent, 'PaymentIntent', await read(() => client.paymentIntents.retrieve(id))));
      const pages = readPages(`refunds of ${id}`, REFUND_PAGES_AT_MOST, (page) =>
        read(() => client.refunds.list({ ...page, payment_intent: id })),
      );
      for await (const listed of pages) refunds.push(readAnswer(refund, 'refund', listed));
    }
    return { intents, refunds };
  };
}
