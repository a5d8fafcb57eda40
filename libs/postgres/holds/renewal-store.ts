import { authorizeKey } from '../../domain/provider/idempotency-key';
import { authorizationId } from '../../domain/provider/ids';
import type { ConfirmationCommand } from '../../domain/orders/inputs';
import type { SavedCard } from '../../domain/orders/saved-card';
import type { NextHold, Renewal } from '../../domain/payment/renewal';
import { changeAuthorization, getAuthorization, type AuthorizationRow } from './authorization-store';
import type { Transaction } from '../database/database';
import type { OrderChange } from '../orders/order-change';

/**
 * Writes down the hold that follows the one that has just ended. The provider is not asked for it yet. Once for a
 * generation: a second time breaks the table's key.
 */
export async function insertNextHold(
  { transaction, orderId, at, standing, provider: { provider } }: OrderChange,
  { generation, amount, card }: NextHold,
): Promise<AuthorizationRow> {
  const renewed = await getHoldBefore(transaction, orderId, generation);
  const next = await transaction
    .insertInto('authorizations')
    .values({
      authorization_id: authorizationId(orderId, generation),
      order_id: orderId,
      generation,
      provider,
      state: 'requested',
      amount,
      tier: 'all',
      idempotency_key: authorizeKey(orderId, generation),
      key_first_used_at: at,
      renews_generation: renewed.generation,
      customer: card.customer,
      card: card.paymentMethod,
      created_at: at,
      updated_at: at,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  standing?.authorizationIs(next);
  return next;
}

/** Marks an authorization that takes the place of an earlier hold, before the provider is asked for the first time. */
export async function markRenewal(
  change: OrderChange,
  row: AuthorizationRow,
  { price, card, room }: Renewal,
): Promise<AuthorizationRow> {
  const renewed = await getHoldBefore(change.transaction, row.order_id, row.generation);
  return changeAuthorization(change, row, row.state, {
    amount: price.amount,
    ...(room?.command !== undefined && { grows_by: JSON.stringify(room.command) }),
    customer: card?.customer ?? null,
    card: card?.paymentMethod ?? null,
    renews_generation: renewed.generation,
    key_first_used_at: change.at,
    asked_at: change.at,
  });
}

/** Writes down which payment method a later request brought, so that it can be asked for again by itself. */
export function saveGivenCard(
  change: OrderChange,
  row: AuthorizationRow,
  { paymentMethod, returnUrl, requestId }: ConfirmationCommand,
  replaces?: number,
): Promise<AuthorizationRow> {
  return changeAuthorization(change, row, row.state, {
    given_payment_method: paymentMethod,
    given_return_url: returnUrl,
    given_request_id: requestId,
    ...(replaces !== undefined && { renews_generation: replaces }),
  });
}

/** The newest authorization before this one that was ever held. */
async function getHoldBefore(transaction: Transaction, orderId: string, generation: number): Promise<AuthorizationRow> {
  const { last } = await transaction
    .selectFrom('authorizations')
    .select(({ fn }) => fn.max('generation').as('last'))
    .where('order_id', '=', orderId)
    .where('generation', '<', generation)
    .where('plan', 'is not', null)
    .executeTakeFirstOrThrow();
  return getAuthorization(transaction, orderId, last);
}

/** The hold whose place a renewal takes. */
export async function getRenewed(transaction: Transaction, row: AuthorizationRow): Promise<AuthorizationRow> {
  const { renews_generation: renewed, authorization_id: id } = row;
  if (renewed === null) throw new Error(`Bug! Authorization ${id} takes the place of no other`);
  return getAuthorization(transaction, row.order_id, renewed);
}

/** The card that a renewal was asked with. */
export function cardOf({ customer, card }: AuthorizationRow): SavedCard | null {
  return customer === null || card === null ? null : { customer, paymentMethod: card };
}
