import { CAUTIOUS_TIER } from '../../../libs/domain/orders/card-features';
import { adoptKey, attemptInAdoptKey } from '../../../libs/domain/provider/idempotency-key';
import { ProviderMisuse } from '../../../libs/domain/provider/payment-gateway';
import { authorizationId } from '../../../libs/domain/provider/ids';
import type { AdoptablePayment } from '../../../libs/domain/provider/adoption-gateway';
import { whyNotAdoptable } from '../../../libs/domain/holds/adoption';
import type { FieldProblem } from '../../../libs/domain/orders/order-acceptance';
import type { AuthorizeStep } from '../../../libs/domain/payment/steps';
import type { AuthorizeOutcome, OrderRefused } from '../../../libs/domain/payment/facts';
import {
  changeAuthorization,
  findAuthorization,
  getAuthorization,
  orderOfPaymentIntent,
  type AuthorizationRow,
} from '../../../libs/postgres/holds/authorization-store';
import { isOrderRecorded } from '../../../libs/postgres/orders/order-store';
import { recordIntent, recordOutcome } from '../../../libs/postgres/orders/order-change';
import { askedOf, recordAskedNow, refOf } from '../asked-authorization';
import { factOfAuthorization } from '../authorization-facts';
import { authorizeSource, recordAuthorizeIntent } from '../authorize';
import { takeNextKey, type KeyedRow } from '../../steps/call-row';
import { carryOutCall, type ProviderCall } from '../../steps/provider-call';
import { shownOrder } from '../../steps/shown-order';
import type { StepContext } from '../../steps/step-context';
import { recordHold } from '../record-hold';

/**
 * Takes over a payment that the shop made itself (docs/decisions/0045): it is read and checked before anything is
 * written down, then our names are written on it, and it is recorded as what it is.
 */
export async function adoptHold(
  context: StepContext,
  step: AuthorizeStep,
  paymentIntentId: string,
  workflowId: string,
): Promise<AuthorizeOutcome> {
  const refused = await whyRefused(context, step, paymentIntentId);
  if (refused === undefined) await letGoEarlier(context, step);
  return refused ?? carryOutCall(context, adoptCall(context, step, paymentIntentId, workflowId));
}

async function whyRefused(
  { database, gateway }: StepContext,
  { order }: AuthorizeStep,
  paymentIntentId: string,
): Promise<OrderRefused | undefined> {
  const { orderId } = order;
  if (await isOrderRecorded(database, orderId)) return undefined;
  const holder = await orderOfPaymentIntent(database, paymentIntentId);
  if (holder !== undefined) {
    const problem = { path: 'payment.paymentIntent', message: `belongs to order ${holder}` };
    return { kind: 'order_refused', problem };
  }
  const look = async (): Promise<FieldProblem | undefined> => {
    try {
      return whyNotAdoptable(order, await gateway.readForAdoption(paymentIntentId));
    } catch (error) {
      // Nothing is written down yet that a person could be called about: whoever asks is told.
      if (!(error instanceof ProviderMisuse)) throw error;
      return { path: 'payment.paymentIntent', message: `cannot be read: ${error.message}` };
    }
  };
  // One answer with a word that nobody knows, or one refusal, must not turn an order away.
  const problem = (await look()) && (await look());
  return problem && { kind: 'order_refused', problem };
}

/** What an earlier request was to take, this one takes: a payment has one authorization. */
async function letGoEarlier(context: StepContext, step: AuthorizeStep): Promise<void> {
  const { order, generation } = step;
  for (let earlier = 1; earlier < generation; earlier += 1) {
    await recordIntent(context.database, authorizeSource(context, step), async (change) => {
      const row = await findAuthorization(change.transaction, order.orderId, earlier);
      if (row?.state === 'requested') await changeAuthorization(change, row, 'declined', { payment_intent_id: null });
    });
  }
}

function adoptCall(
  context: StepContext,
  step: AuthorizeStep,
  paymentIntentId: string,
  workflowId: string,
): ProviderCall<AuthorizationRow, AdoptablePayment, AuthorizeOutcome> {
  const { order, generation } = step;
  const { gateway } = context;
  const source = authorizeSource(context, step);
  return {
    name: `authorization ${authorizationId(order.orderId, generation)}`,
    // The same names written twice are the same names.
    harmlessTwice: true,
    recordIntent: async () => {
      const { row, repeated } = await recordAuthorizeIntent(context, step, workflowId, CAUTIOUS_TIER);
      if (row.state !== 'requested') return { done: factOfAuthorization(row) };
      return { ask: row, asked: askedOf(row, repeated) };
    },
    readOutcome: async (row) => {
      const payment = await gateway.readForAdoption(paymentIntentId);
      return payment !== undefined && isNamed(row, payment) ? record(context, step, payment) : undefined;
    },
    recordAskedAgain: async (row) => ({ ask: await recordAskedNow(context, source, row) }),
    ask: async (row, firstUse) => {
      const { url: orderUrl } = await shownOrder(context, order.orderId);
      const names = { ref: refOf(row), tier: CAUTIOUS_TIER, paymentIntentId, metadata: order.metadata, orderUrl };
      return gateway.adopt({ ...names, idempotencyKey: row.idempotency_key, firstUse });
    },
    recordAnswer: (_, payment) => record(context, step, payment),
    keySpent: (row, spent) => takeNextKey(adoptedRow(context, step), row, spent),
  };
}

function adoptedRow(context: StepContext, step: AuthorizeStep): KeyedRow<AuthorizationRow, AuthorizeOutcome> {
  const { order, generation } = step;
  return {
    database: context.database,
    source: () => authorizeSource(context, step),
    read: ({ transaction }) => getAuthorization(transaction, order.orderId, generation),
    outcomeOf: (row) => (row.state === 'requested' ? undefined : factOfAuthorization(row)),
    generationOf: ({ idempotency_key: key }) => attemptInAdoptKey(key),
    renew: (change, row, attempt) =>
      changeAuthorization(change, row, row.state, {
        idempotency_key: adoptKey(order.orderId, generation, attempt),
        key_first_used_at: change.at,
        asked_at: change.at,
      }),
  };
}

/** Our names stand on it, as this very authorization wrote them. */
function isNamed(
  { order_id: orderId, created_at: intendedAt }: AuthorizationRow,
  { owner }: AdoptablePayment,
): boolean {
  return owner.kind === 'order' && owner.orderId === orderId && owner.intendedAt === intendedAt;
}

async function record(
  context: StepContext,
  step: AuthorizeStep,
  { hold, isDescribed: described }: AdoptablePayment,
): Promise<AuthorizeOutcome> {
  const { order, generation } = step;
  return recordOutcome(context.database, authorizeSource(context, step), async (change) => {
    const row = await getAuthorization(change.transaction, order.orderId, generation);
    // Another worker with the same step in hand was faster.
    if (row.state !== 'requested') return factOfAuthorization(row);
    const adopted = await changeAuthorization(change, row, row.state, { described });
    const terms = { currency: order.currency, marginSeconds: order.policy.marginSeconds };
    return factOfAuthorization(await recordHold(change, adopted, hold, terms));
  });
}
