import type Stripe from 'stripe';
import { z } from 'zod';
import { isKnownDisputeStatus, takesEvidence } from '../../domain/disputes/dispute';
import { EVIDENCE_FIELDS, type DisputeEvidence } from '../../domain/disputes/dispute-evidence';
import type {
  DisputeGateway,
  DisputeMovement,
  DisputeReading,
  StageEvidenceAnswer,
  StageEvidenceRequest,
} from '../../domain/provider/dispute-gateway';
import { reportedMoney, type Money } from '../../domain/money/money';
import { unixInstant, lenient, name, readAnswer, unknownUnless, unreadable, word } from '../requests/answer';
import { askAs, type StripeAccount } from '../requests/account';
import { read } from '../requests/ask';
import { misuseOf } from '../requests/errors';
import { readPages, type PageRequest } from '../requests/pages';
import { readBalanceTransaction } from '../requests/settlement';

/** Disputes at Stripe. Evidence is left there unsent: what is submitted to a bank can never be taken back. */
export function createDisputeGateway(account: StripeAccount): DisputeGateway {
  const { client } = account;
  return {
    readDispute: (disputeId) => readDispute(client, disputeId),
    disputesOf: async (chargeId) => {
      const disputes: DisputeReading[] = [];
      const list = (page: PageRequest): Promise<unknown> =>
        read(() => client.disputes.list({ charge: chargeId, ...page }));
      for await (const listed of readPages(`disputes of ${chargeId}`, PAGES_AT_MOST, list))
        disputes.push(readingOf(listed));
      return disputes;
    },
    stageEvidence: (request) => stageEvidence(account, request),
  };
}

/** A bank can dispute a charge more than once, but not often. */
const PAGES_AT_MOST = 1;

async function readDispute(client: Stripe, disputeId: string): Promise<DisputeReading> {
  return readingOf(await read(() => client.disputes.retrieve(disputeId)));
}

async function stageEvidence(account: StripeAccount, request: StageEvidenceRequest): Promise<StageEvidenceAnswer> {
  const { client } = account;
  const { disputeId, evidence } = request;
  const params = {
    evidence: Object.fromEntries(evidence.map(({ field, content }) => [field, content])),
    submit: false,
  };
  const asked = await askAs(
    account,
    request,
    ({ options }) => client.disputes.update(disputeId, params, options),
    (error) => (error.rawType === 'invalid_request_error' && error.statusCode === 400 ? error : undefined),
  );
  if (asked.kind === 'answer') return { kind: 'staged', dispute: readingOf(asked.answer) };
  // Stripe has no code for a dispute that cannot be answered any more; only a read shows whether it is that.
  const dispute = await readDispute(client, disputeId);
  if (takesEvidence(dispute.status)) throw misuseOf(asked.refusal);
  return { kind: 'too_late', dispute };
}

const text = z.string().min(1);
const reference = z.union([text, z.looseObject({ id: text }).transform(({ id }) => id)]);

/** The parts of a dispute that Holdfast looks at. Source: https://docs.stripe.com/api/disputes/object */
const disputeObject = z.object({
  id: text,
  amount: z.int().nonnegative(),
  currency: text,
  charge: reference,
  payment_intent: lenient(reference),
  created: unixInstant,
  status: word,
  reason: lenient(name),
  network_reason_code: lenient(name),
  payment_method_details: lenient(z.object({ card: lenient(z.object({ network_reason_code: lenient(name) })) })),
  evidence: lenient(z.record(z.string(), z.unknown())),
  evidence_details: lenient(
    z.object({
      // 0 when the bank takes no answer.
      due_by: lenient(z.int().nonnegative().max(253_402_300_799)),
      has_evidence: lenient(z.boolean()),
      submission_count: lenient(z.int().nonnegative()),
    }),
  ),
  balance_transactions: z.array(z.unknown()),
});

/** @throws ProviderUnavailable when Stripe's answer lacks what we need */
function readingOf(answer: unknown): DisputeReading {
  const dispute = readAnswer(disputeObject, 'dispute', answer);
  const { evidence_details: details, payment_method_details: method } = dispute;
  const named = { object: 'dispute', id: dispute.id, field: 'status', value: dispute.status };
  return {
    disputeId: dispute.id,
    chargeId: dispute.charge,
    paymentIntentId: dispute.payment_intent,
    status: dispute.status,
    ...unknownUnless(isKnownDisputeStatus(dispute.status), named),
    amount: disputed(dispute.amount, dispute.currency, answer),
    reason: dispute.reason ?? 'unknown',
    networkReasonCode: dispute.network_reason_code ?? method?.card?.network_reason_code ?? null,
    disputedAt: dispute.created,
    evidenceDueBy: dueOf(details?.due_by ?? null),
    evidence: {
      // What nobody can see is not written over.
      kind: (details?.has_evidence ?? true) ? 'present' : 'none',
      submissions: details?.submission_count ?? 0,
      fields: fieldsOf(dispute.evidence ?? {}),
    },
    movements: dispute.balance_transactions.map(movementOf).sort(byTime),
  };
}

function dueOf(dueBy: number | null): string | null {
  return dueBy === null || dueBy === 0 ? null : new Date(dueBy * 1000).toISOString();
}

function fieldsOf(evidence: Readonly<Record<string, unknown>>): DisputeEvidence {
  return EVIDENCE_FIELDS.flatMap((field) => {
    const content = evidence[field];
    return typeof content === 'string' && content !== '' ? [{ field, content }] : [];
  });
}

function movementOf(answer: unknown): DisputeMovement {
  const { balanceTransactionId, createdAt, amount, fee, exchangeRate } = readBalanceTransaction(answer);
  return { balanceTransactionId, movedAt: createdAt, amount, fee, exchangeRate };
}

/** Withdrawals before reinstatements of the same second: nothing comes back that was not taken. */
function byTime(left: DisputeMovement, right: DisputeMovement): number {
  return left.movedAt.localeCompare(right.movedAt) || left.amount.amount - right.amount.amount;
}

function disputed(amount: number, currency: string, answer: unknown): Money {
  try {
    return reportedMoney(amount, currency);
  } catch (error) {
    const why = error instanceof RangeError ? error.message : 'its amount is no money';
    throw unreadable(`Stripe's dispute cannot be read: ${why}`, answer);
  }
}
