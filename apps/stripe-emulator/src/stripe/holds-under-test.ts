/**
 * A second, much smaller Stripe that knows only numbers and states, beside the real one. Both get the same requests; they
 * must agree on which are refused and on every amount afterwards. It is written from the documentation, not from the code.
 */
interface Hold {
  status: 'requires_capture' | 'succeeded' | 'canceled';
  amount: number;
  authorized: number;
  capturable: number;
  received: number;
  refunded: number;
  captures: number;
  increments: number;
  readonly multicapture: boolean;
  readonly overcapture: boolean;
  readonly incremental: boolean;
  readonly endsAt: number;
}

export interface Model {
  readonly holds: Hold[];
  now: number;
}

export type Step =
  | { readonly kind: 'hold'; readonly amount: number; readonly features: readonly Feature[] }
  | { readonly kind: 'capture'; readonly of: number; readonly amount: number | null; readonly final: boolean | null }
  | { readonly kind: 'cancel' | 'reconfirm'; readonly of: number }
  | { readonly kind: 'refund'; readonly of: number; readonly amount: number | null }
  | { readonly kind: 'increment'; readonly of: number; readonly amount: number }
  | { readonly kind: 'wait'; readonly seconds: number };

export const FEATURES = ['multicapture', 'overcapture', 'incremental_authorization'] as const;
type Feature = (typeof FEATURES)[number];

const WEEK = 7 * 24 * 3600;

/** The newest is most often still open. */
export function newest<T>(made: readonly T[], back: number): T | undefined {
  return made.at(-1 - (back % Math.max(1, made.length)));
}

/** Whether the request goes through, by the documentation; the model has then moved. */
export function moves(model: Model, step: Exclude<Step, { kind: 'wait' }>): boolean {
  if (step.kind === 'hold') return holds(model, step);
  const hold = newest(model.holds, step.of);
  if (hold === undefined) return false;
  switch (step.kind) {
    case 'capture':
      return captures(hold, step.amount ?? hold.capturable, step.final ?? true);
    case 'cancel':
      return cancels(hold);
    case 'reconfirm':
      return false;
    case 'refund':
      return refunds(hold, step.amount ?? hold.received - hold.refunded);
    case 'increment':
      return increments(hold, step.amount);
  }
}

function holds({ holds: all, now }: Model, { amount, features }: Extract<Step, { kind: 'hold' }>): boolean {
  if (amount < 50) return false;
  all.push({
    status: 'requires_capture',
    amount,
    authorized: amount,
    capturable: amount,
    received: 0,
    refunded: 0,
    captures: 0,
    increments: 0,
    multicapture: features.includes('multicapture'),
    overcapture: features.includes('overcapture'),
    incremental: features.includes('incremental_authorization'),
    endsAt: now + WEEK,
  });
  return true;
}

function captures(hold: Hold, asked: number, final: boolean): boolean {
  const most = hold.overcapture && final ? hold.capturable + Math.floor(hold.authorized * 0.2) : hold.capturable;
  const releases = asked === 0 && final && hold.multicapture && hold.captures > 0;
  if (hold.status !== 'requires_capture' || asked > most || (asked <= 0 && !releases)) return false;
  if (!final && (!hold.multicapture || hold.captures >= 50)) return false;
  hold.received += asked;
  hold.capturable = Math.max(0, hold.capturable - asked);
  hold.captures += asked > 0 ? 1 : 0;
  if (final || hold.capturable === 0) succeeds(hold);
  return true;
}

function succeeds(hold: Hold): void {
  hold.status = 'succeeded';
  hold.capturable = 0;
  hold.amount = Math.max(hold.amount, hold.received);
}

function cancels(hold: Hold): boolean {
  if (hold.status !== 'requires_capture' || hold.received > 0) return false;
  hold.status = 'canceled';
  hold.capturable = 0;
  return true;
}

function refunds(hold: Hold, amount: number): boolean {
  if (amount < 1 || amount > hold.received - hold.refunded) return false;
  hold.refunded += amount;
  return true;
}

function increments(hold: Hold, amount: number): boolean {
  const most = hold.amount + Math.max(50_000, 5 * hold.amount);
  if (hold.status !== 'requires_capture' || hold.received > 0 || !hold.incremental) return false;
  if (hold.increments >= 10 || amount <= hold.amount || amount > most) return false;
  hold.increments += 1;
  hold.capturable += amount - hold.amount;
  hold.amount = amount;
  hold.authorized = amount;
  return true;
}

/** Lets time pass: the network drops what is not captured by then. */
export function waits(model: Model, seconds: number): void {
  model.now += seconds;
  for (const hold of model.holds.filter(({ endsAt, status }) => status === 'requires_capture' && endsAt <= model.now)) {
    if (hold.received > 0) succeeds(hold);
    else cancels(hold);
  }
}

/** Every hold, oldest first, as the real one must show it. */
export function shownOf({ holds: all }: Model): unknown[] {
  return all.map(({ status, amount, capturable, received, refunded }) => ({
    status,
    amount,
    capturable,
    received,
    refunded,
  }));
}
