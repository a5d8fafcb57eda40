import { isDue } from '../../libs/domain/orders/deadline';
import { formatMoney, money } from '../../libs/domain/money/money';
import type { WarnStep } from '../../libs/domain/payment/steps';
import type { HoldWarned } from '../../libs/domain/payment/facts';
import { openAttention } from '../../libs/postgres/orders/attention-store';
import { changeAuthorization, getAuthorization } from '../../libs/postgres/holds/authorization-store';
import { recordOutcome } from '../../libs/postgres/orders/order-change';
import { byHoldfast } from '../steps/change-source';
import type { StepContext } from '../steps/step-context';

/** Calls for a person because units have not shipped and their hold is about to end; too late, it says nothing. */
export async function warn(context: StepContext, step: WarnStep): Promise<HoldWarned> {
  const { orderId, authorizationGeneration, releaseAt } = step;
  return recordOutcome(context.database, byHoldfast(context, orderId), async (change) => {
    const row = await getAuthorization(change.transaction, orderId, authorizationGeneration);
    const warned = { kind: 'hold_warned', authorizationGeneration } as const;
    // An earlier attempt said it and could not report it.
    if (row.warned_at !== null) return { ...warned, raised: true };
    if (row.state !== 'held' || isDue(releaseAt, change.at)) return { ...warned, raised: false };
    await changeAuthorization(change, row, 'held', { warned_at: change.at });
    await openAttention(change, 'hold_expiring', warningText(step));
    return { ...warned, raised: true };
  });
}

function warningText({ units, amount, currency, coveredAmount, releaseAt, onDeadline }: WarnStep): string {
  const worth = formatMoney(money(amount, currency));
  const many = units === 1 ? '1 unit' : `${units.toString()} units`;
  const left =
    coveredAmount === 0
      ? ''
      : `; shipments that have left, worth ${formatMoney(money(coveredAmount, currency))}, are captured`;
  const fate = {
    release: `what is held for ${units === 1 ? 'it' : 'them'} is released to the buyer`,
    capture_remaining: `${units === 1 ? 'it is' : 'they are'} captured anyway`,
    reauthorize: `${units === 1 ? 'it is' : 'they are'} re-authorized on the saved card, or released`,
  };
  return `${many} worth ${worth} ${units === 1 ? 'has' : 'have'} not shipped; at ${releaseAt} ${fate[onDeadline]}${left}`;
}
