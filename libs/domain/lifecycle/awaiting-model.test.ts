import fc from 'fast-check';
import { accept, newOrder } from '../../../test/examples/orders';
import { authorized, obey } from '../../../test/examples/payments';
import { propertyRuns } from '../../../test/examples/property-runs';
import { answerTo } from './answers';
import { decide } from './decide';
import { bringsAnotherCard } from './decide-another-card';
import { deadlineOf } from './decide-deadline';
import { evolve, mayAskAgain } from './evolve';
import { authorizeKey, confirmKey } from '../provider/idempotency-key';
import type { Input } from '../orders/inputs';
import { isClosed, openPayment, statusOf, type Payment } from '../payment/payment';
import type { AwaitedHold } from '../payment/hold';
import type { Step } from '../payment/steps';
import type { Fact } from '../payment/facts';

/** What a provider may make of a card. */
type Outcome = AwaitedHold['state'] | 'not_begun' | 'held' | 'canceled' | 'refused' | 'key_spent' | 'failed';

const order = accept(newOrder(), '2026-11-22T10:00:00.000Z');

const input: fc.Arbitrary<Input> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.constantFrom('pm_1', 'pm_2').map((paymentMethod) => ({
      kind: 'confirm_payment' as const,
      confirmation: { paymentMethod, returnUrl: null, requestId: 'r' },
    })),
  },
  { weight: 2, arbitrary: fc.constant({ kind: 'authorize' as const }) },
  {
    weight: 3,
    arbitrary: fc.constant({
      kind: 'provider_event' as const,
      event: { eventId: 'evt', type: 'any', about: 'hold' as const, paymentIntentId: 'pi_1', chargeId: null },
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'deadline' as const }) },
);

// A buyer in trouble: most cards fail, so that many are tried.
const outcome: fc.Arbitrary<Outcome> = fc.oneof(
  { weight: 20, arbitrary: fc.constant('requires_payment_method' as const) },
  { weight: 8, arbitrary: fc.constantFrom('requires_action', 'refused', 'key_spent') },
  { weight: 3, arbitrary: fc.constantFrom('processing', 'not_begun', 'failed') },
  { weight: 1, arbitrary: fc.constantFrom('held', 'canceled') },
);

function awaiting(state: AwaitedHold['state'], paymentIntentId: string | null): Fact {
  const lastError = { code: 'card_declined', declineCode: null, message: 'declined' };
  return {
    kind: 'hold_awaited',
    hold: { state, paymentIntentId, clientSecret: null, nextAction: null, lastError },
  };
}

function learn(step: Step, payment: Payment, what: Outcome): Fact {
  const { hold } = authorized(order);
  if (hold.state !== 'held') throw new Error('the example is authorized');
  // What the clock gives up is looked at first, and may be paid.
  if (step.kind === 'release' && step.cause.kind === 'deadline' && what === 'held')
    return { kind: 'hold_placed', hold };
  if (step.kind !== 'authorize' && step.kind !== 'confirm' && step.kind !== 'read_hold') return obey(step, payment);
  switch (what) {
    case 'held':
      return { kind: 'hold_placed', hold };
    case 'canceled': {
      const ended = { state: 'released', paymentIntentId: 'pi_1', chargeId: null, released: 0, lost: 0 } as const;
      return { kind: 'hold_ended', hold: ended, cancelReason: 'abandoned', cancellation: null, mismatch: false };
    }
    case 'failed':
      return { kind: 'step_failed', message: 'x' };
    case 'refused':
    case 'key_spent': {
      if (step.kind === 'authorize') return { kind: 'step_failed', message: 'x' };
      if (step.kind === 'read_hold') return { kind: 'nothing_new' };
      const error = { code: 'x', declineCode: null, message: 'x' };
      const reason = what === 'key_spent' ? 'key_spent' : 'payment_method_refused';
      return { kind: 'confirm_refused', attempt: step.attempt, reason, error };
    }
    case 'not_begun':
      return awaiting('requires_payment_method', step.kind === 'authorize' ? null : 'pi_1');
    case 'requires_payment_method':
    case 'requires_action':
    case 'processing':
      return awaiting(what, 'pi_1');
  }
}

/** Key under which a step asks the provider to hold money; none for steps that do not. */
function keysOf(step: Step): string[] {
  if (step.kind === 'authorize') return [authorizeKey(order.orderId, step.generation)];
  if (step.kind !== 'confirm') return [];
  return [confirmKey(step.orderId, step.authorizationGeneration, step.attempt)];
}

/** Handles an input as the workflow does; returns the keys under which the provider was asked. */
function handle(before: Payment, happened: Input, what: Outcome): { payment: Payment; keys: string[] } {
  let payment = before;
  const keys: string[] = [];
  for (let asked = 0; asked < 6; asked += 1) {
    const decision = decide(payment, happened);
    if (decision.kind !== 'do') {
      answerTo(payment, happened, decision, undefined);
      return { payment, keys };
    }
    const { step } = decision;
    keys.push(...keysOf(step));
    const fact = learn(step, payment, what);
    payment = evolve(payment, step, fact);
    if (mayAskAgain(fact)) continue;
    answerTo(payment, happened, decision, fact);
    return { payment, keys };
  }
  throw new Error('one input asks for ever');
}

const GIVEN_UP_AT = '2026-11-23T10:00:00.000Z';

function checkInvariants(before: Payment, after: Payment, keys: readonly string[]): void {
  const waiting = !isClosed(before) && before.hold.state !== 'held';
  expect(deadlineOf(before) === GIVEN_UP_AT).toBe(waiting); // I4: nothing moves it
  expect(waiting || keys.length === 0).toBe(true); // a live hold is never asked for again
  expect(isClosed(before) ? statusOf(after) : null).toBe(isClosed(before) ? statusOf(before) : null); // I7
  expect(after.confirms).toBeLessThanOrEqual(20); // I11
}

describe('an order that waits for the buyer, whatever happens', () => {
  it('asks under new keys only, a bounded number of times, never with a hold that lives, and ends in time', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ input, outcome }), { maxLength: 120 }), (events) => {
        let payment = openPayment(order);
        const keys: string[] = [];
        for (const { input: happened, outcome: what } of events) {
          // Another card while a hold lives: renewal-model.test.ts has two holds at a time.
          if (bringsAnotherCard(decide(payment, happened))) continue;
          const handled = handle(payment, happened, what);
          checkInvariants(payment, handled.payment, handled.keys);
          keys.push(...handled.keys);
          payment = handled.payment;
        }
        expect(new Set(keys).size).toBe(keys.length);
      }),
      { numRuns: propertyRuns(2_000) },
    );
  });
});
