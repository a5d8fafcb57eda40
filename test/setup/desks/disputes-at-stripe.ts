import { z } from 'zod';
import type { TestStripe } from '../emulator';

/** Disputes as Stripe has them, and what a person and a bank do with them behind the product's back. */
export interface DisputesAtStripe {
  /** Oldest first. */
  list(paymentIntentId: string): Promise<DisputeAtStripe[]>;
  /** A person submits what is staged, with a text that makes the bank decide in this way. */
  submit(disputeId: string, verdict: 'winning' | 'losing' | 'escalate_inquiry' | 'undecided'): Promise<void>;
  /** A person writes something at Stripe and does not submit it. */
  writeByHand(disputeId: string, text: string): Promise<void>;
  /** A person gives the dispute up. */
  close(disputeId: string): Promise<void>;
}

export interface DisputeAtStripe {
  readonly id: string;
  readonly status: string;
  readonly evidence: Readonly<Record<string, unknown>>;
  readonly hasEvidence: boolean;
  /** What stands withdrawn, in the dispute's currency. */
  readonly withdrawn: number;
}

const disputeSchema = z
  .object({
    id: z.string(),
    status: z.string(),
    amount: z.int(),
    currency: z.string(),
    evidence: z.record(z.string(), z.unknown()),
    evidence_details: z.object({ has_evidence: z.boolean() }),
    balance_transactions: z.array(z.object({ amount: z.int(), currency: z.string() })),
  })
  .transform(({ id, status, evidence, amount, currency, ...dispute }): DisputeAtStripe => ({
    ...{ id, status, evidence, hasEvidence: dispute.evidence_details.has_evidence },
    withdrawn: dispute.balance_transactions.reduce(
      (sum, moved) => sum - (moved.currency === currency ? moved.amount : Math.sign(moved.amount) * amount),
      0,
    ),
  }));

export function openDisputesAtStripe({ url, apiKey }: TestStripe): DisputesAtStripe {
  const call = async (path: string, params?: Readonly<Record<string, string>>): Promise<unknown> => {
    const answer = await fetch(`${url}/v1/disputes${path}`, {
      method: params === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${apiKey}` },
      ...(params === undefined ? {} : { body: new URLSearchParams(params) }),
      signal: AbortSignal.timeout(20_000),
    });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status.toString()}: ${await answer.text()}`);
    return answer.json();
  };
  return {
    list: async (paymentIntentId) => {
      const answer = await call(`?payment_intent=${paymentIntentId}&limit=100`);
      return z
        .object({ data: z.array(disputeSchema) })
        .parse(answer)
        .data.reverse();
    },
    submit: async (disputeId, verdict) => {
      await call(`/${disputeId}`, { 'evidence[uncategorized_text]': `${verdict}_evidence`, submit: 'true' });
    },
    writeByHand: async (disputeId, text) => {
      await call(`/${disputeId}`, { 'evidence[customer_name]': text, submit: 'false' });
    },
    close: async (disputeId) => {
      await call(`/${disputeId}/close`, {});
    },
  };
}
