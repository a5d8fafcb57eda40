import { askedHold } from '../../libs/domain/holds/asked-hold';
import {
  CAUTIOUS_TIER,
  featuresOf,
  lowerTier,
  type CardFeature,
  type FeatureTier,
} from '../../libs/domain/orders/card-features';
import { firstRequestOf, type FirstRequest } from '../../libs/domain/orders/first-request';
import { authorizeKey, steppedDownKey } from '../../libs/domain/provider/idempotency-key';
import { money } from '../../libs/domain/money/money';
import type { AuthorizeAnswer, AuthorizeRequest } from '../../libs/domain/provider/payment-gateway';
import type { PaymentIntentReading } from '../../libs/domain/provider/payment-intent-reading';
import type { AuthorizeStep } from '../../libs/domain/payment/steps';
import {
  changeAuthorization,
  getAuthorization,
  tierOf,
  type AuthorizationRow,
} from '../../libs/postgres/holds/authorization-store';
import { recordIntent, type ChangeSource } from '../../libs/postgres/orders/order-change';
import { customerOfCard } from './known-customer';
import { shownOrder } from '../steps/shown-order';
import { askedOf, recordAskedNow, refOf, requireSameRequest } from './asked-authorization';
import { connectOfHold } from './connect-of-hold';
import type { FeatureMemory } from './card-features/feature-memory';
import { KeySpent } from '../steps/key-spent';
import type { StepContext } from '../steps/step-context';
import { carryOutCall, type ProviderCall } from '../steps/provider-call';
import { nextTier, appendFeaturesRefused } from './card-features/record-features-refused';
import { cancelOrphaned, findHoldOf } from './orphaned-hold';

/** An authorization that is written down and has no outcome yet. */
export interface AskedHold {
  readonly step: AuthorizeStep;
  readonly source: ChangeSource;
  readonly row: AuthorizationRow;
  /** An earlier attempt may have asked the provider already. */
  readonly repeated: boolean;
}

/** What is asked for beside what the step says: personal, or found out on the way. */
type AskedBeside = Pick<AuthorizeRequest, 'customer'> & Required<Pick<AuthorizeRequest, 'shown'>>;

/** The provider's answer to the first tier of features that the account may ask for. */
export interface HoldAnswer {
  /** As it was when the provider was asked. */
  readonly row: AuthorizationRow;
  readonly answer: Exclude<AuthorizeAnswer, { kind: 'features_refused' }>;
}

/**
 * Asks for a hold, down the ladder of card features: the account may refuse a request for what it is not eligible for,
 * and the next one asks for less. Each tier is written down before it is asked for and has a key of its own, and
 * what a refused one left behind is canceled before the next is written down, so that there is never a second hold.
 */
export async function askForHold(context: StepContext, memory: FeatureMemory, asked: AskedHold): Promise<HoldAnswer> {
  const { step, source } = asked;
  let { row, repeated } = asked;
  const shown = await shownOrder(context, step.order.orderId);
  const beside = { shown, customer: await customerOfCard(context, step.order, shown) };
  for (;;) {
    const answer = await carryOutCall(context, holdCall(context, { step, source, row, repeated }, beside));
    if (answer.kind !== 'features_refused') return { row, answer };
    memory.refused(askedTier(step, row), askedFeatures(step, row));
    await cancelRefused(context, step, row, answer.left);
    row = await stepDown(context, source, step, row);
    repeated = false;
  }
}

/**
 * One tier of the ladder. Its intent is recorded before, and its answer after: with the order, or beside the hold that
 * it renews.
 */
function holdCall(
  context: StepContext,
  { step, source, row: asked, repeated }: AskedHold,
  beside: AskedBeside,
): ProviderCall<AuthorizationRow, AuthorizeAnswer, AuthorizeAnswer> {
  const { gateway } = context;
  return {
    name: `authorization ${asked.authorization_id}`,
    whileTrusted: 'ask',
    readOnItsWay: true,
    recordIntent: () => Promise.resolve({ ask: asked, asked: askedOf(asked, repeated) }),
    readOutcome: async (row) => {
      const hold = await findHoldOf(context, row, askedTier(step, row));
      return hold === undefined || isUntried(step, hold) ? undefined : { kind: 'answered', hold };
    },
    recordAskedAgain: async (row) => ({ ask: await recordAskedNow(context, source, row) }),
    ask: (row, firstUse) => gateway.authorize({ ...requestOf(step, row, beside), firstUse }),
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
function isUntried(step: AuthorizeStep, { status, lastError }: PaymentIntentReading): boolean {
  const waits = status === 'requires_payment_method' || status === 'requires_confirmation';
  return waits && lastError === null && paymentMethodOf(step) !== null;
}

/** A refused request leaves a PaymentIntent open. Until it is known to be gone, the next is not made. */
async function cancelRefused(
  context: StepContext,
  step: AuthorizeStep,
  row: AuthorizationRow,
  left: string | null,
): Promise<void> {
  const found = left === null ? await findHoldOf(context, row, askedTier(step, row)) : undefined;
  const open = found?.ended === null ? found.paymentIntentId : left;
  if (open !== null) await cancelOrphaned(context, row, open);
}

/** Writes down the next tier, as the intent that it is. */
function stepDown(
  context: StepContext,
  source: ChangeSource,
  step: AuthorizeStep,
  row: AuthorizationRow,
): Promise<AuthorizationRow> {
  const { order, generation } = step;
  const tier = nextTier(askedTier(step, row));
  return recordIntent(context.database, source, async (change) => {
    const now = await getAuthorization(change.transaction, order.orderId, generation);
    requireSameRequest(now, row);
    const lower = await changeAuthorization(change, now, 'requested', {
      tier,
      idempotency_key: steppedDownKey(authorizeKey(order.orderId, generation), tier),
      key_first_used_at: change.at,
      asked_at: change.at,
    });
    await appendFeaturesRefused(change, lower, askedFeatures(step, row), askedFeatures(step, lower));
    return lower;
  });
}

/** What a browser is refused, nobody else is told: what it confirms asks for no more than it always has. */
function askedTier(step: AuthorizeStep, row: AuthorizationRow): FeatureTier {
  return paymentMethodOf(step) === null ? lowerTier(tierOf(row), CAUTIOUS_TIER) : tierOf(row);
}

function askedFeatures(step: AuthorizeStep, row: AuthorizationRow): CardFeature[] {
  return featuresOf(askedTier(step, row), step.order.policy.extendedAuthorization ?? 'never');
}

function paymentMethodOf(step: AuthorizeStep): string | null {
  return askedHold(step).paymentMethod;
}

function requestOf(step: AuthorizeStep, row: AuthorizationRow, { customer, shown }: AskedBeside): AuthorizeRequest {
  const { order } = step;
  const { price, ...asked } = askedHold(step);
  return {
    ...asked,
    customer: asked.customer ?? customer,
    shown,
    ref: refOf(row),
    tier: askedTier(step, row),
    features: askedFeatures(step, row),
    idempotencyKey: row.idempotency_key,
    amount: money(price.amount, order.currency),
    amountDetails: price.amountDetails,
    ...connectOfHold(order, price),
    captures: CAPTURES[firstRequestOf(order)],
    statementDescriptorSuffix: order.payment.statementDescriptorSuffix,
    customerReference: order.customerReference,
    metadata: order.metadata,
  };
}

/** When the money is taken that an order asks for first; a saved card takes none, until each shipment does. */
const CAPTURES: Readonly<Record<FirstRequest, NonNullable<AuthorizeRequest['captures']>>> = {
  hold: 'by_shipment',
  payment: 'at_once',
  saved_card: 'by_shipment',
};
