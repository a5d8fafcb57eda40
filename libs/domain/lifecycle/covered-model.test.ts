import fc from 'fast-check';
import { arbitraryOrder } from '../../../test/examples/arbitrary-orders';
import { accept } from '../../../test/examples/orders';
import { authorized, obey, shipmentOf } from '../../../test/examples/payments';
import { coveredAmount } from '../payment/covered';
import { expectShipCheckKept } from '../../../test/examples/ship-check';
import { propertyRuns } from '../../../test/examples/property-runs';
import { decide } from './decide';
import { deadlineOf } from './decide-deadline';
import { evolve, mayAskAgain } from './evolve';
import type { Input } from '../orders/inputs';
import { capturedAmount, heldAmount, isClosed, outcomeOf, type Payment } from '../payment/payment';
import { paidShippingOfNoUnit } from '../orders/allocation';
import { worthOf } from '../orders/unit-spans';
import type { CaptureStep, Step } from '../payment/steps';
import type { Fact } from '../payment/facts';

type Provider = 'obeys' | 'declines' | 'lost_the_hold' | 'key_spent' | 'breaks';

const lines = fc
  .uniqueArray(fc.record({ line: fc.nat({ max: 5 }), quantity: fc.integer({ min: 1, max: 4 }) }), {
    minLength: 1,
    maxLength: 3,
    selector: ({ line }) => line,
  })
  .map((each) => each.map(({ line, quantity }) => ({ lineId: `line-${line.toString()}`, quantity })));

const input: fc.Arbitrary<Input> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(fc.nat({ max: 8 }), lines)
      .map(([id, units]) => ({ kind: 'capture_shipment' as const, shipment: shipmentOf(`s-${id.toString()}`, units) })),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(fc.nat({ max: 6 }), fc.option(lines, { nil: undefined })).map(([id, units]) => ({
      kind: 'cancel_lines' as const,
      cancellation: {
        cancellationId: id.toString(),
        reason: 'r',
        contentHash: JSON.stringify(units),
        requestId: 'r',
        ...(units !== undefined && { lines: units }),
      },
    })),
  },
  {
    weight: 2,
    arbitrary: fc.nat({ max: 8 }).map((id) => ({
      kind: 'cancel_shipment' as const,
      cancellation: { shipmentId: `s-${id.toString()}`, reason: 'not picked up', requestId: 'r' },
    })),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'deadline' as const }) },
);

const scenario = fc.record({
  order: arbitraryOrder,
  plan: fc.constantFrom('capture_once' as const, 'capture_once' as const, 'multicapture' as const),
  onDeadline: fc.constantFrom('release' as const, 'capture_remaining' as const),
  warned: fc.boolean(),
  events: fc.array(
    fc.record({
      input,
      provider: fc.constantFrom<Provider>(
        'obeys',
        'obeys',
        'obeys',
        'declines',
        'lost_the_hold',
        'key_spent',
        'breaks',
      ),
    }),
    { maxLength: 30 },
  ),
});

/** A refusal is recorded a little later each time, so that retries come to their last call. */
function refusal(step: CaptureStep, payment: Payment, provider: Exclude<Provider, 'obeys' | 'breaks'>): Fact {
  const { paymentIntentId, chargeId, generation } = step;
  const ended = { state: 'expired', paymentIntentId, chargeId, released: 0, lost: heldAmount(payment) } as const;
  const reasons = { declines: 'declined', lost_the_hold: 'hold_gone', key_spent: 'key_spent' } as const;
  const at = deadlineOf(payment) ?? '';
  return {
    kind: 'capture_refused',
    shipmentId: step.shipment.shipmentId,
    generation,
    reason: reasons[provider],
    error: { code: 'x', declineCode: null, message: 'x' },
    ended: provider === 'lost_the_hold' ? ended : null,
    ...(Date.parse(at) > 0 && { at }),
  };
}

function learn(step: Step, payment: Payment, provider: Provider): Fact {
  if (step.kind === 'authorize' || step.kind === 'read_hold') return { kind: 'nothing_new' };
  if (step.kind !== 'capture' || provider === 'obeys') return obey(step, payment);
  return provider === 'breaks' ? { kind: 'step_failed', message: 'x' } : refusal(step, payment, provider);
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}

/** What units are worth by the allocation, with what the card pays of the shipping that the first shipment takes as a whole. */
function worth({ order }: Payment, shipments: readonly Payment['covered'][number]['spans'][]): number {
  const whole =
    order.policy.shippingAllocation === 'first_shipment' && shipments.length > 0 ? paidShippingOfNoUnit(order) : 0;
  return worthOf(order.allocation, shipments.flat()) + whole;
}

function check(before: Payment, after: Payment, step: Step | undefined): void {
  const { hold, shipments, covered, cancellations } = after;
  const { released, lost } = outcomeOf(after);
  const total = after.order.total;
  expect(capturedAmount(after) + heldAmount(after) + released + lost).toBe(total);
  if (hold.state === 'held') expect(capturedAmount(after) + coveredAmount(after)).toBeLessThanOrEqual(total); // I1
  const ids = [...shipments, ...covered].map(({ shipmentId }) => shipmentId);
  expect(new Set(ids).size).toBe(ids.length); // I2
  const units = [...shipments, ...covered, ...cancellations].flatMap(({ spans }) =>
    spans.flatMap(({ lineId, fromUnit, units: many }) =>
      Array.from({ length: many }, (_, index) => `${lineId} ${(fromUnit + index).toString()}`),
    ),
  );
  expect(new Set(units).size).toBe(units.length);
  expect(capturedAmount(after) + coveredAmount(after)).toBe(
    worth(
      after,
      [...shipments, ...covered].map(({ spans }) => spans),
    ),
  );
  if (before.hold.state !== 'held')
    expect(['capture', 'cover', 'uncover', 'warn', 'release']).not.toContain(step?.kind); // I8
  if (step?.kind === 'capture') checkDetails(step);
  // What has left is never given back by a release, unless its capture was tried to the last call.
  if (step?.kind === 'release' && before.covered.length > 0) expect(before.finalCaptureTrouble).not.toBeNull();
}

/** The line items and the shipping that Stripe is told add up to what it is asked for. */
function checkDetails({ price, combined }: CaptureStep): void {
  const { lineItems, shipping } = price.amountDetails;
  const items = lineItems.map(({ unitCost, quantity, tax, discount }) => unitCost * quantity + tax - discount);
  expect(sum(items) + shipping.amount).toBe(price.amount);
  if (combined?.priced) expect(combined.priced.price.amount).toBeLessThanOrEqual(price.amount);
}

function handle(before: Payment, happened: Input, provider: Provider): Payment {
  let payment = before;
  for (let asked = 0; ; asked += 1) {
    expect(asked).toBeLessThan(6);
    const decision = decide(payment, happened);
    if (decision.kind !== 'do') return payment;
    const fact = learn(decision.step, payment, provider);
    const after = evolve(payment, decision.step, fact);
    check(payment, after, decision.step);
    payment = after;
    if (!mayAskAgain(fact)) return payment;
  }
}

/** The clock alone: whatever the provider says, the hold ends, and it ends before the network takes it. */
function runOut(before: Payment, provider: Provider): Payment {
  let payment = before;
  for (let turn = 0; payment.hold.state === 'held'; turn += 1) {
    expect(turn).toBeLessThan(40);
    expect(Date.parse(deadlineOf(payment) ?? '')).toBeLessThan(Date.parse(payment.hold.captureBefore));
    payment = handle(payment, { kind: 'deadline', at: deadlineOf(payment) ?? '' }, provider);
  }
  return payment;
}

function checkEnd(before: Payment, ended: Payment, provider: Provider): void {
  if (provider === 'obeys' && before.hold.state === 'held' && before.finalCaptureTrouble === null) {
    expect(ended.covered).toEqual([]);
  }
  if (ended.shipments.length === 0) expect(isClosed(ended)).toBe(true);
}

describe('shipments that are covered', () => {
  it('are each captured once or lost with their hold, to the cent, and every hold ends', () => {
    fc.assert(
      fc.property(scenario, fc.constantFrom<Provider>('obeys', 'declines', 'key_spent', 'breaks'), (what, atTheEnd) => {
        const { events, plan, onDeadline, warned } = what;
        const order = accept({ ...what.order, policy: { ...what.order.policy, onDeadline } });
        let payment = authorized(order, { plan, ...(warned && { warnAt: '2026-11-27T22:00:00.000Z' }) });
        for (const { input: happened, provider } of events) {
          expectShipCheckKept(payment, happened);
          payment = handle(payment, happened, provider);
          if (payment.hold.state === 'held' && Date.parse(deadlineOf(payment) ?? '') === 0) {
            payment = handle(payment, { kind: 'deadline' }, provider);
          }
        }
        const ended = runOut(payment, atTheEnd);
        expect(ended.attention).not.toContain('hold_expiring');
        checkEnd(payment, ended, atTheEnd);
      }),
      { numRuns: propertyRuns(1000) },
    );
  });
});
