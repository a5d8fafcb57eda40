import { doubtOf } from '../../libs/domain/payment/hold';
import type { PaymentError } from '../../libs/domain/provider/payment-intent-reading';
import { attentionsIn, closeAttention, openAttention } from '../../libs/postgres/orders/attention-store';
import type { AuthorizationRow } from '../../libs/postgres/holds/authorization-store';
import type { OrderChange } from '../../libs/postgres/orders/order-change';

/**
 * The provider refused a capture because the hold is gone, and a read shows the hold all the same: the network may drop
 * one before Stripe's own state follows. What is recorded stays what the read says; a person is called, and the ship
 * check answers no, until a capture works or the hold is over.
 */

/** Calls for a person about a hold that is held and cannot be captured. */
export async function doubtHold(change: OrderChange, row: AuthorizationRow, error: PaymentError): Promise<void> {
  const until = row.release_at === null ? '' : ` At ${row.release_at} Holdfast acts on the hold.`;
  const message =
    `${change.provider.name} refuses to capture because the hold is gone (${error.code}), but still shows the hold: ship nothing ` +
    `until a capture succeeds.${until}`;
  await openAttention(change, 'hold_lost', message, doubtOf(row.generation));
}

/** Takes the call back, where it was about this hold. */
export async function endDoubt(change: OrderChange, generation: number, why: string): Promise<void> {
  const attentions = await attentionsIn(change);
  const doubted = attentions.some(
    ({ code, step, isOpen }) => isOpen && code === 'hold_lost' && step === doubtOf(generation),
  );
  if (doubted) await closeAttention(change, 'hold_lost', why);
}
