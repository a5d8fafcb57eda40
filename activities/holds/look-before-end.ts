import type { CardReading } from '../../libs/domain/provider/card-gateway';
import type { ReleaseOutcome } from '../../libs/domain/payment/facts';
import { notYet, type ProviderUnavailable } from '../../libs/domain/provider/payment-gateway';
import type { PaymentIntentReading } from '../../libs/domain/provider/payment-intent-reading';
import type { ReleaseStep } from '../../libs/domain/payment/steps';
import { isAwaiting } from '../../libs/domain/orders/transitions';
import {
  changeAuthorization,
  getAuthorization,
  type AuthorizationRow,
} from '../../libs/postgres/holds/authorization-store';
import { recordOutcome, type ChangeSource, type OrderChange } from '../../libs/postgres/orders/order-change';
import { termsOfOrder, type OrderTerms } from '../../libs/postgres/orders/order-store';
import { factOfAuthorization } from './authorization-facts';
import type { StepContext } from '../steps/step-context';
import { recordCard } from './saved-cards/record-card';
import { hasDeadline, recordHold } from './record-hold';
import { paidTerms } from './record-paid';

/**
 * The clock gives up what nobody has paid. A buyer who paid or authenticated in time may have done so without anybody
 * telling us, so what is given up is looked at first, and what lives is recorded instead of ended. What the shop
 * cancels is ended in any case.
 */

/**
 * Whether a step would end something that may live without our knowing. What was asked for and never answered is ended
 * unread: the shop was told that it failed, and may have asked for the money in another way.
 */
export function mayLive({ cause }: ReleaseStep, { state }: AuthorizationRow): boolean {
  return cause.kind === 'deadline' && isAwaiting(state);
}

/** Whether it was found to live meanwhile: by an attempt of this step before, or by one that was taken for dead. */
export function livesAlready({ cause, how, amount }: ReleaseStep, { state }: AuthorizationRow): boolean {
  if (cause.kind !== 'deadline') return false;
  if (state === 'saved') return how === 'cancel_setup';
  // A step that ends a hold which is known to live gives something back, or captures its rest.
  return state === 'held' && how !== 'zero_final_capture' && amount === 0;
}

/** The money is held, until an instant that is known. */
export function isHeld(hold: PaymentIntentReading): boolean {
  return hold.status === 'requires_capture' && hasDeadline(hold);
}

/** What the network is asked at this moment can be neither taken nor given back: it is looked at again. */
export function stillWorking(paymentIntentId: string): ProviderUnavailable {
  return notYet(`the card network is still working on ${paymentIntentId}`);
}

/** Records the hold that the order has after all. */
export function recordLiveHold(
  context: StepContext,
  step: ReleaseStep,
  source: ChangeSource,
  hold: PaymentIntentReading,
): Promise<ReleaseOutcome> {
  const { currency } = step;
  return recordAlive(context, step, source, (change, row, terms) =>
    recordHold(change, row, hold, { currency, ...terms, ...paidTerms(context, step.whole) }),
  );
}

/** Records the card that the order has after all. */
export function recordLiveCard(
  context: StepContext,
  step: ReleaseStep,
  source: ChangeSource,
  card: CardReading,
): Promise<ReleaseOutcome> {
  const { currency } = step;
  return recordAlive(context, step, source, (change, row, { customer }) => {
    if (customer === null) throw new Error(`Bug! Order ${step.orderId} saved a card for nobody`);
    return recordCard(change, row, card, { customer, currency });
  });
}

type Record = (change: OrderChange, row: AuthorizationRow, terms: OrderTerms) => Promise<AuthorizationRow>;

function recordAlive(
  context: StepContext,
  { orderId, authorizationGeneration }: ReleaseStep,
  source: ChangeSource,
  record: Record,
): Promise<ReleaseOutcome> {
  return recordOutcome(context.database, source, async (change) => {
    const row = await getAuthorization(change.transaction, orderId, authorizationGeneration);
    const terms = await termsOfOrder(change.transaction, orderId);
    // Another worker with the same step in hand was faster.
    if (!isAwaiting(row.state)) return aliveOrOver(row);
    return aliveOrOver(await record(change, await takenBack(change, row), terms));
  });
}

/** Nothing is to be given back any more: the next release is another one. */
function takenBack(change: OrderChange, row: AuthorizationRow): Promise<AuthorizationRow> {
  const nothing = { release_key: null, release_generation: 1, release_requested_at: null, release_cause: null };
  return changeAuthorization(change, row, row.state, nothing);
}

/** What is recorded of it, which is no wait any more. */
export function aliveOrOver(row: AuthorizationRow): ReleaseOutcome {
  const fact = factOfAuthorization(row);
  if (fact.kind === 'hold_awaited') throw new Error(`Bug! Authorization ${row.authorization_id} still waits`);
  return fact;
}
