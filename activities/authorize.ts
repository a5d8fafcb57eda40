import { authorizeKey } from '../libs/domain/idempotency-key';
import { formatMoney, money } from '../libs/domain/money';
import type { AuthorizeOutcome, AuthorizeStep } from '../libs/domain/steps';
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
import { askForHold, requireSameRung, type HoldAnswer } from './ask-for-hold';
import type { FeatureMemory } from './feature-memory';
import { nowOf, type PaymentNeeds } from './payment-needs';
import { recordHold, recordRefusedHold } from './record-hold';
import { cancelStrayHolds } from './stray-hold';

/** Places the hold of an order: intent, call, outcome. */
export async function authorize(
  needs: PaymentNeeds,
  step: AuthorizeStep,
  workflowId: string,
  memory: FeatureMemory,
): Promise<AuthorizeOutcome> {
  await closeEarlierRequests(needs, step);
  const { row, repeated } = await recordAuthorizeIntent(needs, step, workflowId, memory);
  if (row.state !== 'requested') return factOfAuthorization(row);
  const occasion = occasionOf(needs, step);
  return recordAnswer(needs, step, await askForHold(needs, memory, { step, occasion, row, repeated }));
}

/** A new generation is asked for only after it is proven that the earlier ones left nothing behind that lives. */
async function closeEarlierRequests(needs: PaymentNeeds, step: AuthorizeStep): Promise<void> {
  const { order, generation } = step;
  if (generation === 1) return;
  const known = await findWithoutIntent(needs.database, order.orderId);
  for (const row of known.filter((request) => request.generation < generation)) {
    await cancelStrayHolds(needs, row);
    await recordIntent(needs.database, occasionOf(needs, step), (change) =>
      changeAuthorization(change, row, 'declined', {}),
    );
  }
}

interface AuthorizeIntent {
  readonly row: AuthorizationRow;
  /** An earlier attempt may have asked the provider already. */
  readonly repeated: boolean;
}

async function recordAuthorizeIntent(
  needs: PaymentNeeds,
  step: AuthorizeStep,
  workflowId: string,
  memory: FeatureMemory,
): Promise<AuthorizeIntent> {
  const { order, generation } = step;
  return inTransaction(needs.database, async (transaction) => {
    const change = { transaction, ...occasionOf(needs, step) };
    if (await insertOrder(transaction, order, workflowId)) {
      const total = money(order.total, order.currency);
      const message = `Order of ${formatMoney(total)} accepted`;
      await appendTimeline(change, { kind: 'order_accepted', amount: total, about: {}, message });
    }
    const idempotencyKey = authorizeKey(order.orderId, generation);
    const asked = { generation, amount: order.total, rung: memory.highest(), idempotencyKey };
    const row = await insertAuthorization(change, asked);
    if (row !== undefined) return { row, repeated: false };
    return { row: await getAuthorization(transaction, order.orderId, generation), repeated: true };
  });
}

async function recordAnswer(
  needs: PaymentNeeds,
  step: AuthorizeStep,
  { row: asked, answer }: HoldAnswer,
): Promise<AuthorizeOutcome> {
  const { order, generation } = step;
  return recordOutcome(needs.database, occasionOf(needs, step), async (change) => {
    const row = await getAuthorization(change.transaction, order.orderId, generation);
    // Another worker with the same step in hand was faster.
    if (row.state !== 'requested') return factOfAuthorization(row);
    requireSameRung(row, asked);
    if (answer.kind === 'refused') return factOfAuthorization(await recordRefusedHold(change, row, answer.error));
    const terms = { currency: order.currency, marginSeconds: order.policy.marginSeconds };
    return factOfAuthorization(await recordHold(change, row, answer.hold, terms));
  });
}

function occasionOf(needs: PaymentNeeds, { order, confirmation }: AuthorizeStep): Occasion {
  const { requestId } = confirmation ?? order;
  const origin = { actor: 'shop', requestId, eventId: null } as const;
  return { orderId: order.orderId, at: nowOf(needs), origin };
}
