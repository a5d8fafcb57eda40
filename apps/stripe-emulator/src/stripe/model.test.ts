import * as fc from 'fast-check';
import { parseForm } from '../wire/form';
import { openAccount, takeOutbox } from './account';
import type { Account } from './account';
import { violations } from './checks';
import { eventText } from './events/event';
import { execute } from './execute';
import { runDue } from './run-due';

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

interface Model {
  readonly holds: Hold[];
  now: number;
}

/** The real one, with everything that was sent to it and everything it said. */
interface Real {
  readonly account: Account;
  readonly ids: string[];
  readonly sent: Sent[];
  readonly said: string[];
}

type Sent = { readonly path: string; readonly body: string; readonly now: number } | { readonly until: number };

type Step =
  | { readonly kind: 'hold'; readonly amount: number; readonly features: readonly Feature[] }
  | { readonly kind: 'capture'; readonly of: number; readonly amount: number | null; readonly final: boolean | null }
  | { readonly kind: 'cancel' | 'reconfirm'; readonly of: number }
  | { readonly kind: 'refund'; readonly of: number; readonly amount: number | null }
  | { readonly kind: 'increment'; readonly of: number; readonly amount: number }
  | { readonly kind: 'wait'; readonly seconds: number };

const FEATURES = ['multicapture', 'overcapture', 'incremental_authorization'] as const;
type Feature = (typeof FEATURES)[number];

const START = 1_795_363_748;
const HOUR = 3600;
const WEEK = 7 * 24 * HOUR;

/** The newest is most often still open. */
function newest<T>(made: readonly T[], back: number): T | undefined {
  return made.at(-1 - (back % Math.max(1, made.length)));
}

/** Whether the request goes through, by the documentation; the model has then moved. */
function moves(model: Model, step: Exclude<Step, { kind: 'wait' }>): boolean {
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

function waits(model: Model, seconds: number): void {
  model.now += seconds;
  for (const hold of model.holds.filter(({ endsAt, status }) => status === 'requires_capture' && endsAt <= model.now)) {
    if (hold.received > 0) succeeds(hold);
    else cancels(hold);
  }
}

function requestOf(step: Exclude<Step, { kind: 'wait' }>, ids: readonly string[]): { path: string; body: string } {
  const id = step.kind === 'hold' ? '' : (newest(ids, step.of) ?? 'pi_none');
  const at = `/v1/payment_intents/${id}`;
  switch (step.kind) {
    case 'hold': {
      const asked = step.features.map((feature) => `&payment_method_options[card][request_${feature}]=if_available`);
      const fixed = 'currency=usd&capture_method=manual&confirm=true&payment_method=pm_card_visa';
      return { path: '/v1/payment_intents', body: `amount=${String(step.amount)}&${fixed}${asked.join('')}` };
    }
    case 'capture': {
      const amount = step.amount === null ? '' : `amount_to_capture=${String(step.amount)}`;
      return {
        path: `${at}/capture`,
        body: step.final === null ? amount : `${amount}&final_capture=${String(step.final)}`,
      };
    }
    case 'cancel':
      return { path: `${at}/cancel`, body: '' };
    case 'reconfirm':
      return { path: `${at}/confirm`, body: 'payment_method=pm_card_visa' };
    case 'refund': {
      const amount = step.amount === null ? '' : `&amount=${String(step.amount)}`;
      return { path: '/v1/refunds', body: `payment_intent=${id}${amount}` };
    }
    case 'increment':
      return { path: `${at}/increment_authorization`, body: `amount=${String(step.amount)}` };
  }
}

/** Sends what was sent, or lets time pass, and returns all that was said: the answer and the events. */
function happens(account: Account, sent: Sent, index: number): { readonly status: number; readonly said: string[] } {
  const said: string[] = [];
  let status = 200;
  if ('until' in sent) {
    runDue(account, sent.until);
  } else {
    const { path, body, now } = sent;
    const request = {
      method: 'POST',
      path,
      form: parseForm(body).tree,
      idempotencyKey: null,
      origin: 'http://localhost',
    };
    const response = execute(account, { ...request, id: `req_${String(index)}` }, now);
    status = response.status;
    said.push(JSON.stringify(response));
  }
  said.push(...takeOutbox(account).map((event) => eventText(event)));
  return { status, said };
}

let requests = 0;
let refusals = 0;

/** Written down they compare many times faster; only a difference is worth a good look. */
function same(expected: unknown, found: unknown): void {
  if (JSON.stringify(found) !== JSON.stringify(expected)) expect(found).toEqual(expected);
}

class Take implements fc.Command<Model, Real> {
  constructor(private readonly step: Step) {}

  check(): boolean {
    return true;
  }

  run(model: Model, real: Real): void {
    const { step } = this;
    if (step.kind === 'wait') {
      waits(model, step.seconds);
      this.send(real, { until: model.now });
    } else {
      const expected = moves(model, step);
      const status = this.send(real, { ...requestOf(step, real.ids), now: model.now });
      requests += 1;
      refusals += expected ? 0 : 1;
      if (status === 200 && step.kind === 'hold')
        real.ids.push(real.account.paymentIntents.oldestFirst().at(-1)?.id ?? '');
      same(expected, status === 200);
    }
    same(model.holds.map(shownOf), numbersOf(real));
    same([], violations(real.account));
  }

  toString(): string {
    return JSON.stringify(this.step);
  }

  private send(real: Real, sent: Sent): number {
    real.sent.push(sent);
    const { said, status } = happens(real.account, sent, real.sent.length);
    real.said.push(...said);
    return status;
  }
}

function shownOf({ status, amount, capturable, received, refunded }: Hold): unknown {
  return { status, amount, capturable, received, refunded };
}

function numbersOf({ account, ids }: Real): unknown[] {
  return ids.map((id) => {
    const intent = account.paymentIntents.get(id);
    const refunded = intent?.charges.at(-1)?.amountRefunded;
    return {
      status: intent?.status,
      amount: intent?.amount,
      capturable: intent?.amountCapturable,
      received: intent?.amountReceived,
      refunded,
    };
  });
}

const of = fc.nat({ max: 2 });
const amountOrNone = fc.option(fc.integer({ min: -1, max: 2500 }), { freq: 4, nil: null });
const command = (step: fc.Arbitrary<Step>): fc.Arbitrary<Take> => step.map((taken) => new Take(taken));
const kind = <K extends Step['kind']>(name: K): fc.Arbitrary<K> => fc.constant(name);

const hold = command(
  fc.record({ kind: kind('hold'), amount: fc.integer({ min: 40, max: 5000 }), features: fc.subarray([...FEATURES]) }),
);
const capture = command(
  fc.record({
    kind: kind('capture'),
    of,
    amount: amountOrNone,
    final: fc.constantFrom(false, false, false, true, null),
  }),
);
const small = command(
  fc.record({ kind: kind('capture'), of, amount: fc.integer({ min: 1, max: 9 }), final: fc.constant(false) }),
);
const refund = command(
  fc.record({ kind: kind('refund'), of, amount: fc.option(fc.integer({ min: 0, max: 30 }), { nil: null }) }),
);
const increment = command(fc.record({ kind: kind('increment'), of, amount: fc.integer({ min: 1, max: 60_000 }) }));
const others = command(fc.record({ kind: fc.constantFrom('cancel' as const, 'reconfirm' as const), of }));
const wait = command(fc.record({ kind: kind('wait'), seconds: fc.integer({ min: 1, max: 30 * HOUR }) }));

const RUNS = 125;
const STEPS = 200;

describe('a random life of many holds', () => {
  it('goes as the documentation says, keeps every law, and goes the same way twice, byte for byte', () => {
    const lives = fc.commands([hold, hold, capture, small, small, small, refund, refund, increment, others, wait], {
      maxCommands: STEPS,
      size: 'max',
    });
    fc.assert(
      fc.property(lives, (steps) => {
        const real: Real = { account: openAccount('a life'), ids: [], sent: [], said: [] };
        fc.modelRun(() => ({ model: { holds: [], now: START }, real }), steps);
        const again = openAccount('a life');
        expect(real.sent.flatMap((sent, at) => happens(again, sent, at + 1).said)).toEqual(real.said);
      }),
      { numRuns: RUNS },
    );
    expect(requests).toBeGreaterThan(10_000);
    expect(refusals).toBeGreaterThan(1000);
    expect(refusals).toBeLessThan(requests * 0.7);
  });
});
