import type { CardAnswer } from '../../../libs/domain/provider/card-gateway';
import { RUNG_WITHOUT_FEATURES } from '../../../libs/domain/orders/card-features';
import type { SaveCardStep } from '../../../libs/domain/payment/card-steps';
import { isKeySpent, ProviderUnavailable } from '../../../libs/domain/provider/payment-gateway';
import type { AuthorizeOutcome } from '../../../libs/domain/payment/facts';
import { customerOf } from '../../../libs/domain/orders/saved-card';
import {
  changeAuthorization,
  findWithoutIntent,
  getAuthorization,
  type AuthorizationRow,
} from '../../../libs/postgres/holds/authorization-store';
import { recordIntent, recordOutcome } from '../../../libs/postgres/orders/order-change';
import { recordAskedNow, refOf } from '../asked-authorization';
import { factOfAuthorization } from '../authorization-facts';
import { authorizeOccasion, findEarlierOutcome, recordAuthorizeIntent } from '../authorize';
import { KeySpent } from '../../steps/key-spent';
import { isKeyTrusted } from '../../steps/key-trust';
import type { PaymentNeeds } from '../../steps/payment-needs';
import { recordCard } from './record-card';
import { recordRefusedHold } from '../record-hold';
import { endCardSetup, findCardOf } from '../stray-card';

/** Saves the card of an order whose parcels are charged one by one: intent, call, outcome. No money moves. */
export async function saveCard(needs: PaymentNeeds, step: SaveCardStep, workflowId: string): Promise<AuthorizeOutcome> {
  const earlier = await findEarlierOutcome(needs, step);
  if (earlier !== undefined) return earlier;
  await closeEarlierSetups(needs, step);
  const { row, repeated } = await recordAuthorizeIntent(needs, step, workflowId, RUNG_WITHOUT_FEATURES);
  if (row.state !== 'requested') return factOfAuthorization(row);
  const answer = repeated ? await askAgain(needs, step, row) : await ask(needs, step, row, true);
  return recordAnswer(needs, step, answer);
}

/** An earlier request may have begun a setup that the buyer's browser could still finish. */
async function closeEarlierSetups(needs: PaymentNeeds, step: SaveCardStep): Promise<void> {
  const { order, generation } = step;
  if (generation === 1) return;
  const known = await findWithoutIntent(needs.database, order.orderId);
  for (const row of known.filter((request) => request.generation < generation)) {
    await endCardSetup(needs, row);
    await recordIntent(needs.database, authorizeOccasion(needs, step), (change) =>
      changeAuthorization(change, row, 'declined', {}),
    );
  }
}

/** An earlier attempt may have saved the card: while the key is trusted, asking under it tells; then only a search does. */
async function askAgain(needs: PaymentNeeds, step: SaveCardStep, row: AuthorizationRow): Promise<CardAnswer> {
  if (await isKeyTrusted(needs, row.key_first_used_at)) {
    await recordAskedNow(needs, authorizeOccasion(needs, step), row);
    const answer = await ask(needs, step, row, false);
    // A stored answer is as old as its key: since then the buyer may have authenticated.
    if (answer.kind === 'refused') return answer;
    return { kind: 'answered', card: await needs.gateway.readCard(answer.card.setupIntentId) };
  }
  const found = await find(needs, row);
  if (found !== undefined) return found;
  throw keySpent(row, `was first used at ${row.key_first_used_at}, and the provider may have forgotten it`);
}

async function ask(
  needs: PaymentNeeds,
  { order, confirmation }: SaveCardStep,
  row: AuthorizationRow,
  firstUse: boolean,
): Promise<CardAnswer> {
  const { payment, metadata } = order;
  const { paymentMethod, returnUrl } = confirmation ?? payment;
  try {
    return await needs.gateway.saveCard({
      ref: refOf(row),
      idempotencyKey: row.idempotency_key,
      firstUse,
      customer: customerOf(order),
      paymentMethod,
      returnUrl,
      metadata,
    });
  } catch (error) {
    if (!isKeySpent(error)) throw error;
    // The provider will save no card under this key any more; what it did before, only a read tells.
    const found = await find(needs, row);
    if (found !== undefined) return found;
    if (!(error instanceof ProviderUnavailable)) throw error;
    throw keySpent(row, `is answered with a stored failure: ${error.message}`);
  }
}

async function find(needs: PaymentNeeds, row: AuthorizationRow): Promise<CardAnswer | undefined> {
  const card = await findCardOf(needs, row);
  return card === undefined ? undefined : { kind: 'answered', card };
}

/** No card was saved and none ever will be under this key: the next request has a key of its own. */
function keySpent({ idempotency_key: key }: AuthorizationRow, why: string): KeySpent {
  return new KeySpent(`no card was saved, and the key ${key} cannot be used again: it ${why}`);
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
