import { sql, type RawBuilder } from 'kysely';
import { FINAL_STATUSES } from '../../domain/orders/order-status';
import { AUTHORIZATION_STATES, type AuthorizationState } from '../../domain/orders/transitions';

/**
 * What of the facts can end an event as soon as it is stored. There are few of them, so that what they mean for an
 * event is worked out beforehand, by the rules of delivery, and the statement that stores it has only to look it up.
 */
export type Situation =
  | { readonly order: 'none' }
  | { readonly order: 'closed' }
  | {
      readonly order: 'open';
      /** Of the hold that the event names; null when it names a hold that is not the order's. */
      readonly authorization: AuthorizationState | null;
      readonly settlementRecorded: boolean;
      /** What the event says was received is what our own captures add up to, or it says nothing of it. */
      readonly isReceivedOurs: boolean;
    };

const NO_HOLD = 'no hold';
const SETTLED = 'settled';
const OURS = 'ours';

/** A situation as the statement calls it. */
export function situationName(situation: Situation): string {
  if (situation.order !== 'open') return situation.order;
  const { authorization, settlementRecorded, isReceivedOurs } = situation;
  const words = [authorization ?? NO_HOLD, settlementRecorded ? SETTLED : '', isReceivedOurs ? OURS : ''];
  return words.filter((word) => word !== '').join(' ');
}

/** In a statement that begins `withEventFacts`: the name of the situation. */
export function situationOf(amountReceived: RawBuilder<number | null>): RawBuilder<string> {
  const final = [...FINAL_STATUSES];
  return sql`case
    when facts.subject_order_id is null then 'none'
    when facts.subject_status = any(${final}::text[]) then 'closed'
    else concat_ws(' ',
      coalesce(facts.hold_state, ${sql.lit(NO_HOLD)}),
      case when facts.settlement_recorded then ${sql.lit(SETTLED)} end,
      case when coalesce(${amountReceived}::bigint = any(received.sums), true) then ${sql.lit(OURS)} end)
  end`;
}

/** Every situation there is. */
export const SITUATIONS: readonly Situation[] = [
  { order: 'none' },
  { order: 'closed' },
  ...[...AUTHORIZATION_STATES, null].flatMap((authorization) =>
    [true, false].flatMap((settlementRecorded) =>
      [true, false].map((isReceivedOurs) => ({
        order: 'open' as const,
        authorization,
        settlementRecorded,
        isReceivedOurs,
      })),
    ),
  ),
];
