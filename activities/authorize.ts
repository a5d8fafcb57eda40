import { askedHold } from '../libs/domain/asked-hold';
import { secondsBetween } from '../libs/domain/deadline';
import { authorizeKey, KEY_TRUSTED_SECONDS } from '../libs/domain/idempotency-key';
import { formatMoney, money } from '../libs/domain/money';
import {
  ProviderMisuse,
  ProviderUnavailable,
  type AuthorizeAnswer,
  type AuthorizeRequest,
} from '../libs/domain/payment-gateway';
import type { AuthorizeOutcome, AuthorizeStep } from '../libs/domain/steps';
import {
  changeAuthorization,
  findWithoutIntent,
  getAuthorization,
  insertAuthorization,
  type AuthorizationRow,
} from '../libs/postgres/authorization-store';
import type { Transaction } from '../libs/postgres/database';
import { recordIntent, recordOutcome, type Occasion } from '../libs/postgres/order-change';
import { insertOrder } from '../libs/postgres/order-store';
import { appendTimeline } from '../libs/postgres/timeline-store';
import { inTransaction } from '../libs/postgres/transaction';
import { factOfAuthorization } from './authorization-facts';
import { nowOf, type PaymentNeeds } from './payment-needs';
import { recordHold, recordRefusedHold } from './record-hold';
import { clearRenewal, factOfRenewal, recordAwaitedUntil, recordRenewal } from './record-renewal';
import { recordAsking, type AuthorizeIntent } from './renewal-intent';
import { cancelStrayHold, findHoldOf } from './stray-hold';

/** Places the hold of an order: intent, call, outcome. */
export async function authorize(
  needs: PaymentNeeds,
  step: AuthorizeStep,
  workflowId: string,
): Promise<AuthorizeOutcome> {
  await closeEarlierRequests(needs, step);
  const { row, repeated } = await recordAuthorizeIntent(needs, step, workflowId, 'ask');
  if (row.state !== 'requested') return inTransaction(needs.database, (transaction) => factOf(transaction, row, step));
  const answer = repeated ? await readThenAsk(needs, step, row) : await ask(needs, step, row);
  const lastCallAt = step.renewal?.lastCallAt ?? null;
  if (lastCallAt === null) return recordAnswer(needs, step, answer);
  const result = await clearRenewal(needs, row, answer);
  return recordRenewal(needs, authorizeOccasion(needs, step), step, lastCallAt, result);
}

function factOf(
  transaction: Transaction,
  row: AuthorizationRow,
  { renewal }: AuthorizeStep,
): Promise<AuthorizeOutcome> {
  const oldLives = renewal !== undefined && renewal.lastCallAt !== null;
  return oldLives ? factOfRenewal(transaction, row) : Promise.resolve(factOfAuthorization(row));
}

/** A new generation is asked for only after it is proven that the earlier ones left nothing behind that lives. */
async function closeEarlierRequests(needs: PaymentNeeds, step: AuthorizeStep): Promise<void> {
  const { order, generation } = step;
  if (generation === 1) return;
  const known = await findWithoutIntent(needs.database, order.orderId);
  for (const row of known.filter((request) => request.generation < generation)) {
    await cancelStrayHold(needs, row);
    await recordIntent(needs.database, authorizeOccasion(needs, step), (change) =>
      changeAuthorization(change, row, 'declined', {}),
    );
  }
}

/**
 * Writes down that a hold is to be placed, before the provider is asked.
 * @param purpose `read`: the provider will not be asked
 */
export async function recordAuthorizeIntent(
  needs: PaymentNeeds,
  step: AuthorizeStep,
  workflowId: string,
  purpose: 'ask' | 'read',
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
    const { amount } = askedHold(step).price;
    const row = await insertAuthorization(change, { generation, amount, idempotencyKey });
    return recordAsking(change, step, row, purpose);
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

function requestOf(step: AuthorizeStep, row: AuthorizationRow): AuthorizeRequest {
  const { order, generation } = step;
  const { price, ...asked } = askedHold(step);
  return {
    ...asked,
    ref: { orderId: order.orderId, generation },
    idempotencyKey: row.idempotency_key,
    amount: money(price.amount, order.currency),
    amountDetails: price.amountDetails,
    statementDescriptorSuffix: order.payment.statementDescriptorSuffix,
    customerReference: order.customerReference,
    metadata: order.metadata,
  };
}

/** Records what the provider says, once: a hold, what it waits for, or that it would not even begin. */
export async function recordAnswer(
  needs: PaymentNeeds,
  step: AuthorizeStep,
  answer: AuthorizeAnswer,
): Promise<AuthorizeOutcome> {
  const { order, generation } = step;
  return recordOutcome(needs.database, authorizeOccasion(needs, step), async (change) => {
    const row = await getAuthorization(change.transaction, order.orderId, generation);
    // Another worker with the same step in hand was faster.
    if (row.state !== 'requested') return factOfAuthorization(row);
    const terms = { currency: order.currency, marginSeconds: order.policy.marginSeconds };
    const recorded =
      answer.kind === 'refused'
        ? await recordRefusedHold(change, row, answer.error)
        : await recordHold(change, row, answer.hold, terms);
    return factOfAuthorization(await recordAwaitedUntil(change, recorded, step));
  });
}

/** A hold is the shop's doing, but for one that Holdfast renews by its clock. */
export function authorizeOccasion(needs: PaymentNeeds, { order, confirmation, renewal }: AuthorizeStep): Occasion {
  const { requestId } = confirmation ?? order;
  const asked = renewal === undefined || confirmation !== undefined;
  const origin = asked
    ? ({ actor: 'shop', requestId, eventId: null } as const)
    : ({ actor: 'holdfast', requestId: null, eventId: null } as const);
  return { orderId: order.orderId, at: nowOf(needs), origin };
}
