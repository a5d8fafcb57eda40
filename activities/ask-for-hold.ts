import { askedHold } from '../libs/domain/asked-hold';
import {
  CAUTIOUS_RUNG,
  featuresOf,
  lowerRung,
  rungsAbove,
  type CardFeature,
  type Rung,
} from '../libs/domain/card-features';
import { secondsBetween } from '../libs/domain/deadline';
import { authorizeKey, KEY_TRUSTED_SECONDS, steppedDownKey } from '../libs/domain/idempotency-key';
import { money } from '../libs/domain/money';
import {
  ProviderUnavailable,
  type AuthorizeAnswer,
  type AuthorizeRequest,
  type HoldReading,
} from '../libs/domain/payment-gateway';
import type { AuthorizeStep } from '../libs/domain/steps';
import {
  changeAuthorization,
  getAuthorization,
  rungOf,
  type AuthorizationRow,
} from '../libs/postgres/authorization-store';
import { recordIntent, type Occasion } from '../libs/postgres/order-change';
import { connectOfHold } from './connect-of-hold';
import type { FeatureMemory } from './feature-memory';
import { KeySpent } from './key-spent';
import { nowOf, type PaymentNeeds } from './payment-needs';
import { nextRung, tellFeaturesRefused } from './record-features-refused';
import { cancelStrayHolds, findHoldOf } from './stray-hold';

/** An authorization that is written down and has no outcome yet. */
export interface AskedHold {
  readonly step: AuthorizeStep;
  readonly occasion: Occasion;
  readonly row: AuthorizationRow;
  /** An earlier attempt may have asked the provider already. */
  readonly repeated: boolean;
}

export interface HoldAnswer {
  /** As it was when the provider was asked. */
  readonly row: AuthorizationRow;
  readonly answer: Exclude<AuthorizeAnswer, { kind: 'features_refused' }>;
}

/**
 * Asks for a hold, down the ladder of card features: the account may refuse a request for what it is not eligible for,
 * and the next one asks for less. Each rung is written down before it is asked for and has a key of its own, and
 * whatever the refused ones left behind is canceled first, so that there is never a second hold.
 */
export async function askForHold(needs: PaymentNeeds, memory: FeatureMemory, asked: AskedHold): Promise<HoldAnswer> {
  const { step, occasion } = asked;
  let { row, repeated } = asked;
  if (repeated) await cancelRefused(needs, row);
  for (;;) {
    const answer = repeated ? await readThenAsk(needs, occasion, step, row) : await ask(needs, step, row);
    if (answer.kind !== 'features_refused') return { row, answer };
    memory.refused(askedRung(step, row), askedFeatures(step, row));
    row = await stepDown(needs, occasion, step, row);
    repeated = false;
    await cancelRefused(needs, row);
    await recordAskedNow(needs, occasion, row);
  }
}

/**
 * Searching takes its time, in which the authorization can have been taken for given up. From here on the request counts
 * as on its way.
 * @throws Error when nothing may be asked any more
 */
async function recordAskedNow(needs: PaymentNeeds, occasion: Occasion, row: AuthorizationRow): Promise<void> {
  await recordIntent(needs.database, occasion, async (change) => {
    const now = await getAuthorization(change.transaction, row.order_id, row.generation);
    requireSameRung(now, row);
    await changeAuthorization(change, now, now.state, { asked_at: change.at });
  });
}

/** A refused request leaves a PaymentIntent open. Until it is known to be gone, the next is not made. */
async function cancelRefused(needs: PaymentNeeds, row: AuthorizationRow): Promise<void> {
  const refused = rungsAbove(rungOf(row));
  if (refused.length > 0) await cancelStrayHolds(needs, row, refused);
}

/** Writes down the next rung, as the intent that it is. */
function stepDown(
  needs: PaymentNeeds,
  occasion: Occasion,
  step: AuthorizeStep,
  row: AuthorizationRow,
): Promise<AuthorizationRow> {
  const { order, generation } = step;
  const rung = nextRung(askedRung(step, row));
  return recordIntent(needs.database, occasion, async (change) => {
    const now = await getAuthorization(change.transaction, order.orderId, generation);
    requireSameRung(now, row);
    const lower = await changeAuthorization(change, now, 'requested', {
      rung,
      idempotency_key: steppedDownKey(authorizeKey(order.orderId, generation), rung),
      key_first_used_at: change.at,
    });
    await tellFeaturesRefused(change, lower, askedFeatures(step, row), askedFeatures(step, lower));
    return lower;
  });
}

/**
 * A late attempt must not record what it was told about a rung that another one has left.
 * @throws Error then; the next attempt finds out what the other one did
 */
export function requireSameRung(now: AuthorizationRow, asked: AuthorizationRow): void {
  if (now.state === 'requested' && now.idempotency_key === asked.idempotency_key) return;
  throw new Error(`another worker went on with authorization ${now.authorization_id}; this attempt is void`);
}

/** What a browser is refused, nobody else is told: what it confirms asks for no more than it always has. */
function askedRung(step: AuthorizeStep, row: AuthorizationRow): Rung {
  return paymentMethodOf(step) === null ? lowerRung(rungOf(row), CAUTIOUS_RUNG) : rungOf(row);
}

function askedFeatures(step: AuthorizeStep, row: AuthorizationRow): CardFeature[] {
  return featuresOf(askedRung(step, row), step.order.policy.extendedAuthorization ?? 'never');
}

/** An earlier attempt may have placed the hold: only when none is found is the provider asked, under the same key. */
async function readThenAsk(
  needs: PaymentNeeds,
  occasion: Occasion,
  step: AuthorizeStep,
  row: AuthorizationRow,
): Promise<AuthorizeAnswer> {
  const found = await findHoldOf(needs, row, askedRung(step, row));
  if (found !== undefined && !isUntried(step, found)) return { kind: 'answered', hold: found };
  if (secondsBetween(row.key_first_used_at, nowOf(needs)) < KEY_TRUSTED_SECONDS) {
    await recordAskedNow(needs, occasion, row);
    return ask(needs, step, row);
  }
  if (found !== undefined) return { kind: 'answered', hold: found };
  throw keySpent(row, `was first used at ${row.key_first_used_at}, and the provider may have forgotten it`);
}

/** The payment method got no answer, so the request was refused; the stored answer under its key says why. */
function isUntried(step: AuthorizeStep, { status, lastError }: HoldReading): boolean {
  const waits = status === 'requires_payment_method' || status === 'requires_confirmation';
  return waits && lastError === null && paymentMethodOf(step) !== null;
}

async function ask(needs: PaymentNeeds, step: AuthorizeStep, row: AuthorizationRow): Promise<AuthorizeAnswer> {
  try {
    return await needs.gateway.authorize(requestOf(step, row));
  } catch (error) {
    if (!(error instanceof ProviderUnavailable) || !error.details.replayed) throw error;
    // The provider will answer this key with the same failure for ever; what it did before it failed, only a read tells.
    const found = await findHoldOf(needs, row, askedRung(step, row));
    if (found !== undefined) return { kind: 'answered', hold: found };
    throw keySpent(row, `is answered with a stored failure: ${error.message}`);
  }
}

/** No hold was placed and none ever will be under this key: the next authorization has a key of its own. */
function keySpent({ idempotency_key: key }: AuthorizationRow, why: string): KeySpent {
  return new KeySpent(`no hold was placed, and the key ${key} cannot be used again: it ${why}`);
}

function paymentMethodOf(step: AuthorizeStep): string | null {
  return askedHold(step).paymentMethod;
}

function requestOf(step: AuthorizeStep, row: AuthorizationRow): AuthorizeRequest {
  const { order, generation } = step;
  const { price, ...asked } = askedHold(step);
  return {
    ...asked,
    ref: { orderId: order.orderId, generation },
    rung: askedRung(step, row),
    features: askedFeatures(step, row),
    idempotencyKey: row.idempotency_key,
    amount: money(price.amount, order.currency),
    amountDetails: price.amountDetails,
    ...connectOfHold(order, price),
    captures: order.policy.fulfilment === 'immediate' ? 'at_once' : 'by_shipment',
    statementDescriptorSuffix: order.payment.statementDescriptorSuffix,
    customerReference: order.customerReference,
    metadata: order.metadata,
  };
}
