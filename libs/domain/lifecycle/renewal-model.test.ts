import fc from 'fast-check';
import { arbitraryOrder } from '../../../test/examples/arbitrary-orders';
import { accept } from '../../../test/examples/orders';
import { authorized, obey, shipmentOf } from '../../../test/examples/payments';
import { expectShipCheckKept } from '../../../test/examples/ship-check';
import { propertyRuns } from '../../../test/examples/property-runs';
import { decide } from './decide';
import { deadlineOf } from './decide-deadline';
import { AT_ONCE } from '../orders/deadline';
import { evolve } from './evolve';
import type { Input } from '../orders/inputs';
import { heldAmount, isClosed, openUnits, outcomeOf, statusOf, type Payment } from '../payment/payment';
import type { LiveHold } from '../payment/hold';
import { isBetweenHolds, RENEWALS_AT_MOST, renewalsSoFar } from '../payment/renewal';
import type { LineQuantity } from '../orders/shipment-price';
import type { AuthorizeStep, CaptureStep, Step } from '../payment/steps';
import type { Fact } from '../payment/facts';

type Provider = 'obeys' | 'declines' | 'lost_the_hold' | 'fails';

interface Event {
  readonly input: Input;
  readonly provider: Provider;
  /** How the provider takes what becomes due by it. */
  readonly providerThen: Provider;
}

const card = { customer: 'cus_1', paymentMethod: 'pm_1' };
const error = { code: 'card_declined', declineCode: null, message: 'declined' };

const someLines: fc.Arbitrary<LineQuantity[]> = fc
  .uniqueArray(fc.record({ line: fc.nat({ max: 5 }), quantity: fc.integer({ min: 1, max: 4 }) }), {
    minLength: 1,
    maxLength: 2,
    selector: ({ line }) => line,
  })
  .map((lines) => lines.map((each) => ({ lineId: `line-${each.line.toString()}`, quantity: each.quantity })));

function canceling(id: number, lines?: readonly LineQuantity[]): Input {
  const content = { cancellationId: id.toString(), reason: 'r', ...(lines !== undefined && { lines }) };
  return { kind: 'cancel_lines', cancellation: { ...content, contentHash: JSON.stringify(lines), requestId: 'r' } };
}

const deadline: Input = { kind: 'deadline' };
const confirmation = { paymentMethod: 'pm_2', returnUrl: null, requestId: 'r' };
const confirming: Input = { kind: 'confirm_payment', confirmation };

const input: fc.Arbitrary<Input> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .tuple(fc.nat({ max: 30 }), someLines)
      .map(([id, lines]) => ({ kind: 'capture_shipment' as const, shipment: shipmentOf(`s-${id.toString()}`, lines) })),
  },
  { weight: 4, arbitrary: fc.constant(deadline) },
  { weight: 2, arbitrary: fc.tuple(fc.nat({ max: 20 }), someLines).map(([id, lines]) => canceling(id, lines)) },
  { weight: 1, arbitrary: fc.integer({ min: 21, max: 25 }).map((id) => canceling(id)) },
  { weight: 2, arbitrary: fc.constant(confirming) },
  {
    weight: 1,
    arbitrary: fc.constant<Input>({
      kind: 'provider_event',
      event: { eventId: 'evt', type: 'any', about: 'hold', paymentIntentId: null, chargeId: null },
    }),
  },
);

const provider = fc.constantFrom<Provider[]>('obeys', 'obeys', 'obeys', 'obeys', 'declines', 'lost_the_hold', 'fails');
const event: fc.Arbitrary<Event> = fc.record({ input, provider, providerThen: provider });

/** The provider's own books: what it holds under each generation. */
class Holds {
  private readonly live = new Map<number, { readonly amount: number; captured: number }>();
  /** Under each generation, how many cancellations there were when it was asked for. */
  readonly cancellationsBefore = new Map<number, number>();

  constructor(first: number) {
    this.place(1, first);
  }

  place(generation: number, amount: number): void {
    if (this.live.has(generation) || amount <= 0) throw new Error(`no hold of ${amount.toString()} may be placed`);
    this.live.set(generation, { amount, captured: 0 });
  }

  /** What ended holds had left. */
  end(generation: number): number {
    const hold = this.of(generation);
    this.live.delete(generation);
    return hold.amount - hold.captured;
  }

  capture(generation: number, amount: number): void {
    const hold = this.of(generation);
    hold.captured += amount;
    if (hold.captured > hold.amount) throw new Error('captured more than held'); // I1, of each hold
  }

  private of(generation: number): { readonly amount: number; captured: number } {
    const hold = this.live.get(generation);
    if (hold === undefined) throw new Error(`nothing is held under generation ${generation.toString()}`);
    return hold;
  }

  get count(): number {
    return this.live.size;
  }

  get capturable(): number {
    return [...this.live.values()].reduce((sum, { amount, captured }) => sum + amount - captured, 0);
  }
}

function held({ order, generation, renewal }: AuthorizeStep, plan: LiveHold['plan']): LiveHold {
  const base = authorized(order).hold;
  if (base.state !== 'held') throw new Error('the example is authorized');
  const amount = renewal?.price.amount ?? order.total;
  const ids = { paymentIntentId: `pi_${generation.toString()}`, chargeId: `ch_${generation.toString()}` };
  return { ...base, ...ids, amount, card, plan };
}

function authorizeFact(step: AuthorizeStep, holds: Holds, how: Provider, plan: LiveHold['plan']): Fact {
  const renewal = step.renewal;
  if (renewal === undefined) throw new Error('what was held once is only asked for again as a renewal');
  if (how === 'fails') return { kind: 'step_failed', message: 'bad key' };
  if (how === 'obeys') {
    holds.place(step.generation, renewal.price.amount);
    return { kind: 'hold_placed', hold: held(step, plan) };
  }
  if (renewal.lastCallAt !== null) return { kind: 'renewal_refused', releaseAt: renewal.lastCallAt, error };
  const intent = how === 'declines' ? `pi_${step.generation.toString()}` : null;
  const waiting = { paymentIntentId: intent, clientSecret: null, nextAction: null, lastError: error };
  const until = renewal.awaitedUntil ?? '2027-01-01T00:00:00.000Z';
  return {
    kind: 'hold_awaited',
    hold: { state: 'requires_payment_method', ...waiting, amount: renewal.price.amount, until },
  };
}

function captureFact(step: CaptureStep, holds: Holds, payment: Payment, how: Provider): Fact {
  const { paymentIntentId, chargeId, generation, authorizationGeneration } = step;
  const { shipmentId } = step.shipment;
  if (how === 'obeys') {
    holds.capture(authorizationGeneration, step.price.amount);
    if (step.final) holds.end(authorizationGeneration);
    return obey({ kind: 'capture', ...step }, payment);
  }
  const refused = { kind: 'capture_refused', shipmentId, generation, error } as const;
  if (how !== 'lost_the_hold') return { ...refused, reason: 'declined', ended: null };
  const lost = holds.end(authorizationGeneration);
  return { ...refused, reason: 'hold_gone', ended: { state: 'expired', paymentIntentId, chargeId, released: 0, lost } };
}

function learn(step: Step, payment: Payment, holds: Holds, how: Provider, plan: LiveHold['plan']): Fact {
  switch (step.kind) {
    case 'authorize':
      return authorizeFact(step, holds, how, plan);
    case 'capture':
      return captureFact(step, holds, payment, how);
    case 'confirm': {
      const reason = 'payment_method_refused';
      if (how !== 'obeys') return { kind: 'confirm_refused', attempt: step.attempt, reason, error };
      holds.place(step.authorizationGeneration, step.amount);
      const renewal = { card, price: priced(step.amount), lastCallAt: null };
      const asked = { order: payment.order, generation: step.authorizationGeneration, renewal };
      return { kind: 'hold_placed', hold: held(asked, plan) };
    }
    case 'release': {
      if (step.paymentIntentId === null || isWaiting(payment)) return obey(step, payment);
      const left = holds.end(step.authorizationGeneration);
      expect(step.amount).toBe(left);
      const fact = obey(step, payment);
      if (how !== 'lost_the_hold' || fact.kind !== 'hold_ended') return fact;
      return { ...fact, hold: { ...fact.hold, state: 'expired', released: 0, lost: left } };
    }
    case 'read_hold': {
      if (how !== 'lost_the_hold' || payment.hold.state !== 'held') return { kind: 'nothing_new' };
      const lost = holds.end(step.authorizationGeneration);
      const hold = { state: 'expired', paymentIntentId: 'pi', chargeId: 'ch', released: 0, lost } as const;
      return { kind: 'hold_ended', hold, cancelReason: 'hold_lost', cancellation: null, mismatch: false };
    }
    case 'save_card':
    case 'confirm_card':
    case 'read_card':
    case 'charge':
    case 'read_charge':
    case 'end_charge':
    case 'raise':
    case 'cover':
    case 'uncover':
    case 'change_deadline':
    case 'add_lines':
    case 'lower_line':
    case 'reopen_units':
    case 'warn':
    case 'cancel_lines':
    case 'settle':
      return obey(step, payment);
  }
}

function priced(amount: number): NonNullable<AuthorizeStep['renewal']>['price'] {
  const breakdown = { goods: amount, tax: 0, discount: 0, shipping: 0, adjustment: 0 };
  const shipping = { amount: 0, fromPostalCode: null, toPostalCode: null };
  return { amount, breakdown, amountDetails: { lineItems: [], shipping } };
}

function isWaiting({ hold, replacedHold }: Payment): boolean {
  return replacedHold === null && hold.state !== 'held';
}

/** What the open units are worth, counted unit by unit without the code that prices shipments. */
function worthOfOpen(payment: Payment): number {
  const { order, shipments } = payment;
  const open = openUnits(payment);
  const units = open.flatMap(({ lineId, quantity }) => {
    const shipped = shipments.flatMap(({ spans }) => spans).filter((span) => span.lineId === lineId);
    const from = shipped.reduce((sum, span) => sum + span.units, 0);
    return Array.from({ length: quantity }, (_, index) => ({ lineId, index: from + index }));
  });
  const worth = units.reduce((sum, { lineId, index }) => {
    const run = order.allocation.find(
      (each) => each.lineId === lineId && index >= each.fromUnit && index < each.fromUnit + each.units,
    );
    return sum + (run === undefined ? 0 : run.goods + run.tax - run.discount + run.shipping - (run.credit ?? 0));
  }, 0);
  const beside = order.policy.shippingAllocation === 'first_shipment' && shipments.length === 0 && units.length > 0;
  return worth + (beside ? order.shipping.amount - (order.shippingCredit ?? 0) : 0);
}

function checkLaws(before: Payment, after: Payment, holds: Holds, step: Step): void {
  const { captured, released, lost } = outcomeOf(after);
  const replaced = after.replacedHold;
  expect(holds.count).toBeLessThanOrEqual(replaced === null ? 1 : 2);
  expect(holds.count === 2).toBe(replaced !== null && after.hold.state === 'held');
  if (replaced === null) {
    expect(heldAmount(after)).toBe(holds.capturable);
    expect(captured + heldAmount(after) + released + lost).toBe(after.order.total); // I4: no cent without a place
  }
  if (step.kind === 'authorize') {
    expect(step.renewal?.price.amount).toBe(worthOfOpen(before));
    expect(step.renewal?.price.amount).toBeGreaterThan(0);
  }
  if (step.kind === 'release' && step.cause.kind === 'cancellation' && before.hold.state === 'held') {
    const ofTheHold = after.cancellations.slice(holds.cancellationsBefore.get(step.authorizationGeneration) ?? 0);
    const answered = ofTheHold.reduce((sum, cancellation) => sum + cancellation.released, 0);
    if (after.hold.state === 'released') expect(answered).toBe(step.amount); // every cent said once
  }
  if (isBetweenHolds(before) && after.cancellations.length > before.cancellations.length) {
    // The buyer has the money of all that is open already: each cancellation says how much of it stays there.
    expect(after.cancellations.at(-1)?.released).toBe(worthOfOpen(before) - worthOfOpen(after));
  }
  expect(renewalsSoFar(after)).toBeLessThanOrEqual(RENEWALS_AT_MOST + 1);
  if (isClosed(after)) expect(holds.count).toBe(0); // I4: every hold ends
  if (isClosed(before)) expect(statusOf(after)).toBe(statusOf(before)); // I7
}

/** What the workflow must do by itself before it looks at the next message comes to an end. */
const STEPS_AT_MOST = 4;

describe('holds that follow each other, whatever happens', () => {
  it.each([
    ['multicapture', 'before_release', 'reauthorize'],
    ['multicapture', 'after_release', 'reauthorize'],
    ['capture_then_reauthorize', 'before_release', 'reauthorize'],
    ['capture_then_reauthorize', 'after_release', 'reauthorize'],
    ['capture_then_reauthorize', undefined, 'release'],
  ] as const)('plan %s, %s, policy %s', (plan, reauthorization, onDeadline) => {
    let renewals = 0;
    fc.assert(
      fc.property(arbitraryOrder, fc.array(event, { maxLength: 40 }), (newOne, events) => {
        const payment = { ...newOne.payment, customer: 'cus_1', saveForLater: true };
        const policy = { ...newOne.policy, onDeadline, ...(reauthorization && { reauthorization }) };
        let now = authorized(accept({ ...newOne, payment, policy }), { card, plan });
        const holds = new Holds(now.order.total);
        for (const { input: happened, provider: how, providerThen } of events) {
          expectShipCheckKept(now, happened);
          now = handle(now, happened, holds, how, plan);
          for (let due = 0; deadlineOf(now) === AT_ONCE; due += 1) {
            expect(due).toBeLessThan(STEPS_AT_MOST);
            now = handle(now, deadline, holds, providerThen, plan);
          }
        }
        renewals += renewalsSoFar(now);
      }),
      { numRuns: propertyRuns(800) },
    );
    // The laws would hold as well if nothing were ever renewed.
    expect(renewals).toBeGreaterThan(10);
  });
});

function handle(before: Payment, input: Input, holds: Holds, how: Provider, plan: LiveHold['plan']): Payment {
  const decision = decide(before, input);
  if (decision.kind !== 'do') return before;
  const { step } = decision;
  if (step.kind === 'authorize') holds.cancellationsBefore.set(step.generation, before.cancellations.length);
  const after = evolve(before, step, learn(step, before, holds, how, plan));
  checkLaws(before, after, holds, step);
  return after;
}
