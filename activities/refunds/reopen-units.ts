import { formatMoney, money } from '../../libs/domain/money/money';
import type { UnitSpan } from '../../libs/domain/orders/shipment-price';
import { quantitiesOf, unitsIn, without } from '../../libs/domain/orders/unit-spans';
import type { LineFact, ReopenUnitsStep } from '../../libs/domain/payment/line-steps';
import { refundConflict, type RefundRefusal } from '../../libs/domain/refunds/refund';
import { changeAuthorization, getAuthorization } from '../../libs/postgres/holds/authorization-store';
import {
  findLineChange,
  growLines,
  growOrder,
  insertUnits,
  saveLineChange,
} from '../../libs/postgres/orders/line-change-store';
import { recordOutcome, type OrderChange } from '../../libs/postgres/orders/order-change';
import { appendTimeline } from '../../libs/postgres/orders/timeline-store';
import { decideRefund } from '../../libs/postgres/refunds/refund-decision';
import { byShop } from '../steps/change-source';
import type { StepContext } from '../steps/step-context';
import { savePlan } from './save-plan';

/**
 * Writes down that units go back and ship once more: the intent of their refund, which the refund's workflow carries
 * out, and the new units, in one transaction. Neither can be there without the other.
 */
export async function recordReopenedUnits(context: StepContext, step: ReopenUnitsStep): Promise<LineFact> {
  const { orderId, reopening, amount } = step;
  const { changeId, contentHash } = reopening;
  return recordOutcome(context.database, byShop(context, orderId, reopening), async (change): Promise<LineFact> => {
    const known = await findLineChange(change.transaction, orderId, changeId);
    // An earlier attempt wrote it and could not report it.
    if (known !== undefined) return { kind: 'units_reopened', change: known };
    const refusal = await saveReturn(change, step);
    if (refusal !== undefined) return { kind: 'reopening_refused', refusal };
    await openAgain(change, step);
    return { kind: 'units_reopened', change: { changeId, contentHash, amount } };
  });
}

/** @returns why the units cannot go back, with nothing written down; undefined when their refund is */
async function saveReturn(change: OrderChange, { reopening }: ReopenUnitsStep): Promise<RefundRefusal | undefined> {
  const decision = await decideRefund(change.transaction, change.orderId, reopening);
  switch (decision.kind) {
    case 'known':
      return refundConflict(reopening.refundId);
    case 'refused':
      return decision.refusal;
    case 'planned': {
      const units = decision.parts.flatMap((part) => part.units);
      if (!isSame(units, reopening.units)) {
        const message = 'other units went back at the same time: send the refund once more';
        return { code: 'units_not_available', message, left: quantitiesOf(units) };
      }
      await savePlan(change, reopening, decision);
      return undefined;
    }
  }
}

function isSame(units: readonly UnitSpan[], others: readonly UnitSpan[]): boolean {
  return unitsIn(units) === unitsIn(others) && without(units, others).length === 0;
}

async function openAgain(
  change: OrderChange,
  { currency, reopening, runs, amount, authorizationGeneration, paidBy }: ReopenUnitsStep,
): Promise<void> {
  const { changeId, contentHash, refundId, requestId } = reopening;
  await insertUnits(change, runs);
  await growLines(change, runs);
  await growOrder(change, amount);
  const row = await getAuthorization(change.transaction, change.orderId, authorizationGeneration);
  const grown =
    paidBy === 'hold'
      ? { raised_amount: row.raised_amount - amount, added_amount: row.added_amount + amount }
      : { amount: row.amount + amount };
  await changeAuthorization(change, row, row.state, grown);
  await saveLineChange(change, { changeId, contentHash, requestId, kind: 'reopened', amount });
  const worth = money(amount, currency);
  const units = quantitiesOf(runs).map(({ lineId, quantity }) => `${quantity.toString()} of line ${lineId}`);
  await appendTimeline(change, {
    kind: 'lines_added',
    amount: worth,
    about: { refundId },
    message: `Refund ${refundId} opens units again: ${units.join(', ')}, ${formatMoney(worth)}`,
  });
}
