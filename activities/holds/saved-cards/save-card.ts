import type { CardAnswer } from '../../../libs/domain/provider/card-gateway';
import { TIER_WITHOUT_FEATURES } from '../../../libs/domain/orders/card-features';
import type { SaveCardStep } from '../../../libs/domain/payment/card-steps';
import { authorizationId } from '../../../libs/domain/provider/ids';
import type { AuthorizeOutcome } from '../../../libs/domain/payment/facts';
import { customerOf } from '../../../libs/domain/orders/saved-card';
import { getAuthorization, type AuthorizationRow } from '../../../libs/postgres/holds/authorization-store';
import { recordOutcome } from '../../../libs/postgres/orders/order-change';
import { askedOf, recordAskedNow, refOf } from '../asked-authorization';
import { factOfAuthorization } from '../authorization-facts';
import { authorizeSource, closeEarlier, findEarlierOutcome, recordAuthorizeIntent } from '../authorize';
import { KeySpent } from '../../steps/key-spent';
import type { StepContext } from '../../steps/step-context';
import { carryOutCall, type ProviderCall } from '../../steps/provider-call';
import { refuseUnknownCustomer } from '../known-customer';
import { shownOrder } from '../../steps/shown-order';
import { cardRefusedOf } from '../renewals/record-renewal';
import { recordAnotherCard } from './another-card';
import { isFree } from '../../../libs/domain/orders/free-order';
import { recordCard, recordNoCard } from './record-card';
import { recordRefusedHold } from '../record-hold';
import { endCardSetup, findCardOf } from '../orphaned-card';

/** Saves the card of an order whose shipments are charged one by one: intent, call, outcome. No money moves. */
export async function saveCard(
  context: StepContext,
  step: SaveCardStep,
  workflowId: string,
): Promise<AuthorizeOutcome> {
  if (isFree(step.order)) return recordNothingDue(context, step, workflowId);
  const refused = step.generation === 1 ? await refuseUnknownCustomer(context, step.order) : undefined;
  if (refused !== undefined) return refused;
  const earlier = step.replaces === undefined ? await findEarlierOutcome(context, step) : undefined;
  if (earlier !== undefined) return earlier;
  // An earlier request may have begun a setup that the buyer's browser could still finish.
  await closeEarlier(context, step, async (row) => {
    await endCardSetup(context, row);
    return undefined;
  });
  return carryOutCall(context, saveCardCall(context, step, workflowId));
}

/** Nobody is asked for anything: intent and outcome are written down, and each may be found by another attempt. */
async function recordNothingDue(
  context: StepContext,
  step: SaveCardStep,
  workflowId: string,
): Promise<AuthorizeOutcome> {
  const { order, generation } = step;
  await recordAuthorizeIntent(context, step, workflowId, TIER_WITHOUT_FEATURES);
  return recordOutcome(context.database, authorizeSource(context, step), async (change) => {
    const row = await getAuthorization(change.transaction, order.orderId, generation);
    if (row.state !== 'requested') return factOfAuthorization(row);
    return factOfAuthorization(await recordNoCard(change, row));
  });
}

function saveCardCall(
  context: StepContext,
  step: SaveCardStep,
  workflowId: string,
): ProviderCall<AuthorizationRow, CardAnswer, AuthorizeOutcome> {
  const { order, generation, confirmation } = step;
  const { paymentMethod, returnUrl } = confirmation ?? order.payment;
  const { gateway } = context;
  const record = (row: AuthorizationRow, answer: CardAnswer): Promise<AuthorizeOutcome> =>
    step.replaces === undefined
      ? recordAnswer(context, step, answer)
      : recordAnotherCard(context, step, step.replaces, row, answer);
  return {
    name: `authorization ${authorizationId(order.orderId, generation)}`,
    whileTrusted: 'ask',
    readOnItsWay: true,
    recordIntent: async () => {
      const { row, repeated } = await recordAuthorizeIntent(context, step, workflowId, TIER_WITHOUT_FEATURES);
      if (row.state !== 'requested') return { done: outcomeOf(row, step) };
      return { ask: row, asked: askedOf(row, repeated) };
    },
    readOutcome: async (row) => {
      const card = await findCardOf(context, row);
      return card && record(row, { kind: 'answered', card });
    },
    recordAskedAgain: async (row) => ({ ask: await recordAskedNow(context, authorizeSource(context, step), row) }),
    ask: async (row, firstUse) =>
      gateway.saveCard({
        ref: refOf(row),
        shown: await shownOrder(context, order.orderId),
        idempotencyKey: row.idempotency_key,
        firstUse,
        customer: customerOf(order),
        paymentMethod,
        returnUrl,
        metadata: order.metadata,
      }),
    // The buyer may have authenticated.
    asItIsNow: async (answer) => {
      if (answer.kind === 'refused') return answer;
      return { kind: 'answered', card: await gateway.readCard(answer.card.setupIntentId) };
    },
    recordAnswer: (row, answer) => record(row, answer),
    // The workflow asks with the next authorization.
    keySpent: ({ idempotency_key: key }, { why }) =>
      Promise.reject(new KeySpent(`no card was saved, and the key ${key} cannot be used again: ${why}`)),
  };
}

function outcomeOf(row: AuthorizationRow, { replaces }: SaveCardStep): AuthorizeOutcome {
  return replaces !== undefined && row.state === 'declined' ? cardRefusedOf(row) : factOfAuthorization(row);
}

async function recordAnswer(context: StepContext, step: SaveCardStep, answer: CardAnswer): Promise<AuthorizeOutcome> {
  const { order, generation } = step;
  return recordOutcome(context.database, authorizeSource(context, step), async (change) => {
    const row = await getAuthorization(change.transaction, order.orderId, generation);
    // Another worker with the same step in hand was faster.
    if (row.state !== 'requested') return outcomeOf(row, step);
    if (answer.kind === 'refused') return factOfAuthorization(await recordRefusedHold(change, row, answer.error));
    const terms = { customer: customerOf(order), currency: order.currency };
    return factOfAuthorization(await recordCard(change, row, answer.card, terms));
  });
}
