import type { CardReading } from '../../../libs/domain/provider/card-gateway';
import { noCardOf } from '../../../libs/domain/orders/free-order';
import type { UnknownWord } from '../../../libs/domain/provider/unknown-answer';
import {
  answeredColumns,
  changeAuthorization,
  type AuthorizationRow,
} from '../../../libs/postgres/holds/authorization-store';
import type { OrderChange } from '../../../libs/postgres/orders/order-change';
import { appendTimeline } from '../../../libs/postgres/orders/timeline-store';
import { recordHoldEnd } from '../record-hold-end';
import { recordAwaited } from '../record-hold';
import { noteWord, waitForWord } from '../../steps/unknown-word';

/** What a card that is to be saved needs to know of its order. */
export interface CardTerms {
  /** Whom the card belongs to. */
  readonly customer: string;
  readonly currency: string;
}

/** Records what the provider says about a card that is to be saved. */
export async function recordCard(
  change: OrderChange,
  row: AuthorizationRow,
  card: CardReading,
  terms: CardTerms,
): Promise<AuthorizationRow> {
  const reading = { paymentIntentId: null, ...card };
  const unread = unreadInCard(card);
  await noteWord(change, { object: 'setup_intent', id: card.setupIntentId }, unread);
  switch (card.status) {
    case 'requires_payment_method':
    case 'requires_confirmation':
      return recordAwaited(change, row, 'requires_payment_method', reading);
    case 'requires_action':
    case 'processing':
      return recordAwaited(change, row, card.status, reading);
    case 'unknown':
      return recordAwaited(change, row, 'processing', reading);
    case 'succeeded':
      if (card.paymentMethod !== null)
        return recordSaved(change, row, card.setupIntentId, card.paymentMethod, terms.customer);
      if (unread !== undefined) waitForWord(unread);
      return recordAwaited(change, row, 'processing', reading);
    case 'canceled':
      return recordHoldEnd(change, row, { hold: null, asked: true, reason: 'abandoned', currency: terms.currency });
  }
}

/**
 * The word without which nobody can say what a setup has become; undefined when all is said. To a card that was saved,
 * and nobody says which, nothing can be charged.
 */
export function unreadInCard(card: CardReading): UnknownWord | undefined {
  if (card.status !== 'succeeded' || card.paymentMethod !== null) return card.unknown;
  return { object: 'setup_intent', id: card.setupIntentId, field: 'payment_method', value: 'null' };
}

/** Records that a card can be charged from now on. @param setupIntentId what saved it */
export async function recordSaved(
  change: OrderChange,
  row: AuthorizationRow,
  setupIntentId: string,
  paymentMethod: string,
  customer: string,
): Promise<AuthorizationRow> {
  const saved = await changeAuthorization(change, row, 'saved', {
    setup_intent_id: setupIntentId,
    setup_customer: customer,
    setup_payment_method: paymentMethod,
    plan: 'charge_on_ship',
    ...answeredColumns(change),
  });
  await appendTimeline(change, {
    kind: 'card_saved',
    amount: null,
    about: { authorizationId: row.authorization_id },
    message: 'The card is saved: each shipment is charged to it as it ships',
  });
  return saved;
}

/** Records that an order leaves nothing for a card to pay. */
export async function recordNoCard(change: OrderChange, row: AuthorizationRow): Promise<AuthorizationRow> {
  const { setupIntentId, card } = noCardOf(row.order_id);
  const saved = await changeAuthorization(change, row, 'saved', {
    setup_intent_id: setupIntentId,
    setup_customer: card.customer,
    setup_payment_method: card.paymentMethod,
    plan: 'charge_on_ship',
    ...answeredColumns(change),
  });
  await appendTimeline(change, {
    kind: 'nothing_due',
    amount: null,
    about: { authorizationId: row.authorization_id },
    message: 'Nothing is left for a card to pay: none is needed, and each shipment is recorded at 0',
  });
  return saved;
}
