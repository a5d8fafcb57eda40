import type { Insertable, Selectable, Updateable } from 'kysely';
import {
  EVIDENCE_FIELDS,
  FIELD_CHARACTERS_AT_MOST,
  type DisputeEvidence,
} from '../../domain/disputes/dispute-evidence';
import { worthInOrder } from '../../domain/disputes/dispute';
import { sumOf } from '../../domain/money/money';
import type { Database, Transaction } from '../database/database';
import type { DisputeMovementsTable, DisputesTable } from '../records/dispute-schema';
import { fitting } from '../database/fitting-text';
import type { OrderChange } from '../orders/order-change';
import { currencyOfOrder } from '../orders/order-store';

/** What was withdrawn and reinstated is in minor units of the dispute's currency. */
export interface DisputeRow extends Selectable<DisputesTable> {
  readonly withdrawn: number;
  readonly reinstated: number;
  /** When the next piece of a connected account's share is to be moved; null: none is. ISO 8601. */
  readonly share_due_at: string | null;
}

/** The disputes of an order, oldest first. */
export async function listDisputeRows(database: Database | Transaction, orderId: string): Promise<DisputeRow[]> {
  const rows = await database
    .selectFrom('disputes')
    .selectAll()
    .select((eb) =>
      eb
        .selectFrom('dispute_transfers')
        .select((of) => of.fn.min('due_at').as('due_at'))
        .whereRef('dispute_transfers.dispute_id', '=', 'disputes.dispute_id')
        .as('share_due_at'),
    )
    .where('order_id', '=', orderId)
    .orderBy('disputed_at')
    .orderBy('dispute_id')
    .execute();
  const movements = await listMovements(database, orderId);
  return rows.map((row) => {
    const own = movements.filter(({ dispute_id }) => dispute_id === row.dispute_id);
    return { ...row, withdrawn: movedOf(own, 'withdrawn'), reinstated: movedOf(own, 'reinstated') };
  });
}

/** Sum of what movements of one dispute moved in one direction. */
export function movedOf(
  movements: readonly Pick<Selectable<DisputeMovementsTable>, 'direction' | 'amount'>[],
  direction: DisputeMovementsTable['direction'],
): number {
  return sumOf(
    movements.filter((movement) => movement.direction === direction),
    ({ amount }) => amount,
  );
}

/** What a bank has of a dispute now, in the order's currency; null where nobody says what that is. */
export async function disputedInOrder(
  transaction: Transaction,
  orderId: string,
  disputeId: string,
): Promise<number | null> {
  const currency = await currencyOfOrder(transaction, orderId);
  const movements = (await listMovements(transaction, orderId)).filter(({ dispute_id }) => dispute_id === disputeId);
  let isOut = 0;
  for (const { direction, amount, currency: booked, settled_amount, settlement_currency } of movements) {
    const settled = { amount: settled_amount, currency: settlement_currency };
    const worth = worthInOrder({ worth: { amount, currency: booked }, settled }, currency);
    if (worth === null) return null;
    isOut += direction === 'withdrawn' ? worth : -worth;
  }
  return Math.max(0, isOut);
}

async function listMovements(
  database: Database | Transaction,
  orderId: string,
): Promise<Selectable<DisputeMovementsTable>[]> {
  return database
    .selectFrom('dispute_movements')
    .innerJoin('disputes', 'disputes.dispute_id', 'dispute_movements.dispute_id')
    .selectAll('dispute_movements')
    .where('disputes.order_id', '=', orderId)
    .execute();
}

/** A dispute of this order; undefined when none of that name is recorded for it. */
export async function findDispute(
  transaction: Transaction,
  orderId: string,
  disputeId: string,
): Promise<DisputeRow | undefined> {
  return (await listDisputeRows(transaction, orderId)).find(({ dispute_id }) => dispute_id === disputeId);
}

/** As `findDispute`, where a step follows from what was recorded, so that it must be there. */
export async function getDispute(transaction: Transaction, orderId: string, disputeId: string): Promise<DisputeRow> {
  const row = await findDispute(transaction, orderId, disputeId);
  if (row === undefined) throw new Error(`Bug! Order ${orderId} has no dispute ${disputeId}`);
  return row;
}

/** Writes down a dispute that was not known. */
export async function insertDispute(
  { transaction, orderId, at }: OrderChange,
  values: Omit<Insertable<DisputesTable>, 'order_id' | 'created_at' | 'updated_at'>,
): Promise<void> {
  await transaction
    .insertInto('disputes')
    .values({ ...values, order_id: orderId, created_at: at, updated_at: at })
    .execute();
}

/** Changes a recorded dispute. The order's lock is held, so that nobody interferes. */
export async function changeDispute(
  { transaction, at }: OrderChange,
  disputeId: string,
  values: Updateable<DisputesTable>,
): Promise<void> {
  await transaction
    .updateTable('disputes')
    .set({ ...values, updated_at: at })
    .where('dispute_id', '=', disputeId)
    .execute();
}

/** Writes a movement down, once; `known` when it was there already. */
export async function insertMovement(
  { transaction, at }: OrderChange,
  movement: Omit<Insertable<DisputeMovementsTable>, 'recorded_at'>,
): Promise<'new' | 'known'> {
  const { numInsertedOrUpdatedRows } = await transaction
    .insertInto('dispute_movements')
    .values({ ...movement, recorded_at: at })
    .onConflict((conflict) => conflict.column('balance_transaction_id').doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n ? 'new' : 'known';
}

/** In the order of the fields. */
export async function readEvidence(
  database: Database | Transaction,
  disputeIds: readonly string[],
): Promise<Map<string, DisputeEvidence>> {
  if (disputeIds.length === 0) return new Map();
  const rows = await database
    .selectFrom('dispute_evidence')
    .selectAll()
    .where('dispute_id', 'in', disputeIds)
    .execute();
  return new Map(
    disputeIds.map((disputeId) => {
      const own = rows.filter(({ dispute_id }) => dispute_id === disputeId);
      return [disputeId, evidenceOf(own)];
    }),
  );
}

/** The evidence of one dispute from its rows, in the order of the fields. */
export function evidenceOf(rows: DisputeEvidence): DisputeEvidence {
  const inOrder = EVIDENCE_FIELDS.flatMap((name) => rows.filter(({ field }) => field === name));
  return inOrder.map(({ field, content }) => ({ field, content }));
}

/** Replaces what was prepared before. */
export async function saveEvidence(
  { transaction }: OrderChange,
  disputeId: string,
  evidence: DisputeEvidence,
): Promise<void> {
  await transaction.deleteFrom('dispute_evidence').where('dispute_id', '=', disputeId).execute();
  if (evidence.length === 0) return;
  await transaction
    .insertInto('dispute_evidence')
    .values(
      evidence.map(({ field, content }) => ({
        dispute_id: disputeId,
        field,
        content: fitting(content, FIELD_CHARACTERS_AT_MOST),
      })),
    )
    .execute();
}
