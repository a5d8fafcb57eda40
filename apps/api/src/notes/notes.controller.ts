import { Controller, Inject, Res } from '@nestjs/common';
import { requesterOf, type Requester } from '../../../../libs/domain/orders/requester';
import type { Database } from '../../../../libs/postgres/database/database';
import { addNote, listNotes } from '../../../../libs/postgres/orders/note-store';
import { OrderNotRecorded } from '../../../../libs/postgres/orders/order-change';
import type { OrderReader } from '../../../../libs/postgres/reading/order-reader';
import { markReplayed, type HttpReply } from '../http/request';
import { RequestedBy } from '../http/requested-by';
import { shopId } from '../input/fields';
import { JsonBody, onceOnly, PathPart, Route } from '../openapi/route';
import { orderNotFound, requireLineIds } from '../orders/require-order';
import { Problem } from '../problems/problem';
import { DATABASE, ORDER_READER } from '../tokens';
import {
  newNoteSchema,
  noteListSchema,
  noteSchema,
  type NewNoteBody,
  type NoteBody,
  type NoteList,
} from './note.schema';

/** What people want others to know about an order. */
@Controller()
export class NotesController {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(ORDER_READER) private readonly orders: OrderReader,
  ) {}

  @Route({
    method: 'post',
    path: '/v1/orders/:orderId/notes',
    tag: 'orders',
    summary: 'Write a note on an order',
    description: 'For people: it stands in the timeline, and changes nothing. It is not told to Stripe or Temporal.',
    answers: onceOnly('The note', noteSchema),
    problems: ['order_not_found', 'note_conflict', 'temporarily_unavailable'],
  })
  async createNote(
    @PathPart('orderId', shopId) orderId: string,
    @JsonBody(newNoteSchema) body: NewNoteBody,
    @RequestedBy() requester: Requester,
    @Res({ passthrough: true }) reply: HttpReply,
  ): Promise<NoteBody> {
    const origin = { actor: 'shop', ...requesterOf(requester), eventId: null } as const;
    const source = { orderId, at: new Date().toISOString(), origin };
    const { note, isNew } = await addNote(this.database, source, body).catch((error: unknown) => {
      throw error instanceof OrderNotRecorded ? orderNotFound(orderId) : error;
    });
    if (note.by !== body.by || note.text !== body.text) {
      throw new Problem('note_conflict', `Note ${note.noteId} was written before with other content.`);
    }
    if (!isNew) markReplayed(reply);
    return { ...note };
  }

  @Route({
    method: 'get',
    path: '/v1/orders/:orderId/notes',
    tag: 'orders',
    summary: 'List the notes on an order',
    answers: [{ status: 200, description: 'All of them', content: noteListSchema }],
    problems: ['order_not_found', 'temporarily_unavailable'],
  })
  async listNotes(@PathPart('orderId', shopId) orderId: string): Promise<NoteList> {
    const notes = await listNotes(this.database, orderId);
    if (notes.length === 0) await requireLineIds(this.orders, orderId);
    return { orderId, notes: notes.map((note) => ({ ...note })) };
  }
}
