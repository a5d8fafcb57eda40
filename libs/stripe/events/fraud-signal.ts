import { z } from 'zod';
import type { FraudSignal } from '../../domain/orders/fraud-signal';
import { lenient } from '../requests/answer';

/** They tell that a payment is suspected. Source: https://docs.stripe.com/api/events/types */
export const FRAUD_TYPES: ReadonlySet<string> = new Set([
  'review.opened',
  'review.closed',
  'radar.early_fraud_warning.created',
  'radar.early_fraud_warning.updated',
]);

const text = lenient(z.string().min(1));

/** Source: https://docs.stripe.com/api/radar/reviews/object */
const review = z.object({
  id: z.string().min(1).max(255),
  object: z.literal('review'),
  open: z.boolean(),
  reason: text,
  closed_reason: text,
});

/** Source: https://docs.stripe.com/api/radar/early_fraud_warnings/object */
const warning = z.object({
  id: z.string().min(1).max(255),
  object: z.literal('radar.early_fraud_warning'),
  actionable: z.boolean(),
  fraud_type: text,
});

/** Source: https://docs.stripe.com/api/events/object */
const event = z.object({ data: z.object({ object: z.discriminatedUnion('object', [review, warning]) }) });

const REASON_AT_MOST = 255;

/** What an event of `FRAUD_TYPES` says; undefined when it does not say it in words that we know. */
export function readFraudSignal(payload: unknown): FraudSignal | undefined {
  const read = event.safeParse(payload);
  if (!read.success) return undefined;
  const { object } = read.data.data;
  switch (object.object) {
    case 'review': {
      const { id: signalId, open: isOpen, reason, closed_reason: ended } = object;
      return { signalId, kind: 'under_review', isOpen, reason: word(isOpen ? reason : (ended ?? reason)) };
    }
    case 'radar.early_fraud_warning': {
      const { id: signalId, actionable: isOpen, fraud_type: reason } = object;
      return { signalId, kind: 'fraud_warning', isOpen, reason: word(reason) };
    }
  }
}

function word(reason: string | null): string {
  return (reason ?? 'unknown').slice(0, REASON_AT_MOST);
}
