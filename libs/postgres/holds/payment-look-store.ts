import type { Selectable } from 'kysely';
import { growingPause } from '../../domain/orders/growing-pause';
import { addSeconds } from '../../domain/orders/deadline';
import { isAwaiting } from '../../domain/orders/transitions';
import type { Database } from '../database/database';
import type { OrderChange } from '../orders/order-change';
import type { AuthorizationsTable } from '../records/authorization-schema';

/** A payment of which no event may tell, and at which it is time to look. */
export interface DuePaymentLook {
  readonly authorizationId: string;
  readonly orderId: string;
  /** How often it was due, this time included. */
  readonly looks: number;
  readonly paymentIntentId: string | null;
  readonly setupIntentId: string | null;
  readonly chargeId: string | null;
}

type LookColumns = Pick<Selectable<AuthorizationsTable>, 'look_due_at' | 'looks'>;

/** A buyer who authenticates takes about so long. */
const FIRST_PAUSE_SECONDS = 15;
const PAUSE_AT_MOST_SECONDS = 60 * 60;

/** Of a payment that begins to wait for its buyer. */
export function lookWhileAwaited({ at, provider }: Pick<OrderChange, 'at' | 'provider'>): LookColumns {
  const due = provider.eventsOfBuyers === 'some' ? addSeconds(at, FIRST_PAUSE_SECONDS) : null;
  return { look_due_at: due, looks: 0 };
}

/** Of a hold that was placed: where nobody tells how long it lives, it is looked at when its end comes near. */
export function lookWhileHeld({ provider }: Pick<OrderChange, 'provider'>, warnAt: string): LookColumns {
  return { look_due_at: provider.deadline === 'estimated' ? warnAt : null, looks: 0 };
}

/**
 * Takes payments whose look is due, and sets the next time for each that still waits for its buyer. Repeated, it
 * takes the next ones.
 */
export async function claimDueLooks(database: Database, at: string, atMost: number): Promise<DuePaymentLook[]> {
  return database.transaction().execute(async (transaction) => {
    const due = await transaction
      .selectFrom('authorizations')
      .select(['authorization_id', 'order_id', 'state', 'looks', 'payment_intent_id', 'setup_intent_id', 'charge_id'])
      .where('look_due_at', '<=', at)
      .orderBy('look_due_at')
      .limit(atMost)
      .forUpdate()
      .skipLocked()
      .execute();
    for (const row of due) {
      const looks = row.looks + 1;
      const pause = growingPause(FIRST_PAUSE_SECONDS, looks + 1, PAUSE_AT_MOST_SECONDS);
      await transaction
        .updateTable('authorizations')
        .set({ looks, look_due_at: isAwaiting(row.state) ? addSeconds(at, pause) : null })
        .where('authorization_id', '=', row.authorization_id)
        .execute();
    }
    return due
      .filter(({ state }) => isAwaiting(state) || state === 'held')
      .map((row) => ({
        authorizationId: row.authorization_id,
        orderId: row.order_id,
        looks: row.looks + 1,
        paymentIntentId: row.payment_intent_id,
        setupIntentId: row.setup_intent_id,
        chargeId: row.charge_id,
      }));
  });
}
