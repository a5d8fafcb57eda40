import { secondsBetween } from '../../libs/domain/orders/deadline';
import type { DisputeFact, DisputeStep } from '../../libs/domain/disputes/dispute';
import type { DisputeEvidence } from '../../libs/domain/disputes/dispute-evidence';
import type { DisputeReading, StageEvidenceAnswer } from '../../libs/domain/provider/dispute-gateway';
import { evidenceKey, KEY_TRUSTED_SECONDS } from '../../libs/domain/provider/idempotency-key';
import { ProviderUnavailable } from '../../libs/domain/provider/payment-gateway';
import { changeDispute, getDispute, readEvidence, type DisputeRow } from '../../libs/postgres/disputes/dispute-store';
import { recordIntent, recordOutcome, type OrderChange } from '../../libs/postgres/orders/order-change';
import { factOfDispute } from './dispute-facts';
import { nowOf, type PaymentNeeds } from '../steps/payment-needs';
import { disputeOccasion } from './read-dispute';
import { recordDispute, type DisputeLook } from './record-dispute';

/** Leaves the prepared evidence at the provider: intent, call, outcome; before a second call it is read. */
export async function stageEvidence(needs: PaymentNeeds, step: DisputeStep): Promise<DisputeFact> {
  const attempt: Attempt = { needs, step };
  const intent = await begin(attempt);
  if (intent.dispute.evidence_state !== 'to_stage') return factOfDispute(intent.dispute);
  if (!intent.repeated) return stage(attempt, intent.dispute);

  const found = await look(attempt);
  if (found.evidence_state !== 'to_stage') return factOfDispute(found);
  const age = secondsBetween(found.evidence_key_first_used_at ?? nowOf(needs), nowOf(needs));
  return stage(attempt, age < KEY_TRUSTED_SECONDS ? found : await renewKey(attempt, found));
}

interface Attempt {
  readonly needs: PaymentNeeds;
  readonly step: DisputeStep;
}

interface Intent {
  readonly dispute: DisputeRow;
  /** An earlier attempt may have asked the provider already. */
  readonly repeated: boolean;
}

/** From here on the evidence is frozen, because the name of the call stands for it. */
async function begin({ needs, step }: Attempt): Promise<Intent> {
  return recordIntent(needs.database, disputeOccasion(needs, step), async (change) => {
    const dispute = await currentOf(change, step);
    if (dispute.evidence_state !== 'to_stage' || dispute.evidence_generation > 0) return { dispute, repeated: true };
    await nameCall(change, dispute);
    return { dispute: await currentOf(change, step), repeated: false };
  });
}

async function stage(attempt: Attempt, dispute: DisputeRow): Promise<DisputeFact> {
  const { needs } = attempt;
  const readAt = nowOf(needs);
  let answer: StageEvidenceAnswer;
  try {
    answer = await needs.gateway.stageEvidence({
      disputeId: dispute.dispute_id,
      idempotencyKey: evidenceKey(dispute.dispute_id, dispute.evidence_generation),
      evidence: await frozenEvidence(attempt),
    });
  } catch (error) {
    // The provider will answer this name with the same failure for ever: only a read tells what it did before.
    if (error instanceof ProviderUnavailable && error.details.replayed) {
      const found = await look(attempt);
      if (found.evidence_state !== 'to_stage') return factOfDispute(found);
      await renewKey(attempt, found);
    }
    throw error;
  }
  return factOfDispute(await record(attempt, answer.dispute, { readAt, asked: answer.kind }));
}

async function look(attempt: Attempt): Promise<DisputeRow> {
  const { needs, step } = attempt;
  const readAt = nowOf(needs);
  return record(attempt, await needs.gateway.readDispute(step.disputeId), { readAt, asked: 'read' });
}

async function record(
  { needs, step }: Attempt,
  reading: DisputeReading,
  how: Pick<DisputeLook, 'readAt' | 'asked'>,
): Promise<DisputeRow> {
  const { settlementReadAfterSeconds: readAfterSeconds } = needs;
  return recordOutcome(needs.database, disputeOccasion(needs, step), (change) =>
    recordDispute({ change, readAfterSeconds, ...how }, reading),
  );
}

/** Only after a read proved that nothing was staged under the old name. */
async function renewKey({ needs, step }: Attempt, known: DisputeRow): Promise<DisputeRow> {
  return recordIntent(needs.database, disputeOccasion(needs, step), async (change) => {
    const current = await currentOf(change, step);
    if (current.evidence_generation === known.evidence_generation) await nameCall(change, current);
    return currentOf(change, step);
  });
}

async function nameCall(change: OrderChange, { dispute_id, evidence_generation }: DisputeRow): Promise<void> {
  await changeDispute(change, dispute_id, {
    evidence_generation: evidence_generation + 1,
    evidence_key_first_used_at: change.at,
  });
}

async function frozenEvidence({ needs, step: { disputeId } }: Attempt): Promise<DisputeEvidence> {
  return (await readEvidence(needs.database, [disputeId])).get(disputeId) ?? [];
}

function currentOf({ transaction, orderId }: OrderChange, { disputeId }: DisputeStep): Promise<DisputeRow> {
  return getDispute(transaction, orderId, disputeId);
}
