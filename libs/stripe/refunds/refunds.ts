import type Stripe from 'stripe';
import { z } from 'zod';
import type { Deployment } from '../../domain/provider/deployment';
import type {
  RefundAnswer,
  RefundGateway,
  RefundReading,
  RefundRequest,
  RefundSearch,
} from '../../domain/provider/refund-gateway';
import { lenient, metadataOf as metadata, readAnswer, reference, unknownUnless, word } from '../requests/answer';
import { askAs, type StripeAccount } from '../requests/account';
import { read } from '../requests/ask';
import { isOwnRefund, isRefund, refundMetadata } from '../requests/metadata';
import { readPages } from '../requests/pages';
import { readAgainUnlessKnown } from '../requests/read-again';
import { refundRefusalOf } from '../requests/refusals';
import { readBalanceTransaction } from '../requests/settlement';

/** Refunds at Stripe, as the gateway makes its calls: one request that may move money, never repeated by itself. */
export function createRefundGateway(account: StripeAccount): RefundGateway {
  const { client, deployment } = account;
  return {
    refund: (request) => refund(account, request),
    findRefund: (search) => findRefund(account, search),
    readRefund: (stripeRefundId) => readRefund(client, stripeRefundId),
    externalRefunds: async (chargeId) => {
      const external: RefundReading[] = [];
      const we = await deployment.toRead();
      for await (const listed of refundsOf(client, chargeId)) {
        if (!isOwnRefund(metadataOf(listed), we)) external.push(readingOf(listed));
      }
      return external;
    },
  };
}

/** What a refund cost us stands in its balance transactions, in the settlement currency. */
const EXPAND_SETTLEMENT = ['balance_transaction', 'failure_balance_transaction'];

async function refund(account: StripeAccount, request: RefundRequest): Promise<RefundAnswer> {
  const asked = await askAs(
    account,
    request,
    ({ options, as }) => account.client.refunds.create(refundParams(as, request), options),
    refundRefusalOf,
  );
  if (asked.kind === 'refusal') return { kind: 'refused', ...asked.refusal };
  const answered = readingOf(asked.answer);
  const known = await readAgainUnlessKnown(answered, () => readRefund(account.client, answered.stripeRefundId));
  return { kind: 'answered', refund: known };
}

async function readRefund(client: Stripe, stripeRefundId: string): Promise<RefundReading> {
  return readingOf(await read(() => client.refunds.retrieve(stripeRefundId, { expand: EXPAND_SETTLEMENT })));
}

/** A refund of part of a charge. Source: https://docs.stripe.com/api/refunds/create */
function refundParams(as: Deployment, { ref, chargeId, amount, reason }: RefundRequest): Stripe.RefundCreateParams {
  return {
    charge: chargeId,
    amount: amount.amount,
    reason: STRIPE_REASONS.find((word) => word === reason) ?? 'requested_by_customer',
    metadata: refundMetadata(as, ref),
    expand: EXPAND_SETTLEMENT,
  };
}

/** Stripe's own words. `fraudulent` puts the card on its block list, so nothing but the very word may say it. */
const STRIPE_REASONS = ['duplicate', 'fraudulent', 'requested_by_customer'] as const;

/** A charge has far fewer refunds; without an end a list that repeats itself would hold a worker. */
const PAGES_AT_MOST = 20;

/** What a search needs of a refund. Source: https://docs.stripe.com/api/refunds/list */
const listedRefund = z.object({ metadata: lenient(metadata) });

async function findRefund(
  { client, deployment }: StripeAccount,
  { ref, chargeId }: RefundSearch,
): Promise<RefundReading | undefined> {
  const we = await deployment.toRead();
  for await (const listed of refundsOf(client, chargeId)) {
    if (isRefund(metadataOf(listed), we, ref)) return readingOf(listed);
  }
  return undefined;
}

function refundsOf(client: Stripe, chargeId: string): AsyncIterable<unknown> {
  const expand = EXPAND_SETTLEMENT.map((field) => `data.${field}`);
  return readPages(`refunds of ${chargeId}`, PAGES_AT_MOST, (page) =>
    read(() => client.refunds.list({ ...page, charge: chargeId, expand })),
  );
}

function metadataOf(listed: unknown): Readonly<Record<string, string>> {
  return readAnswer(listedRefund, 'refund in a list', listed).metadata ?? {};
}

// A balance transaction that is only named tells nothing of its amounts.
const settlement = z
  .unknown()
  .optional()
  .transform((value) => (typeof value === 'object' && value !== null ? readBalanceTransaction(value) : null));

/** The parts of a refund that Holdfast looks at. Source: https://docs.stripe.com/api/refunds/object */
const refundObject = z.object({
  id: z.string().min(1),
  amount: z.int().positive(),
  charge: reference,
  status: word,
  failure_reason: lenient(z.string().min(1)),
  balance_transaction: settlement,
  failure_balance_transaction: settlement,
});

/** @throws ProviderUnavailable when Stripe's answer lacks what we need */
function readingOf(answer: unknown): RefundReading {
  const read = readAnswer(refundObject, 'refund', answer);
  const { status } = read;
  const reading = {
    stripeRefundId: read.id,
    chargeId: read.charge,
    amount: read.amount,
    settlement: read.balance_transaction,
    failureSettlement: read.failure_balance_transaction,
  };
  switch (status) {
    case 'pending':
    case 'requires_action':
      return { ...reading, status: 'pending', failureReason: null };
    case 'succeeded':
      return { ...reading, status, failureReason: null };
    case 'failed':
    case 'canceled':
      return { ...reading, status: 'failed', failureReason: read.failure_reason ?? status };
    default: {
      // The money may have left us; a later read says what became of it.
      const named = { object: 'refund', id: read.id, field: 'status', value: status };
      return { ...reading, ...unknownUnless(false, named), status: 'pending', failureReason: null };
    }
  }
}
