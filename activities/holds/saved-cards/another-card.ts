import type { CardAnswer, CardReading } from '../../../libs/domain/provider/card-gateway';
import type { SaveCardStep } from '../../../libs/domain/payment/card-steps';
import type { AuthorizeOutcome } from '../../../libs/domain/payment/facts';
import type { PaymentError } from '../../../libs/domain/provider/payment-intent-reading';
import { customerOf } from '../../../libs/domain/orders/saved-card';
import {
  changeAuthorization,
  getAuthorization,
  lastErrorColumns,
  type AuthorizationRow,
} from '../../../libs/postgres/holds/authorization-store';
import { recordOutcome, type OrderChange } from '../../../libs/postgres/orders/order-change';
import { factOfAuthorization } from '../authorization-facts';
import { authorizeSource } from '../authorize';
import { endCardSetup } from '../orphaned-card';
import { appendCardRefused, AUTHENTICATION_WANTED, cardRefusedOf } from '../renewals/record-renewal';
import type { StepContext } from '../../steps/step-context';
import { recordCard } from './record-card';

/**
 * Another card instead of a saved one: it takes its place in the transaction that records it as saved. One that is not
 * good leaves nothing behind, and the old one serves.
 * @param replaces generation of the saved card
 */
export async function recordAnotherCard(
  context: StepContext,
  step: SaveCardStep,
  replaces: number,
  asked: AuthorizationRow,
  answer: CardAnswer,
): Promise<AuthorizeOutcome> {
  const { order, generation } = step;
  const good = answer.kind === 'answered' && isSaved(answer.card) ? answer.card : undefined;
  if (answer.kind === 'answered' && good === undefined) {
    await endCardSetup(context, { ...asked, setup_intent_id: answer.card.setupIntentId });
  }
  return recordOutcome(context.database, authorizeSource(context, step), async (change) => {
    const row = await getAuthorization(change.transaction, order.orderId, generation);
    // Another worker with the same step in hand was faster.
    if (row.state !== 'requested') return row.state === 'declined' ? cardRefusedOf(row) : factOfAuthorization(row);
    if (good === undefined) return cardRefusedOf(await recordRefused(change, row, errorOf(answer)));
    const terms = { customer: customerOf(order), currency: order.currency };
    const saved = await recordCard(change, row, good, terms);
    const before = await getAuthorization(change.transaction, order.orderId, replaces);
    if (before.state === 'saved') await changeAuthorization(change, before, 'released', { ended_at: change.at });
    return factOfAuthorization(saved);
  });
}

function isSaved({ status, paymentMethod }: CardReading): boolean {
  return status === 'succeeded' && paymentMethod !== null;
}

async function recordRefused(
  change: OrderChange,
  row: AuthorizationRow,
  error: PaymentError,
): Promise<AuthorizationRow> {
  const declined = await changeAuthorization(change, row, 'declined', lastErrorColumns(error));
  await appendCardRefused(change, row, null, error);
  return declined;
}

function errorOf(answer: CardAnswer): PaymentError {
  if (answer.kind === 'refused') return answer.error;
  const { lastError, status } = answer.card;
  return lastError ?? (status === 'requires_action' ? AUTHENTICATION_WANTED : NOT_SAVED);
}

const NOT_SAVED: PaymentError = {
  code: 'payment_failed',
  declineCode: null,
  message: 'The card could not be saved.',
};
