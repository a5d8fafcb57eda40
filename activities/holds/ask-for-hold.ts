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
import type { AuthorizeAnswer, AuthorizeRequest, HoldReading } from '../../libs/domain/provider/payment-gateway';
import type { AuthorizeStep } from '../../libs/domain/payment/steps';
import {
  changeAuthorization,
  getAuthorization,
  rungOf,
  type AuthorizationRow,
} from '../../libs/postgres/holds/authorization-store';
import { recordIntent, type Occasion } from '../../libs/postgres/orders/order-change';
import { askedOf, recordAskedNow, refOf, requireSameRequest } from './asked-authorization';
import { connectOfHold } from './connect-of-hold';
import type { FeatureMemory } from './card-features/feature-memory';
import { KeySpent } from '../steps/key-spent';
import type { PaymentNeeds } from '../steps/payment-needs';
import { carryOutCall, type ProviderCall } from '../steps/provider-call';
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
    const answer = await carryOutCall(needs, holdCall(needs, { step, occasion, row, repeated }));
    if (answer.kind !== 'features_refused') return { row, answer };
    memory.refused(askedRung(step, row), askedFeatures(step, row));
    await cancelRefused(needs, step, row, answer.left);
    row = await stepDown(needs, occasion, step, row);
    repeated = false;
  }
}

/**
 * One rung of the ladder. Its intent is recorded before, and its answer after: with the order, or beside the hold that
 * it renews.
 */
function holdCall(
  needs: PaymentNeeds,
  { step, occasion, row: asked, repeated }: AskedHold,
): ProviderCall<AuthorizationRow, AuthorizeAnswer, AuthorizeAnswer> {
  const { gateway } = needs;
  return {
    name: `authorization ${asked.authorization_id}`,
    whileTrusted: 'ask',
    readOnItsWay: true,
    recordIntent: () => Promise.resolve({ ask: asked, asked: askedOf(asked, repeated) }),
    readOutcome: async (row) => {
      const hold = await findHoldOf(needs, row, askedRung(step, row));
      return hold === undefined || isUntried(step, hold) ? undefined : { kind: 'answered', hold };
    },
    recordAskedAgain: async (row) => ({ ask: await recordAskedNow(needs, occasion, row) }),
    ask: (row, firstUse) => gateway.authorize({ ...requestOf(step, row), firstUse }),
    // The buyer may have authenticated, or the hold have ended.
    asItIsNow: async (answer) => {
      if (answer.kind !== 'answered') return answer;
      return { kind: 'answered', hold: await gateway.readHold(answer.hold.paymentIntentId) };
    },
    recordAnswer: (_, answer) => Promise.resolve(answer),
    // The workflow asks with the next authorization, which ends what this one may have left behind.
    keySpent: ({ idempotency_key: key }, { why }) =>
      Promise.reject(new KeySpent(`no hold was placed, and the key ${key} cannot be used again: ${why}`)),
  };
}

/** The payment method got no answer: the request failed before it came to that, and will never come to it. */
function isUntried(step: AuthorizeStep, { status, lastError }: HoldReading): boolean {
  const waits = status === 'requires_payment_method' || status === 'requires_confirmation';
  return waits && lastError === null && paymentMethodOf(step) !== null;
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
