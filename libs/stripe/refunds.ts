import type Stripe from 'stripe';
import { z } from 'zod';
import type { RefundAnswer, RefundGateway, RefundReading, RefundRequest, RefundSearch } from '../domain/refund-gateway';
import { optional, readAnswer } from './answer';
import { ask, read } from './ask';
import { isRefund, refundMetadata } from './metadata';
import { readPages } from './pages';
import { refundRefusalOf } from './refusals';

/** Refunds at Stripe, as the gateway makes its calls: one request that may move money, never repeated by itself. */
export function createRefundGateway(client: Stripe): RefundGateway {
  return {
    refund: (request) => refund(client, request),
    findRefund: (search) => findRefund(client, search),
    readRefund: async (stripeRefundId) => readingOf(await read(() => client.refunds.retrieve(stripeRefundId))),
  };
}

async function refund(client: Stripe, request: RefundRequest): Promise<RefundAnswer> {
  const { idempotencyKey } = request;
  const asked = await ask(() => client.refunds.create(refundParams(request), { idempotencyKey }), refundRefusalOf);
  return asked.kind === 'answer'
    ? { kind: 'answered', refund: readingOf(asked.answer) }
    : { kind: 'refused', ...asked.refusal };
}

function refundParams({ ref, chargeId, amount, reason }: RefundRequest): Stripe.RefundCreateParams {
  return {
    charge: chargeId,
    amount: amount.amount,
    reason: STRIPE_REASONS.find((word) => word === reason) ?? 'requested_by_customer',
    metadata: refundMetadata(ref),
  };
}

/** Stripe's own words. `fraudulent` puts the card on its block list, so nothing but the very word may say it. */
const STRIPE_REASONS = ['duplicate', 'fraudulent', 'requested_by_customer'] as const;

/** A charge has far fewer refunds; without an end a list that repeats itself would hold a worker. */
const PAGES_AT_MOST = 20;

const listedRefund = z.object({ metadata: optional(z.record(z.string(), z.string())) });

async function findRefund(client: Stripe, { ref, chargeId }: RefundSearch): Promise<RefundReading | undefined> {
  const pages = readPages(`refunds of ${chargeId}`, PAGES_AT_MOST, (page) =>
    read(() => client.refunds.list({ ...page, charge: chargeId })),
  );
  for await (const listed of pages) {
    const { metadata } = readAnswer(listedRefund, 'refund in a list', listed);
    if (isRefund(metadata ?? {}, ref)) return readingOf(listed);
  }
  return undefined;
}

const refundObject = z.object({
  id: z.string().min(1),
  amount: z.int().positive(),
  status: z.enum(['pending', 'requires_action', 'succeeded', 'failed', 'canceled']),
  failure_reason: optional(z.string().min(1)),
});

/** @throws ProviderUnavailable when Stripe's answer lacks what we need */
function readingOf(answer: unknown): RefundReading {
  const { id: stripeRefundId, amount, status, failure_reason: reason } = readAnswer(refundObject, 'refund', answer);
  switch (status) {
    case 'pending':
    case 'requires_action':
      return { stripeRefundId, amount, status: 'pending', failureReason: null };
    case 'succeeded':
      return { stripeRefundId, amount, status, failureReason: null };
    case 'failed':
    case 'canceled':
      return { stripeRefundId, amount, status: 'failed', failureReason: reason ?? status };
  }
}
