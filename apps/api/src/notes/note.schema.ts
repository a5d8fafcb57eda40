import { z } from 'zod';
import { shopId, text } from '../input/fields';

/** The body of `POST /v1/orders/{orderId}/notes`. */
export const newNoteSchema = z
  .strictObject({
    noteId: shopId,
    by: text(100).describe('Who writes it: a name or a number of your own'),
    text: text(1000),
  })
  .meta({ id: 'NewNote' });

/** The body of a note, checked. */
export type NewNoteBody = z.output<typeof newNoteSchema>;

/** A note on an order, in every answer that shows one. */
export const noteSchema = z
  .strictObject({
    orderId: z.string(),
    noteId: z.string(),
    by: z.string(),
    text: z.string(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Note' });

/** A note as the API shows it. */
export type NoteBody = z.infer<typeof noteSchema>;

/** The answer of `GET /v1/orders/{orderId}/notes`. */
export const noteListSchema = z
  .strictObject({ orderId: z.string(), notes: z.array(noteSchema).describe('Oldest first') })
  .meta({ id: 'NoteList' });

/** The notes on an order as the API shows them. */
export type NoteList = z.infer<typeof noteListSchema>;
