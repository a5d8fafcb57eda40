import { secondsBetween } from '../libs/domain/deadline';
import { authorizeKey, KEY_TRUSTED_SECONDS } from '../libs/domain/idempotency-key';
import { formatMoney, money } from '../libs/domain/money';
import {
  ProviderMisuse,
  ProviderUnavailable,
  type AuthorizeAnswer,
  type AuthorizeRequest,
} from '../libs/domain/payment-gateway';
import { priceWholeOrder } from '../libs/domain/shipment-price';
import type { AuthorizeOutcome, AuthorizeStep } from '../libs/domain/steps';
import { wholeParcelOf } from '../libs/domain/whole-parcel';
import {
  changeAuthorization,
  findWithoutIntent,
  getAuthorization,
  insertAuthorization,
  type AuthorizationRow,
} from '../libs/postgres/authorization-store';
import { recordIntent, recordOutcome, type Occasion } from '../libs/postgres/order-change';
import { insertOrder } from '../libs/postgres/order-store';
import { appendTimeline } from '../libs/postgres/timeline-store';
import { inTransaction } from '../libs/postgres/transaction';
import { factOfAuthorization } from './authorization-facts';
import { nowOf, type PaymentNeeds } from './payment-needs';
import { recordHold, recordRefusedHold } from './record-hold';
import { paidTerms, recordPaid } from './record-paid';
import { cancelStrayHold, findHoldOf } from './stray-hold';

/** Places the hold of an order: intent, call, outcome. */
export async function authorize(
  needs: PaymentNeeds,
  step: AuthorizeStep,
  workflowId: string,
): Promise<AuthorizeOutcome> {
  const paid = await closeEarlierRequests(needs, step);
  if (paid !== undefined) return paid;
  const { row, repeated } = await recordAuthorizeIntent(needs, step, workflowId);
  if (row.state !== 'requested') return factOfAuthorization(row);
  const answer = repeated ? await readThenAsk(needs, step, row) : await ask(needs, step, row);
  return recordAnswer(needs, step, answer);
}

/**
 * A new generation is asked for only after it is proven that the earlier ones left nothing behind that lives.
 * @returns what came of an earlier one that had taken the money, which then is the payment
 */
async function closeEarlierRequests(needs: PaymentNeeds, step: AuthorizeStep): Promise<AuthorizeOutcome | undefined> {
  const { order, generation } = step;
  if (generation === 1) return undefined;
  const known = await findWithoutIntent(needs.database, order.orderId);
  for (const row of known.filter((request) => request.generation < generation)) {
    const stray = await cancelStrayHold(needs, row);
    const { paid } = paidTerms(needs, wholeParcelOf(order));
    if (stray?.status === 'succeeded' && paid !== undefined) {
      return recordOutcome(needs.database, authorizeOccasion(needs, step), async (change) =>
        factOfAuthorization(await recordPaid(change, row, stray, { currency: order.currency, ...paid })),
      );
    }
    await recordIntent(needs.database, authorizeOccasion(needs, step), (change) =>
      changeAuthorization(change, row, 'declined', {}),
    );
  }
  return undefined;
}

export interface AuthorizeIntent {
  readonly row: AuthorizationRow;
  /** An earlier attempt may have asked the provider already. */
  readonly repeated: boolean;
}

/** Writes down the order, and that it is to be paid for, before the provider is asked. */
export async function recordAuthorizeIntent(
  needs: PaymentNeeds,
  step: AuthorizeStep,
  workflowId: string,
): Promise<AuthorizeIntent> {
  const { order, generation } = step;
  return inTransaction(needs.database, async (transaction) => {
    const change = { transaction, ...authorizeOccasion(needs, step) };
    if (await insertOrder(transaction, order, workflowId)) {
      const total = money(order.total, order.currency);
      const message = `Order of ${formatMoney(total)} accepted`;
      await appendTimeline(change, { kind: 'order_accepted', amount: total, about: {}, message });
    }
    const idempotencyKey = authorizeKey(order.orderId, generation);
    const row = await insertAuthorization(change, { generation, amount: order.total, idempotencyKey });
    if (row !== undefined) return { row, repeated: false };
    return { row: await getAuthorization(transaction, order.orderId, generation), repeated: true };
  });
}

/** An earlier attempt may have placed the hold: only when none is found is the provider asked, under the same key. */
async function readThenAsk(needs: PaymentNeeds, step: AuthorizeStep, row: AuthorizationRow): Promise<AuthorizeAnswer> {
  const found = await find(needs, row);
  if (found !== undefined) return found;
  if (secondsBetween(row.key_first_used_at, nowOf(needs)) < KEY_TRUSTED_SECONDS) return ask(needs, step, row);
  throw keySpent(row, `was first used at ${row.key_first_used_at}, and the provider may have forgotten it`);
}

async function ask(needs: PaymentNeeds, step: AuthorizeStep, row: AuthorizationRow): Promise<AuthorizeAnswer> {
  try {
    return await needs.gateway.authorize(requestOf(step, row));
  } catch (error) {
    if (!(error instanceof ProviderUnavailable) || !error.details.replayed) throw error;
    // The provider will answer this key with the same failure for ever; what it did before it failed, only a read tells.
    const found = await find(needs, row);
    if (found !== undefined) return found;
    throw keySpent(row, `is answered with a stored failure: ${error.message}`);
  }
}

async function find(needs: PaymentNeeds, row: AuthorizationRow): Promise<AuthorizeAnswer | undefined> {
  const hold = await findHoldOf(needs, row);
  return hold === undefined ? undefined : { kind: 'answered', hold };
}

/** No hold was placed and none ever will be under this key: the next authorization has a key of its own. */
function keySpent({ idempotency_key: key }: AuthorizationRow, why: string): ProviderMisuse {
  const details = { code: 'key_spent', param: null, requestId: null };
  return new ProviderMisuse(`no hold was placed, and the key ${key} cannot be used again: it ${why}`, details);
}

function requestOf({ order, generation, confirmation }: AuthorizeStep, row: AuthorizationRow): AuthorizeRequest {
  const { payment } = order;
  const { paymentMethod, returnUrl } = confirmation ?? payment;
  return {
    ref: { orderId: order.orderId, generation },
    idempotencyKey: row.idempotency_key,
    amount: money(order.total, order.currency),
    amountDetails: priceWholeOrder(order).amountDetails,
    paymentMethod,
    customer: payment.customer,
    saveForLater: payment.saveForLater,
    captures: order.policy.fulfilment === 'immediate' ? 'at_once' : 'by_shipment',
    returnUrl,
    statementDescriptorSuffix: payment.statementDescriptorSuffix,
    customerReference: order.customerReference,
    metadata: order.metadata,
  };
}

async function recordAnswer(
  needs: PaymentNeeds,
  step: AuthorizeStep,
  answer: AuthorizeAnswer,
): Promise<AuthorizeOutcome> {
  const { order, generation } = step;
  return recordOutcome(needs.database, authorizeOccasion(needs, step), async (change) => {
    const row = await getAuthorization(change.transaction, order.orderId, generation);
    // Another worker with the same step in hand was faster.
    if (row.state !== 'requested') return factOfAuthorization(row);
    if (answer.kind === 'refused') return factOfAuthorization(await recordRefusedHold(change, row, answer.error));
    const paid = paidTerms(needs, wholeParcelOf(order));
    const terms = { currency: order.currency, marginSeconds: order.policy.marginSeconds, ...paid };
    return factOfAuthorization(await recordHold(change, row, answer.hold, terms));
  });
}

/** A payment is always the shop's doing. */
export function authorizeOccasion(needs: PaymentNeeds, { order, confirmation }: AuthorizeStep): Occasion {
  const { requestId } = confirmation ?? order;
  const origin = { actor: 'shop', requestId, eventId: null } as const;
  return { orderId: order.orderId, at: nowOf(needs), origin };
}
