import { emit } from '../events/emit';
import type { PaymentIntent } from '../payment-intents/payment-intent';
import type { Context } from '../request';
import { renderSession } from './session';
import type { CheckoutSession } from './session';

/** The page of that payment, if there is one, is done: the money was taken or is held (documented). */
export function completeSessionOf(context: Context, { id }: PaymentIntent): void {
  const session = context.account.payingSessions.get(id);
  if (session !== undefined) completeSession(context, session);
}

export function completeSession(context: Context, session: CheckoutSession): void {
  session.status = 'complete';
  if (session.intent !== null) context.account.payingSessions.delete(session.intent.id);
  emit(context, 'checkout.session.completed', session.id, renderSession(session));
}
