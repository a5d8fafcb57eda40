import type { CardAnswer } from '../../../libs/domain/provider/card-gateway';
import { RUNG_WITHOUT_FEATURES } from '../../../libs/domain/orders/card-features';
import type { SaveCardStep } from '../../../libs/domain/payment/card-steps';
import { authorizationId } from '../../../libs/domain/provider/ids';
import type { AuthorizeOutcome } from '../../../libs/domain/payment/facts';
import { customerOf } from '../../../libs/domain/orders/saved-card';
import { getAuthorization, type AuthorizationRow } from '../../../libs/postgres/holds/authorization-store';
import { recordOutcome } from '../../../libs/postgres/orders/order-change';
import { askedOf, recordAskedNow, refOf } from '../asked-authorization';
import { factOfAuthorization } from '../authorization-facts';
import { authorizeOccasion, closeEarlier, findEarlierOutcome, recordAuthorizeIntent } from '../authorize';
import { KeySpent } from '../../steps/key-spent';
import type { PaymentNeeds } from '../../steps/payment-needs';
import { carryOutCall, type ProviderCall } from '../../steps/provider-call';
import { recordCard } from './record-card';
import { recordRefusedHold } from '../record-hold';
import { endCardSetup, findCardOf } from '../stray-card';

/** Saves the card of an order whose parcels are charged one by one: intent, call, outcome. No money moves. */
export async function saveCard(needs: PaymentNeeds, step: SaveCardStep, workflowId: string): Promise<AuthorizeOutcome> {
  const earlier = await findEarlierOutcome(needs, step);
  if (earlier !== undefined) return earlier;
  // An earlier request may have begun a setup that the buyer's browser could still finish.
  await closeEarlier(needs, step, async (row) => {
    await endCardSetup(needs, row);
    return undefined;
  });
  return carryOutCall(needs, saveCardCall(needs, step, workflowId));
}

function saveCardCall(
  needs: PaymentNeeds,
  step: SaveCardStep,
  workflowId: string,
): ProviderCall<AuthorizationRow, CardAnswer, AuthorizeOutcome> {
  const { order, generation, confirmation } = step;
  const { paymentMethod, returnUrl } = confirmation ?? order.payment;
  const { gateway } = needs;
  return {
    name: `authorization ${authorizationId(order.orderId, generation)}`,
    whileTrusted: 'ask',
    readOnItsWay: true,
    recordIntent: async () => {
      const { row, repeated } = await recordAuthorizeIntent(needs, step, workflowId, RUNG_WITHOUT_FEATURES);
      if (row.state !== 'requested') return { done: factOfAuthorization(row) };
      return { ask: row, asked: askedOf(row, repeated) };
    },
    readOutcome: async (row) => {
      const card = await findCardOf(needs, row);
      return card && recordAnswer(needs, step, { kind: 'answered', card });
    },
    recordAskedAgain: async (row) => ({ ask: await recordAskedNow(needs, authorizeOccasion(needs, step), row) }),
    ask: (row, firstUse) =>
      gateway.saveCard({
        ref: refOf(row),
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
    recordAnswer: (_, answer) => recordAnswer(needs, step, answer),
    // The workflow asks with the next authorization.
    keySpent: ({ idempotency_key: key }, { why }) =>
      Promise.reject(new KeySpent(`no card was saved, and the key ${key} cannot be used again: ${why}`)),
  };
}

async function recordAnswer(needs: PaymentNeeds, step: SaveCardStep, answer: CardAnswer): Promise<AuthorizeOutcome> {
  const { order, generation } = step;
  return recordOutcome(needs.database, authorizeOccasion(needs, step), async (change) => {
    const row = await getAuthorization(change.transaction, order.orderId, generation);
    // Another worker with the same step in hand was faster.
    if (row.state !== 'requested') return factOfAuthorization(row);
    if (answer.kind === 'refused') return factOfAuthorization(await recordRefusedHold(change, row, answer.error));
    const terms = { customer: customerOf(order), currency: order.currency };
    return factOfAuthorization(await recordCard(change, row, answer.card, terms));
  });
}
