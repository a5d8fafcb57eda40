import { formatMoney, money } from '../../libs/domain/money/money';
import { withUnits } from '../../libs/domain/payment/changed-lines';
import type { AddLinesStep, LineFact, LowerLineStep } from '../../libs/domain/payment/line-steps';
import { changeAuthorization, getAuthorization } from '../../libs/postgres/holds/authorization-store';
import { readAllocation } from '../../libs/postgres/orders/allocation-store';
import {
  findLineChange,
  growOrder,
  insertLines,
  rewriteLine,
  saveLineChange,
} from '../../libs/postgres/orders/line-change-store';
import { recordOutcome } from '../../libs/postgres/orders/order-change';
import { appendTimeline } from '../../libs/postgres/orders/timeline-store';
import { byShop } from '../steps/change-source';
import type { StepContext } from '../steps/step-context';

/** Writes down added lines: no call, so intent and outcome are one transaction. */
export async function recordAddedLines(context: StepContext, step: AddLinesStep): Promise<LineFact> {
  const { orderId, currency, addition, runs, amount, authorizationGeneration, paidBy } = step;
  const { changeId, contentHash, lines } = addition;
  return recordOutcome(context.database, byShop(context, orderId, addition), async (change) => {
    const known = await findLineChange(change.transaction, orderId, changeId);
    // An earlier attempt wrote it and could not report it.
    if (known !== undefined) return { kind: 'lines_added', change: known };
    await insertLines(change, lines, runs);
    await growOrder(change, amount);
    const row = await getAuthorization(change.transaction, orderId, authorizationGeneration);
    const grown =
      paidBy === 'hold'
        ? { raised_amount: row.raised_amount - amount, added_amount: row.added_amount + amount }
        : { amount: row.amount + amount };
    await changeAuthorization(change, row, row.state, grown);
    await saveLineChange(change, { ...addition, kind: 'added', amount });
    const worth = money(amount, currency);
    const names = lines.map(({ lineId }) => lineId).join(', ');
    await appendTimeline(change, {
      kind: 'lines_added',
      amount: worth,
      about: {},
      message: `Change ${changeId} added ${lines.length === 1 ? 'line' : 'lines'} ${names}, ${formatMoney(worth)}`,
    });
    return { kind: 'lines_added', change: { changeId, contentHash, amount } };
  });
}

/** Writes down what the open units of a line are worth from now on: no call, so intent and outcome are one. */
export async function recordLoweredLine(context: StepContext, step: LowerLineStep): Promise<LineFact> {
  const { orderId, currency, reduction, runs, amount, taxLess } = step;
  const { changeId, contentHash, lineId, unitPrice, reason } = reduction;
  return recordOutcome(context.database, byShop(context, orderId, reduction), async (change) => {
    const known = await findLineChange(change.transaction, orderId, changeId);
    // An earlier attempt wrote it and could not report it.
    if (known !== undefined) return { kind: 'line_lowered', change: known };
    const allocation = await readAllocation(change.transaction, orderId);
    const own = allocation.filter((run) => run.lineId === lineId);
    await rewriteLine(change, { lineId, unitPrice, taxLess, runs: withUnits(own, runs) });
    await saveLineChange(change, { ...reduction, kind: 'lowered', amount });
    const less = money(amount, currency);
    await appendTimeline(change, {
      kind: 'line_lowered',
      amount: less,
      about: {},
      message: `Change ${changeId} made open units of line ${lineId} ${formatMoney(less)} cheaper: ${reason}`,
    });
    return { kind: 'line_lowered', change: { changeId, contentHash, amount } };
  });
}
