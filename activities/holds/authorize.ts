import { askedHold } from '../../libs/domain/holds/asked-hold';
import { RUNG_WITHOUT_FEATURES, type Rung } from '../../libs/domain/orders/card-features';
import { authorizeKey } from '../../libs/domain/provider/idempotency-key';
import { formatMoney, money } from '../../libs/domain/money/money';
import type { AuthorizeStep } from '../../libs/domain/payment/steps';
import type { AuthorizeOutcome } from '../../libs/domain/payment/facts';
import { wholeParcelOf } from '../../libs/domain/payment/whole-parcel';
import {
  changeAuthorization,
  findLiveBefore,
  findWithoutIntent,
  getAuthorization,
  insertAuthorization,
  type AuthorizationRow,
} from '../../libs/postgres/holds/authorization-store';
import type { Transaction } from '../../libs/postgres/database/database';
import { recordIntent, recordOutcome, type Occasion } from '../../libs/postgres/orders/order-change';
import { insertOrder } from '../../libs/postgres/orders/order-store';
import { appendTimeline } from '../../libs/postgres/orders/timeline-store';
import { inTransaction } from '../../libs/postgres/database/transaction';
import { requireSameRequest } from './asked-authorization';
import { factOfAuthorization } from './authorization-facts';
import { askForHold, type HoldAnswer } from './ask-for-hold';
import type { FeatureMemory } from './card-features/feature-memory';
import { byHoldfast, byShop } from '../steps/occasion';
import type { PaymentNeeds } from '../steps/payment-needs';
import { recordHold, recordRefusedHold } from './record-hold';
import { paidTerms, recordPaid } from './record-paid';
import { clearRenewal, factOfRenewal, recordAwaitedUntil, recordRenewal } from './renewals/record-renewal';
import { recordAsking, type AuthorizeIntent } from './renewals/renewal-intent';
import { endLate } from './late-hold';
import { cancelStrayHolds, endStrayPayment } from './stray-hold';

/** Places the hold of an order: intent, call, outcome. */
export async function authorizeHold(
  needs: PaymentNeeds,
  step: AuthorizeStep,
  workflowId: string,
  memory: FeatureMemory,
): Promise<AuthorizeOutcome> {
  const earlier = (await findEarlierOutcome(needs, step)) ?? (await closeEarlierRequests(needs, step));
  if (earlier !== undefined) return earlier;
  const rung = wholeParcelOf(step.order) === undefined ? memory.highest() : RUNG_WITHOUT_FEATURES;
  const { row, repeated } = await recordAuthorizeIntent(needs, step, workflowId, rung);
  if (row.state !== 'requested') return inTransaction(needs.database, (transaction) => factOf(transaction, row, step));
  const occasion = authorizeOccasion(needs, step);
  const answered = await askForHold(needs, memory, { step, occasion, row, repeated });
  const lastCallAt = step.renewal?.lastCallAt ?? null;
  if (lastCallAt === null) return recordAnswer(needs, step, answered);
  const result = await clearRenewal(needs, answered.row, answered.answer);
  return recordRenewal(needs, occasion, step, lastCallAt, result);
}

function factOf(
  transaction: Transaction,
  row: AuthorizationRow,
  { renewal }: AuthorizeStep,
): Promise<AuthorizeOutcome> {
  const oldLives = renewal !== undefined && renewal.lastCallAt !== null;
  return oldLives ? factOfRenewal(transaction, row) : Promise.resolve(factOfAuthorization(row));
}

/**
 * The workflow knows of no hold, and of no saved card. Should an attempt that was taken for dead have recorded one
 * after its step had failed, that one counts: another would bind the buyer's money twice.
 */
export async function findEarlierOutcome(
  needs: PaymentNeeds,
  step: AuthorizeStep,
): Promise<AuthorizeOutcome | undefined> {
  const { order, generation, renewal } = step;
  if (generation === 1 || renewal !== undefined) return undefined;
  const row = await findLiveBefore(needs.database, order.orderId, generation);
  if (row === undefined) return undefined;
  const fact = factOfAuthorization(row);
  const isOpen = fact.kind === 'hold_awaited' || fact.kind === 'hold_placed' || fact.kind === 'card_saved';
  return isOpen ? { ...fact, authorizationGeneration: row.generation } : fact;
}

/**
 * A new generation is asked for only after it is proven that the earlier ones left nothing behind that lives.
 * @returns what came of an earlier one that had taken the money, which then is the payment
 */
async function closeEarlierRequests(needs: PaymentNeeds, step: AuthorizeStep): Promise<AuthorizeOutcome | undefined> {
  const { order } = step;
  const { paid } = paidTerms(needs, wholeParcelOf(order));
  return closeEarlier(needs, step, async (row) => {
    // A hold is only ever given back.
    if (paid === undefined) await cancelStrayHolds(needs, row);
    const stray = paid && (await endStrayPayment(needs, row));
    if (paid === undefined || stray?.status !== 'succeeded') return undefined;
    return recordOutcome(needs.database, authorizeOccasion(needs, step), async (change) =>
      factOfAuthorization(await recordPaid(change, row, stray, { currency: order.currency, ...paid })),
    );
  });
}

/**
 * Closes what was asked for before this generation, and of which nobody knows what it left behind.
 * @param end makes an end of that; an outcome is what the order has after all
 */
export async function closeEarlier(
  needs: PaymentNeeds,
  step: AuthorizeStep,
  end: (row: AuthorizationRow) => Promise<AuthorizeOutcome | undefined>,
): Promise<AuthorizeOutcome | undefined> {
  const { order, generation } = step;
  if (generation === 1) return undefined;
  const known = await findWithoutIntent(needs.database, order.orderId);
  for (const row of known.filter((request) => request.generation < generation)) {
    const outcome = await end(row);
    if (outcome !== undefined) return outcome;
    await recordIntent(needs.database, authorizeOccasion(needs, step), (change) =>
      changeAuthorization(change, row, 'declined', {}),
    );
  }
  return undefined;
}

/** Writes down the order, and that it is to be paid for, before the provider is asked. */
export async function recordAuthorizeIntent(
  needs: PaymentNeeds,
  step: AuthorizeStep,
  workflowId: string,
  rung: Rung,
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
    const row = await insertAuthorization(change, { generation, amount, rung, idempotencyKey });
    return recordAsking(change, step, row, rung);
  });
}

/** Records what the provider says, once: a hold, what it waits for, or that it would not even begin. */
export async function recordAnswer(
  needs: PaymentNeeds,
  step: AuthorizeStep,
  { row: asked, answer }: HoldAnswer,
): Promise<AuthorizeOutcome> {
  const { order, generation } = step;
  const outcome = await recordOutcome<AuthorizeOutcome>(
    needs.database,
    authorizeOccasion(needs, step),
    async (change) => {
      const row = await getAuthorization(change.transaction, order.orderId, generation);
      // Another worker with the same step in hand was faster.
      if (row.state !== 'requested') return factOfAuthorization(row);
      requireSameRequest(row, asked);
      const paid = paidTerms(needs, wholeParcelOf(order));
      const terms = { currency: order.currency, marginSeconds: order.policy.marginSeconds, ...paid };
      const recorded =
        answer.kind === 'refused'
          ? await recordRefusedHold(change, row, answer.error)
          : await recordHold(change, row, answer.hold, terms);
      return factOfAuthorization(await recordAwaitedUntil(change, recorded, step));
    },
  );
  if (answer.kind === 'answered') await endLate(needs, { orderId: order.orderId, generation }, answer.hold, outcome);
  return outcome;
}

/** A hold is the shop's doing, but for one that Holdfast renews by its clock. */
export function authorizeOccasion(needs: PaymentNeeds, { order, confirmation, renewal }: AuthorizeStep): Occasion {
  const { requestId } = confirmation ?? order;
  const asked = renewal === undefined || confirmation !== undefined;
  return asked ? byShop(needs, order.orderId, requestId) : byHoldfast(needs, order.orderId);
}
