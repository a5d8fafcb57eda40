import type { DisputeFact, DisputeStep } from '../../libs/domain/disputes/dispute';
import type { DisputeReading, StageEvidenceAnswer } from '../../libs/domain/provider/dispute-gateway';
import { evidenceKey } from '../../libs/domain/provider/idempotency-key';
import { changeDispute, getDispute, readEvidence, type DisputeRow } from '../../libs/postgres/disputes/dispute-store';
import { recordIntent, recordOutcome, type OrderChange } from '../../libs/postgres/orders/order-change';
import { factOfDispute } from './dispute-facts';
import { recordAskedAgain, takeNextKey, type KeyedRow } from '../steps/call-row';
import { nowOf, type StepContext } from '../steps/step-context';
import { carryOutCall, type Begun, type ProviderCall } from '../steps/provider-call';
import { disputeSource } from './read-dispute';
import { recordDispute, type DisputeLook } from './record-dispute';

/** Leaves the prepared evidence at the provider: intent, call, outcome; before a second call it is read. */
export function stageEvidence(context: StepContext, step: DisputeStep): Promise<DisputeFact> {
  return carryOutCall(context, evidenceCall(context, step));
}

/** `readAt`: just before the provider was asked. */
type StagedAt = StageEvidenceAnswer & { readonly readAt: string };

function evidenceCall(context: StepContext, step: DisputeStep): ProviderCall<DisputeRow, StagedAt, DisputeFact> {
  const { gateway, database } = context;
  const { disputeId } = step;
  const asked = evidenceRow(context, step);
  return {
    name: `evidence of dispute ${disputeId}`,
    // Evidence takes the place of what stands under the same names: the same twice is the same.
    harmlessTwice: true,
    recordIntent: () => recordEvidenceIntent(context, step),
    readOutcome: async () => {
      const readAt = nowOf(context);
      const row = await record(context, step, await gateway.readDispute(disputeId), { readAt, asked: 'read' });
      return isToStage(row) ? undefined : factOfDispute(row, readAt);
    },
    recordAskedAgain: () => recordAskedAgain(asked),
    ask: async ({ evidence_generation: generation }) => {
      const readAt = nowOf(context);
      const evidence = (await readEvidence(database, [disputeId])).get(disputeId) ?? [];
      const idempotencyKey = evidenceKey(disputeId, generation);
      return { ...(await gateway.stageEvidence({ disputeId, idempotencyKey, evidence })), readAt };
    },
    recordAnswer: async (_, { kind, dispute, readAt }) =>
      factOfDispute(await record(context, step, dispute, { readAt, asked: kind }), readAt),
    keySpent: (row, spent) => takeNextKey(asked, row, spent),
  };
}

function isToStage({ evidence_state: state }: DisputeRow): boolean {
  return state === 'to_stage';
}

/** From here on the evidence is frozen, because the name of the call stands for it. */
async function recordEvidenceIntent(context: StepContext, step: DisputeStep): Promise<Begun<DisputeRow, DisputeFact>> {
  return recordIntent(context.database, disputeSource(context, step), async (change) => {
    const row = await currentOf(change, step);
    if (!isToStage(row)) return { done: factOfDispute(row, change.at) };
    const { evidence_generation: generation, evidence_key_first_used_at: usedAt } = row;
    const firstAt = usedAt ?? change.at;
    if (generation > 0) return { ask: row, asked: { when: 'before', firstAt, lastAt: firstAt } };
    return { ask: await nameCall(change, row, 1), asked: { when: 'never', firstAt, lastAt: firstAt } };
  });
}

function evidenceRow(context: StepContext, step: DisputeStep): KeyedRow<DisputeRow, DisputeFact> {
  return {
    database: context.database,
    source: () => disputeSource(context, step),
    read: (change) => currentOf(change, step),
    outcomeOf: (row, { at }) => (isToStage(row) ? undefined : factOfDispute(row, at)),
    generationOf: ({ evidence_generation: generation }) => generation,
    renew: nameCall,
  };
}

async function nameCall(change: OrderChange, { dispute_id }: DisputeRow, generation: number): Promise<DisputeRow> {
  await changeDispute(change, dispute_id, { evidence_generation: generation, evidence_key_first_used_at: change.at });
  return getDispute(change.transaction, change.orderId, dispute_id);
}

async function record(
  context: StepContext,
  step: DisputeStep,
  reading: DisputeReading,
  how: Pick<DisputeLook, 'readAt' | 'asked'>,
): Promise<DisputeRow> {
  const { settlementReadAfterSeconds: readAfterSeconds } = context;
  return recordOutcome(context.database, disputeSource(context, step), (change) =>
    recordDispute({ change, readAfterSeconds, ...how }, reading),
  );
}

function currentOf({ transaction, orderId }: OrderChange, { disputeId }: DisputeStep): Promise<DisputeRow> {
  return getDispute(transaction, orderId, disputeId);
}
