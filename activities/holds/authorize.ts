import { askedHold } from '../../libs/domain/holds/asked-hold';
import { TIER_WITHOUT_FEATURES, type FeatureTier } from '../../libs/domain/orders/card-features';
import { adoptKey, authorizeKey } from '../../libs/domain/provider/idempotency-key';
import { formatMoney, money } from '../../libs/domain/money/money';
import { creditOf } from '../../libs/domain/orders/allocation';
import type { AcceptedOrder } from '../../libs/domain/orders/order';
import type { SaveCardStep } from '../../libs/domain/payment/card-steps';
import type { AuthorizeStep } from '../../libs/domain/payment/steps';
import type { AuthorizeOutcome } from '../../libs/domain/payment/facts';
import { wholeOrderShipmentOf } from '../../libs/domain/payment/whole-order-shipment';
import {
  changeAuthorization,
  findLiveBefore,
  findWithoutIntent,
  getAuthorization,
  insertAuthorization,
  type AuthorizationRow,
} from '../../libs/postgres/holds/authorization-store';
import type { Transaction } from '../../libs/postgres/database/database';
import { changeIn, recordIntent, recordOutcome, type ChangeSource } from '../../libs/postgres/orders/order-change';
import { insertOrder, isOrderRecorded } from '../../libs/postgres/orders/order-store';
import { appendTimeline } from '../../libs/postgres/orders/timeline-store';
import { providerOf } from '../../libs/domain/capabilities/payment-provider';
import { inTransaction } from '../../libs/postgres/database/transaction';
import { requireSameRequest } from './asked-authorization';
import { factOfAuthorization } from './authorization-facts';
import { askForHold, type HoldAnswer } from './ask-for-hold';
import type { FeatureMemory } from './card-features/feature-memory';
import { byHoldfast, byShop } from '../steps/change-source';
import type { StepContext } from '../steps/step-context';
import { recordHold, recordRefusedHold } from './record-hold';
import { paidTerms, recordPaid } from './record-paid';
import { clearRenewal, factOfRenewal, recordAwaitedUntil, recordRenewal } from './renewals/record-renewal';
import { recordAsking, type AuthorizeIntent } from './renewals/renewal-intent';
import { refuseUnknownCustomer } from './known-customer';
import { endLate } from './late-hold';
import { cancelOrphanedHolds, endOrphanedPayment } from './orphaned-hold';

/** Places the hold of an order: intent, call, outcome. */
export async function authorizeHold(
  context: StepContext,
  step: AuthorizeStep,
  workflowId: string,
  memory: FeatureMemory,
): Promise<AuthorizeOutcome> {
  const refused = step.generation === 1 ? await refuseUnknownCustomer(context, step.order) : undefined;
  if (refused !== undefined) return refused;
  const earlier = (await findEarlierOutcome(context, step)) ?? (await closeEarlierRequests(context, step));
  if (earlier !== undefined) return earlier;
  const asksForFeatures = context.provider.cardFeatures && wholeOrderShipmentOf(step.order) === undefined;
  const tier = asksForFeatures ? memory.highest() : TIER_WITHOUT_FEATURES;
  const { row, repeated } = await recordAuthorizeIntent(context, step, workflowId, tier);
  if (row.state !== 'requested')
    return inTransaction(context.database, (transaction) => factOf(transaction, row, step));
  const source = authorizeSource(context, step);
  const answered = await askForHold(context, memory, { step, source, row, repeated });
  const lastCallAt = step.renewal?.lastCallAt ?? null;
  if (lastCallAt === null) return recordAnswer(context, step, answered);
  const result = await clearRenewal(context, answered.row, answered.answer);
  return recordRenewal(context, source, step, lastCallAt, result);
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
  context: StepContext,
  step: AuthorizeStep,
): Promise<AuthorizeOutcome | undefined> {
  const { order, generation, renewal } = step;
  if (generation === 1 || renewal !== undefined) return undefined;
  const row = await findLiveBefore(context.database, order.orderId, generation);
  if (row === undefined) return undefined;
  const fact = factOfAuthorization(row);
  const isOpen = fact.kind === 'hold_awaited' || fact.kind === 'hold_placed' || fact.kind === 'card_saved';
  return isOpen ? { ...fact, authorizationGeneration: row.generation } : fact;
}

/**
 * A new generation is asked for only after it is proven that the earlier ones left nothing behind that lives.
 * @returns what came of an earlier one that had taken the money, which then is the payment
 */
async function closeEarlierRequests(context: StepContext, step: AuthorizeStep): Promise<AuthorizeOutcome | undefined> {
  const { order } = step;
  const { paid } = paidTerms(context, wholeOrderShipmentOf(order));
  return closeEarlier(context, step, async (row) => {
    // A hold is only ever given back.
    if (paid === undefined) await cancelOrphanedHolds(context, row);
    const orphaned = paid && (await endOrphanedPayment(context, row));
    if (paid === undefined || orphaned?.status !== 'succeeded') return undefined;
    return recordOutcome(context.database, authorizeSource(context, step), async (change) =>
      factOfAuthorization(await recordPaid(change, row, orphaned, { currency: order.currency, ...paid })),
    );
  });
}

/**
 * Closes what was asked for before this generation, and of which nobody knows what it left behind.
 * @param end makes an end of that; an outcome is what the order has after all
 */
export async function closeEarlier(
  context: StepContext,
  step: AuthorizeStep,
  end: (row: AuthorizationRow) => Promise<AuthorizeOutcome | undefined>,
): Promise<AuthorizeOutcome | undefined> {
  const { order, generation } = step;
  if (generation === 1) return undefined;
  const known = await findWithoutIntent(context.database, order.orderId);
  for (const row of known.filter((request) => request.generation < generation)) {
    const outcome = await end(row);
    if (outcome !== undefined) return outcome;
    await recordIntent(context.database, authorizeSource(context, step), (change) =>
      changeAuthorization(change, row, 'declined', {}),
    );
  }
  return undefined;
}

/** Of an order's first authorization, with which the order is written: it costs no look. */
const FIRST_GENERATION = 1;

/** Writes down the order, and that it is to be paid for, before the provider is asked. */
export async function recordAuthorizeIntent(
  context: StepContext,
  step: AuthorizeStep & Pick<SaveCardStep, 'replaces'>,
  workflowId: string,
  tier: FeatureTier,
): Promise<AuthorizeIntent> {
  const { order, generation } = step;
  const source = authorizeSource(context, step);
  // Nobody else has the order in hand before it is there.
  return inTransaction(context.database, (transaction) =>
    changeIn(transaction, source, providerOf(order.payment), async (change) => {
      // An order that is there may be known with units that are worth less by now: they are not written once more.
      const mayBeNew = generation === FIRST_GENERATION || !(await isOrderRecorded(transaction, order.orderId));
      if (mayBeNew && (await insertOrder(transaction, order, workflowId))) {
        const total = money(order.total, order.currency);
        const message = `Order of ${formatMoney(total)}${besideCard(order)} accepted`;
        await appendTimeline(change, { kind: 'order_accepted', amount: total, about: {}, message });
      }
      const adopts = adoptedBy(step);
      const idempotencyKey =
        adopts === undefined ? authorizeKey(order.orderId, generation) : adoptKey(order.orderId, generation, 1);
      const { amount } = askedHold(step).price;
      const row = await insertAuthorization(change, { generation, amount, tier, idempotencyKey, adopts });
      return recordAsking(change, step, row, tier);
    }),
  );
}

/** The payment that the shop brought with its order, for the request that takes it; undefined for any other. */
export function adoptedBy({ order, confirmation, renewal }: AuthorizeStep): string | undefined {
  return confirmation === undefined && renewal === undefined ? order.payment.paymentIntent : undefined;
}

/** Records what the provider says, once: a hold, what it waits for, or that it would not even begin. */
export async function recordAnswer(
  context: StepContext,
  step: AuthorizeStep,
  { row: asked, answer }: HoldAnswer,
): Promise<AuthorizeOutcome> {
  const { order, generation } = step;
  const outcome = await recordOutcome<AuthorizeOutcome>(
    context.database,
    authorizeSource(context, step),
    async (change) => {
      const row = await getAuthorization(change.transaction, order.orderId, generation);
      // Another worker with the same step in hand was faster.
      if (row.state !== 'requested') return factOfAuthorization(row);
      requireSameRequest(row, asked);
      const paid = paidTerms(context, wholeOrderShipmentOf(order));
      const terms = { currency: order.currency, ...order.policy, ...paid };
      const recorded =
        answer.kind === 'refused'
          ? await recordRefusedHold(change, row, answer.error)
          : await recordHold(change, row, answer.hold, terms);
      return factOfAuthorization(await recordAwaitedUntil(change, recorded, step));
    },
  );
  if (answer.kind === 'answered') await endLate(context, { orderId: order.orderId, generation }, answer.hold, outcome);
  return outcome;
}

/** A hold is the shop's doing, also a second one for what it sends once more, but for what is renewed by the clock. */
export function authorizeSource(context: StepContext, { order, confirmation, renewal }: AuthorizeStep): ChangeSource {
  const requester = confirmation ?? renewal?.room ?? (renewal === undefined ? order : undefined);
  return requester === undefined ? byHoldfast(context, order.orderId) : byShop(context, order.orderId, requester);
}

/** What the buyer pays with something else. */
function besideCard(order: AcceptedOrder): string {
  const credit = creditOf(order);
  return credit === 0 ? '' : `, and ${formatMoney(money(credit, order.currency))} by credits,`;
}
