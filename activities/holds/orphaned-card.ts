import { abandonKey } from '../../libs/domain/provider/idempotency-key';
import type { CardReading } from '../../libs/domain/provider/card-gateway';
import type { AuthorizationRow } from '../../libs/postgres/holds/authorization-store';
import { arrivalOf, refOf } from './asked-authorization';
import { underFreshKey } from '../steps/fresh-key';
import type { StepContext } from '../steps/step-context';

/** The card setup that a lost answer may have left behind. */
export async function findCardOf(context: StepContext, row: AuthorizationRow): Promise<CardReading | undefined> {
  return context.gateway.findCard({ ref: refOf(row), between: arrivalOf(row) });
}

/**
 * Gives up a card setup, should there be one. One that had succeeded holds no money: nothing is left to end.
 * @returns how it stands now; undefined when there is none
 */
export async function endCardSetup(context: StepContext, row: AuthorizationRow): Promise<CardReading | undefined> {
  const known = row.setup_intent_id ?? (await findCardOf(context, row))?.setupIntentId;
  if (known === undefined) return undefined;
  const { order_id: orderId, generation } = row;
  return underFreshKey(
    (attempt) => abandonKey(orderId, generation, attempt),
    (idempotencyKey) => context.gateway.cancelCard({ setupIntentId: known, idempotencyKey }),
  );
}

/** The card setup of an authorization, as it stands now; undefined when there is none. */
export async function readCardSetup(context: StepContext, row: AuthorizationRow): Promise<CardReading | undefined> {
  const { setup_intent_id: setupIntentId } = row;
  return setupIntentId === null ? findCardOf(context, row) : context.gateway.readCard(setupIntentId);
}
