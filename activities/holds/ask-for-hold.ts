import { askedHold } from '../../libs/domain/holds/asked-hold';
import {
  CAUTIOUS_RUNG,
  featuresOf,
  lowerRung,
  type CardFeature,
  type Rung,
} from '../../libs/domain/orders/card-features';
import { authorizeKey, steppedDownKey } from '../../libs/domain/provider/idempotency-key';
import { money } from '../../libs/domain/money/money';
import {
  isKeySpent,
  ProviderUnavailable,
  type AuthorizeAnswer,
  type AuthorizeRequest,
  type HoldReading,
} from '../../libs/domain/provider/payment-gateway';
import type { AuthorizeStep } from '../../libs/domain/payment/steps';
import {
  changeAuthorization,
  getAuthorization,
  rungOf,
  type AuthorizationRow,
} from '../../libs/postgres/holds/authorization-store';
import { recordIntent, type Occasion } from '../../libs/postgres/orders/order-change';
import { recordAskedNow, refOf, requireSameRequest } from './asked-authorization';
import { connectOfHold } from './connect-of-hold';
import type { FeatureMemory } from './card-features/feature-memory';
import { KeySpent } from '../steps/key-spent';
import { isKeyTrusted } from '../steps/key-trust';
import type { PaymentNeeds } from '../steps/payment-needs';
import { nextRung, tellFeaturesRefused } from './card-features/record-features-refused';
import { cancelStray, findHoldOf } from './stray-hold';

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
 * what a refused one left behind is canceled before the next is written down, so that there is never a second hold.
 */
export async function askForHold(needs: PaymentNeeds, memory: FeatureMemory, asked: AskedHold): Promise<HoldAnswer> {
  const { step, occasion } = asked;
  let { row, repeated } = asked;
  for (;;) {
    const answer = repeated ? await askAgain(needs, occasion, step, row) : await ask(needs, step, row, true);
    if (answer.kind !== 'features_refused') return { row, answer };
    memory.refused(askedRung(step, row), askedFeatures(step, row));
    await cancelRefused(needs, step, row, answer.left);
    row = await stepDown(needs, occasion, step, row);
    repeated = false;
  }
}

/** A refused request leaves a PaymentIntent open. Until it is known to be gone, the next is not made. */
async function cancelRefused(
  needs: PaymentNeeds,
  step: AuthorizeStep,
  row: AuthorizationRow,
  left: string | null,
): Promise<void> {
  const found = left === null ? await findHoldOf(needs, row, askedRung(step, row)) : undefined;
  const open = found?.ended === null ? found.paymentIntentId : left;
  if (open !== null) await cancelStray(needs, row, open);
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
    requireSameRequest(now, row);
    const lower = await changeAuthorization(change, now, 'requested', {
      rung,
      idempotency_key: steppedDownKey(authorizeKey(order.orderId, generation), rung),
      key_first_used_at: change.at,
      asked_at: change.at,
    });
    await tellFeaturesRefused(change, lower, askedFeatures(step, row), askedFeatures(step, lower));
    return lower;
  });
}

/** What a browser is refused, nobody else is told: what it confirms asks for no more than it always has. */
function askedRung(step: AuthorizeStep, row: AuthorizationRow): Rung {
  return paymentMethodOf(step) === null ? lowerRung(rungOf(row), CAUTIOUS_RUNG) : rungOf(row);
}

function askedFeatures(step: AuthorizeStep, row: AuthorizationRow): CardFeature[] {
  return featuresOf(askedRung(step, row), step.order.policy.extendedAuthorization ?? 'never');
}

/**
 * An earlier attempt may have placed the hold. The key is what tells: under it the provider places the hold now or says
 * again what it said, and never looks through all that the account has. Only a key that it may have forgotten is not
 * used again; then a hold is searched for.
 */
async function askAgain(
  needs: PaymentNeeds,
  occasion: Occasion,
  step: AuthorizeStep,
  row: AuthorizationRow,
): Promise<AuthorizeAnswer> {
  if (await isKeyTrusted(needs, row.key_first_used_at)) {
    await recordAskedNow(needs, occasion, row);
    const answer = await ask(needs, step, row, false);
    if (answer.kind !== 'answered') return answer;
    // A stored answer is as old as its key: since then the buyer may have authenticated, or the hold have ended.
    return { kind: 'answered', hold: await needs.gateway.readHold(answer.hold.paymentIntentId) };
  }
  const found = await findHoldOf(needs, row, askedRung(step, row));
  if (found !== undefined) return { kind: 'answered', hold: found };
  throw keySpent(row, `was first used at ${row.key_first_used_at}, and the provider may have forgotten it`);
}

async function ask(
  needs: PaymentNeeds,
  step: AuthorizeStep,
  row: AuthorizationRow,
  firstUse: boolean,
): Promise<AuthorizeAnswer> {
  try {
    return await needs.gateway.authorize({ ...requestOf(step, row), firstUse });
  } catch (error) {
    if (!isKeySpent(error)) throw error;
    // The provider will never place a hold under this key any more; what it did before, only a read tells.
    const found = await findHoldOf(needs, row, askedRung(step, row));
    if (error instanceof ProviderUnavailable) {
      if (found !== undefined) return { kind: 'answered', hold: found };
      throw keySpent(row, `is answered with a stored failure: ${error.message}`);
    }
    if (found === undefined || isUntried(step, found)) throw error;
    return { kind: 'answered', hold: found };
  }
}

/** The payment method got no answer: the request was refused before it came to that. */
function isUntried(step: AuthorizeStep, { status, lastError }: HoldReading): boolean {
  const waits = status === 'requires_payment_method' || status === 'requires_confirmation';
  return waits && lastError === null && paymentMethodOf(step) !== null;
}

/** No hold was placed and none ever will be under this key: the next authorization has a key of its own. */
function keySpent({ idempotency_key: key }: AuthorizationRow, why: string): KeySpent {
  return new KeySpent(`no hold was placed, and the key ${key} cannot be used again: it ${why}`);
}

function paymentMethodOf(step: AuthorizeStep): string | null {
  return askedHold(step).paymentMethod;
}

function requestOf(step: AuthorizeStep, row: AuthorizationRow): AuthorizeRequest {
  const { order } = step;
  const { price, ...asked } = askedHold(step);
  return {
    ...asked,
    ref: refOf(row),
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
