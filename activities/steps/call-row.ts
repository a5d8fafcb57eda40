import { nextKeyGeneration, type SpentKey } from '../../libs/domain/provider/idempotency-key';
import type { Database } from '../../libs/postgres/database/database';
import {
  recordIntent,
  recordOutcome,
  type ChangeSource,
  type OrderChange,
} from '../../libs/postgres/orders/order-change';
import type { Done, ToAsk } from './provider-call';

/**
 * The row, or rows, that stand for a call: its intent, and later its outcome. Whoever changes them has the order's
 * lock.
 */
export interface CallRow<Row, Outcome> {
  readonly database: Database;
  source(): ChangeSource;
  /** As it is now. */
  read(change: OrderChange): Promise<Row>;
  /** What it says of the outcome; undefined while it says none. */
  outcomeOf(row: Row, change: OrderChange): Outcome | undefined | Promise<Outcome | undefined>;
  /** Whether the outcome is one that a later one may follow. Absent: none is. */
  isOpen?(outcome: Outcome): boolean;
  /** Writes down that the provider is asked once more. Absent: nobody needs to know when. */
  touch?(change: OrderChange, row: Row): Promise<unknown>;
}

/** A row that has a next key of its own. */
export interface KeyedRow<Row, Outcome> extends CallRow<Row, Outcome> {
  generationOf(row: Row): number;
  renew(change: OrderChange, row: Row, generation: number): Promise<unknown>;
}

/** Writes down that the provider is about to be asked once more; the outcome, when one was recorded meanwhile. */
export function recordAskedAgain<Row, Outcome>(call: CallRow<Row, Outcome>): Promise<Done<Outcome> | ToAsk<Row>> {
  return recordIntent(call.database, call.source(), async (change) => {
    const row = await call.read(change);
    const done = await call.outcomeOf(row, change);
    if (done !== undefined) return { done };
    await call.touch?.(change, row);
    return { ask: await call.read(change) };
  });
}

/**
 * Takes the next key, unless another worker with the same step in hand did. @param asked under the key that is spent
 */
export function takeNextKey<Row, Outcome>(
  call: KeyedRow<Row, Outcome>,
  asked: Row,
  spent: SpentKey,
): Promise<Done<Outcome> | ToAsk<Row>> {
  return recordIntent(call.database, call.source(), async (change) => {
    const row = await call.read(change);
    const done = await call.outcomeOf(row, change);
    if (done !== undefined) return { done };
    const generation = call.generationOf(row);
    if (generation === call.generationOf(asked)) await call.renew(change, row, nextKeyGeneration(generation, spent));
    return { ask: await call.read(change) };
  });
}

/**
 * Records an outcome, once: whoever comes later is told what the first one recorded.
 * @param onKnown what is to be done when another outcome is recorded already
 */
export function recordOnce<Row, Outcome>(
  call: CallRow<Row, Outcome>,
  work: (change: OrderChange, row: Row) => Promise<unknown>,
  onKnown?: (change: OrderChange, known: Outcome) => Promise<void>,
): Promise<Outcome> {
  const readAgain = async (change: OrderChange, row: Row): Promise<Row> => {
    await work(change, row);
    return call.read(change);
  };
  return recordChange(call, readAgain, onKnown);
}

/** As `recordOnce`. @param work returns the row as it left it */
export function recordChange<Row, Outcome>(
  call: CallRow<Row, Outcome>,
  work: (change: OrderChange, row: Row) => Promise<Row>,
  onKnown?: (change: OrderChange, known: Outcome) => Promise<void>,
): Promise<Outcome> {
  return recordOutcome(call.database, call.source(), async (change) => {
    const row = await call.read(change);
    const known = await call.outcomeOf(row, change);
    if (known !== undefined && call.isOpen?.(known) !== true) {
      await onKnown?.(change, known);
      return known;
    }
    const outcome = await call.outcomeOf(await work(change, row), change);
    if (outcome === undefined) throw new Error(`Bug! Nothing was recorded of a call of order ${change.orderId}`);
    return outcome;
  });
}

/** Writes down that nobody saw the provider's answer: only a read of the provider leaves this state. */
export async function recordUnknown<Row, Outcome>(
  call: CallRow<Row, Outcome>,
  write: (change: OrderChange, row: Row) => Promise<unknown>,
): Promise<void> {
  await recordOutcome(call.database, call.source(), async (change) => {
    const row = await call.read(change);
    if ((await call.outcomeOf(row, change)) === undefined) await write(change, row);
  });
}
