import type { Selectable } from 'kysely';
import { sumsByCurrency, type Money } from '../../domain/money/money';
import type { Transaction } from '../database/database';
import type { DisputeRecord } from '../records/dispute-record';
import type { DisputeMovementsTable } from '../records/dispute-schema';
import { listDisputeRows, listMovements, readEvidence } from './dispute-store';

/** The disputes of an order as they are recorded, oldest first. */
export async function listDisputes(transaction: Transaction, orderId: string): Promise<DisputeRecord[]> {
  const rows = await listDisputeRows(transaction, orderId);
  const movements = await listMovements(transaction, orderId);
  const evidence = await readEvidence(
    transaction,
    rows.map(({ dispute_id }) => dispute_id),
  );
  return rows.map((row) => ({
    disputeId: row.dispute_id,
    status: row.status,
    reason: row.reason,
    networkReasonCode: row.network_reason_code,
    amount: row.amount,
    currency: row.currency,
    chargeId: row.charge_id,
    paymentIntentId: row.payment_intent_id,
    evidenceDueBy: row.evidence_due_by,
    evidenceState: row.evidence_state,
    evidence: evidence.get(row.dispute_id) ?? [],
    evidenceStagedAt: row.evidence_staged_at,
    withdrawn: row.withdrawn,
    reinstated: row.reinstated,
    fees: feesOf(movements.filter(({ dispute_id }) => dispute_id === row.dispute_id)),
    disputedAt: row.disputed_at,
    endedAt: row.ended_at,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }));
}

function feesOf(movements: readonly Selectable<DisputeMovementsTable>[]): Money[] {
  return sumsByCurrency(movements.map(({ fee: amount, settlement_currency: currency }) => ({ amount, currency })));
}
