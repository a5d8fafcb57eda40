import type { Selectable, SelectQueryBuilder } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import type { DisputeEvidence } from '../../domain/disputes/dispute-evidence';
import { sumsByCurrency, type Money } from '../../domain/money/money';
import type { Database } from '../database/database';
import type { DisputeTransfersTable } from '../records/connect-schema';
import type { DisputeRecord, DisputeTransferRecord } from '../records/dispute-record';
import type { DisputeMovementsTable, DisputesTable } from '../records/dispute-schema';
import type { Schema } from '../records/schema';
import { evidenceOf, movedOf } from './dispute-store';

/** A dispute as it lies in the tables. */
export interface DisputeRows extends Selectable<DisputesTable> {
  readonly movements: readonly Selectable<DisputeMovementsTable>[];
  readonly evidence: DisputeEvidence;
  readonly transfers: readonly Selectable<DisputeTransfersTable>[];
}

/** The disputes of an order as they are recorded, oldest first. */
export async function listDisputes(database: Database, orderId: string): Promise<DisputeRecord[]> {
  const rows = await selectDisputeRows(database)
    .where('order_id', '=', orderId)
    .orderBy('disputed_at')
    .orderBy('dispute_id')
    .execute();
  return rows.map(assembleDispute);
}

/** Disputes, each with all of its rows. */
export function selectDisputeRows(database: Database): SelectQueryBuilder<Schema, 'disputes', DisputeRows> {
  return database
    .selectFrom('disputes')
    .selectAll()
    .select((eb) => [
      jsonArrayFrom(
        eb
          .selectFrom('dispute_movements')
          .selectAll('dispute_movements')
          .whereRef('dispute_movements.dispute_id', '=', 'disputes.dispute_id'),
      ).as('movements'),
      jsonArrayFrom(
        eb
          .selectFrom('dispute_evidence')
          .selectAll('dispute_evidence')
          .whereRef('dispute_evidence.dispute_id', '=', 'disputes.dispute_id'),
      ).as('evidence'),
      jsonArrayFrom(
        eb
          .selectFrom('dispute_transfers')
          .selectAll('dispute_transfers')
          .whereRef('dispute_transfers.dispute_id', '=', 'disputes.dispute_id')
          .orderBy('piece'),
      ).as('transfers'),
    ]);
}

/** The dispute out of its rows. */
export function assembleDispute(row: DisputeRows): DisputeRecord {
  return {
    disputeId: row.dispute_id,
    orderId: row.order_id,
    status: row.status,
    reason: row.reason,
    networkReasonCode: row.network_reason_code,
    amount: row.amount,
    currency: row.currency,
    chargeId: row.charge_id,
    paymentIntentId: row.payment_intent_id,
    evidenceDueBy: row.evidence_due_by,
    evidenceState: row.evidence_state,
    evidence: evidenceOf(row.evidence),
    evidenceStagedAt: row.evidence_staged_at,
    withdrawn: movedOf(row.movements, 'withdrawn'),
    reinstated: movedOf(row.movements, 'reinstated'),
    fees: feesOf(row.movements),
    transfers: row.transfers.map((piece) => transferOf(piece, row.currency)),
    disputedAt: row.disputed_at,
    endedAt: row.ended_at,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

function transferOf(
  { direction, state, amount, moved, currency, stripe_id, error_code }: Selectable<DisputeTransfersTable>,
  disputed: string,
): DisputeTransferRecord {
  const isKnown = moved !== null && currency !== null;
  const worth = isKnown ? { amount: moved, currency } : { amount, currency: disputed };
  return { direction, state, amount: worth, stripeId: stripe_id, errorCode: error_code };
}

function feesOf(movements: readonly Selectable<DisputeMovementsTable>[]): Money[] {
  return sumsByCurrency(movements.map(({ fee: amount, settlement_currency: currency }) => ({ amount, currency })));
}
