import type { Selectable } from 'kysely';
import type { Database } from '../database/database';
import type { OrderNotesTable } from '../records/timeline-schema';
import { recordIntent, type ChangeSource } from './order-change';
import { appendTimeline } from './timeline-store';

/** What a person wants others to know about an order. */
export interface Note {
  readonly orderId: string;
  /** The shop's own id: the same once more is the same note. */
  readonly noteId: string;
  readonly by: string;
  readonly text: string;
  readonly createdAt: string;
}

/**
 * Writes a note, and a line about it into the timeline. It is no state of the payment, so no workflow knows of it.
 * May be repeated.
 * @returns the note of this id, be it an earlier one, and whether it was there before
 * @throws OrderNotRecorded
 */
export async function addNote(
  database: Database,
  source: ChangeSource,
  { noteId, by, text }: Pick<Note, 'noteId' | 'by' | 'text'>,
): Promise<{ readonly note: Note; readonly isNew: boolean }> {
  return recordIntent(database, source, async (change) => {
    const { transaction, orderId, at, origin } = change;
    const inserted = await transaction
      .insertInto('order_notes')
      .values({
        order_id: orderId,
        note_id: noteId,
        author: by,
        text,
        request_id: origin.requestId ?? '',
        created_at: at,
      })
      .onConflict((conflict) => conflict.columns(['order_id', 'note_id']).doNothing())
      .returningAll()
      .executeTakeFirst();
    if (inserted !== undefined) {
      await appendTimeline(change, { kind: 'note_added', amount: null, about: {}, message: `${by}: ${text}` });
      return { note: noteOf(inserted), isNew: true };
    }
    const known = await transaction
      .selectFrom('order_notes')
      .selectAll()
      .where('order_id', '=', orderId)
      .where('note_id', '=', noteId)
      .executeTakeFirstOrThrow();
    return { note: noteOf(known), isNew: false };
  });
}

const NOTES_AT_MOST = 1_000;

/** The notes on an order, oldest first. */
export async function listNotes(database: Database, orderId: string): Promise<Note[]> {
  const rows = await database
    .selectFrom('order_notes')
    .selectAll()
    .where('order_id', '=', orderId)
    .orderBy('created_at')
    .orderBy('note_id')
    .limit(NOTES_AT_MOST)
    .execute();
  return rows.map(noteOf);
}

function noteOf(row: Selectable<OrderNotesTable>): Note {
  const { order_id: orderId, note_id: noteId, author: by, text, created_at: createdAt } = row;
  return { orderId, noteId, by, text, createdAt };
}
