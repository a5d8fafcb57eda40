import { withAddedLines, withReopened, withUnits } from '../payment/changed-lines';
import type { LiveHold } from '../payment/hold';
import type { AddLinesStep, LineFact, LowerLineStep, ReopenUnitsStep } from '../payment/line-steps';
import type { Payment } from '../payment/payment';
import type { Step } from '../payment/steps';

/** What an order consists of, after a change of its lines (docs/decisions/0049, 0068). */

type ChangedLines = Exclude<LineFact, { kind: 'reopening_refused' }>;

/** The payment of the order as it consists now. */
export function linesChanged(payment: Payment, step: Step, fact: ChangedLines): Payment {
  const lineChanges = [...(payment.lineChanges ?? []), fact.change];
  if (step.kind === 'add_lines') return { ...withAdded(payment, step), lineChanges };
  if (step.kind === 'lower_line') return { ...withLowered(payment, step), lineChanges };
  if (step.kind === 'reopen_units') return { ...withOpenAgain(payment, step), lineChanges };
  throw new Error(`Bug! A ${step.kind} step changes no lines`);
}

function withAdded(payment: Payment, { addition, runs, amount, paidBy }: AddLinesStep): Payment {
  const order = withAddedLines(payment.order, addition.lines, runs);
  return { ...payment, order, hold: withTaken(payment, { amount, paidBy }) };
}

function withOpenAgain(payment: Payment, { runs, amount, paidBy }: ReopenUnitsStep): Payment {
  return { ...payment, order: withReopened(payment.order, runs), hold: withTaken(payment, { amount, paidBy }) };
}

/** What the hold was incremented by for them is the order's own from now on. */
function withTaken({ hold }: Payment, { amount, paidBy }: Pick<AddLinesStep, 'amount' | 'paidBy'>): Payment['hold'] {
  if (hold.state !== 'held' || paidBy === 'saved_card') return hold;
  const { raised = 0, added = 0, ...rest } = hold;
  const left = raised - amount;
  const live: LiveHold = { ...rest, ...(left > 0 && { raised: left }), added: added + amount };
  return live;
}

function withLowered(payment: Payment, { reduction, runs, taxLess }: LowerLineStep): Payment {
  const { order } = payment;
  const lines = order.lines.map((line) =>
    line.lineId === reduction.lineId
      ? { ...line, unitPrice: reduction.unitPrice, taxAmount: line.taxAmount - taxLess }
      : line,
  );
  return { ...payment, order: { ...order, lines, allocation: withUnits(order.allocation, runs) } };
}
