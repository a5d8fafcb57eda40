import fc from 'fast-check';
import { arbitraryOrder } from '../../../test/examples/arbitrary-orders';
import {
  charged,
  chargePending,
  chargeRefused,
  fulfilled,
  obeyCard,
  withSavedCard,
} from '../../../test/examples/cards';
import { accept } from '../../../test/examples/orders';
import { obey, shipmentOf } from '../../../test/examples/payments';
import { expectShipCheckKept } from '../../../test/examples/ship-check';
import { propertyRuns } from '../../../test/examples/property-runs';
import { answerTo } from './answers';
import type { ChargeStep } from '../payment/charge-step';
import { decide } from './decide';
import { deadlineOf } from './decide-deadline';
import { evolve, mayAskAgain } from './evolve';
import type { Input } from '../orders/inputs';
import { capturedAmount, heldAmount, isClosed, openUnits, outcomeOf, statusOf, type Payment } from '../payment/payment';
import type { UnitSpan } from '../orders/shipment-price';
import type { Step } from '../payment/steps';
import type { Fact } from '../payment/facts';

type Bank = 'pays' | 'declines' | 'wants_the_buyer' | 'key_spent' | 'our_mistake';

interface Event {
  readonly input: Input;
  readonly bank: Bank;
}

const UNTIL = '2026-11-23T10:00:00.000Z';

const someLines = fc
  .uniqueArray(fc.record({ line: fc.nat({ max: 5 }), quantity: fc.integer({ min: 1, max: 6 }) }), {
    minLength: 1,
    maxLength: 3,
    selector: ({ line }) => line,
  })
  .map((lines) => lines.map((each) => ({ lineId: `line-${each.line.toString()}`, quantity: each.quantity })));

const cancellationOf = (id: number, lines: { lineId: string; quantity: number }[] | undefined): Input => {
  const content = { cancellationId: id.toString(), reason: 'r', ...(lines !== undefined && { lines }) };
  return {
    kind: 'cancel_lines',
    cancellation: { ...content, contentHash: JSON.stringify(lines ?? null), requestId: 'r' },
  };
};

const input: fc.Arbitrary<Input> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.tuple(fc.nat({ max: 8 }), someLines).map(([id, lines]): Input => ({
      kind: 'capture_shipment',
      shipment: shipmentOf(`shipment-${id.toString()}`, lines),
    })),
  },
  {
    weight: 4,
    arbitrary: fc.constantFrom('settlement' as const, 'hold' as const).map((about): Input => ({
      kind: 'provider_event',
      event: { eventId: 'evt', type: 'any', about, paymentIntentId: null, chargeId: null },
    })),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.nat({ max: 6 }), fc.option(someLines, { nil: undefined }))
      .map(([id, lines]) => cancellationOf(id, lines)),
  },
  { weight: 1, arbitrary: fc.constant<Input>({ kind: 'deadline' }) },
  { weight: 1, arbitrary: fc.constant<Input>({ kind: 'authorize' }) },
);

const event: fc.Arbitrary<Event> = fc.record({
  input,
  bank: fc.constantFrom('pays', 'pays', 'pays', 'declines', 'wants_the_buyer', 'key_spent', 'our_mistake'),
});

function answerOf(charge: ChargeStep, bank: Bank): Fact {
  // Nobody is asked for nothing.
  if (charge.price.amount === 0) return charged(charge);
  switch (bank) {
    case 'pays':
      return charged(charge);
    case 'declines':
      return chargeRefused(charge, 'declined');
    case 'wants_the_buyer':
      return chargePending(charge, UNTIL);
    case 'key_spent':
      return chargeRefused(charge, 'key_spent');
    case 'our_mistake':
      return { kind: 'step_failed', message: 'the key is wrong' };
  }
}

function learn(step: Step, payment: Payment, bank: Bank): Fact {
  switch (step.kind) {
    case 'charge':
      return answerOf(step, bank);
    case 'read_charge':
      return bank === 'wants_the_buyer'
        ? { kind: 'nothing_new' }
        : answerOf(step.charge, bank === 'pays' ? 'pays' : 'declines');
    case 'end_charge':
      return bank === 'pays' ? charged(step.charge) : obeyCard(step);
    case 'authorize':
    case 'read_hold':
    case 'raise':
    case 'capture':
    case 'cover':
    case 'uncover':
    case 'warn':
      throw new Error(`a saved card is never asked for a ${step.kind}`);
    case 'confirm':
    case 'change_deadline':
    case 'add_lines':
    case 'lower_line':
    case 'reopen_units':
    case 'release':
    case 'cancel_lines':
    case 'settle':
    case 'save_card':
    case 'confirm_card':
    case 'read_card':
      return obey(step, payment);
  }
}

function unitsOf(spans: readonly UnitSpan[]): string[] {
  return spans.flatMap(({ lineId, fromUnit, units }) =>
    Array.from({ length: units }, (_, index) => `${lineId} ${(fromUnit + index).toString()}`),
  );
}

/** The laws that hold after every step, whatever happens. */
function checkLaws(before: Payment, after: Payment, step: Step | undefined): void {
  const { total } = after.order;
  const { released, lost, captured } = outcomeOf(after);
  expect([heldAmount(after), lost]).toEqual([0, 0]);
  expect(captured).toBeLessThanOrEqual(total); // I1: nothing beyond the order's worth
  const ids = after.shipments.map(({ shipmentId }) => shipmentId);
  expect(new Set(ids).size).toBe(ids.length); // I2
  const pending = after.hold.state === 'saved' ? after.hold.pending : null;
  const taken = [...after.shipments, ...after.cancellations, ...(pending === null ? [] : [pending.charge])];
  const units = unitsOf(taken.flatMap(({ spans }) => spans));
  expect(new Set(units).size).toBe(units.length); // no unit is paid twice, given up and paid, or paid while it is waited for
  if (pending !== null) expect(ids).not.toContain(pending.charge.shipment.shipmentId);
  if (after.hold.state !== 'saved') {
    expect(captured + released).toBe(total); // every cent has one place
    expect(openUnits(after).every(({ quantity }) => quantity === 0)).toBe(true);
  }
  if (isClosed(before)) expect(statusOf(after)).toBe(statusOf(before)); // I7
  if (before.hold.state !== 'saved') expect(step?.kind === 'charge' || step?.kind === 'release').toBe(false);
  if (step?.kind === 'charge')
    expect(step.authorizationGeneration).toBeGreaterThanOrEqual(before.authorizationGeneration);
  const waiting = before.hold.state === 'saved' ? before.hold.pending : null;
  if (step?.kind === 'charge' && waiting !== null) {
    // What is in doubt is asked again under its own name, and nothing else is.
    expect(step.authorizationGeneration).toBe(waiting.charge.authorizationGeneration);
    expect(step.spans).toEqual(waiting.charge.spans);
  }
  expect(after.attention.includes('authentication_required')).toBe(pending?.state === 'requires_action');
  expect(deadlineOf(after)).toBe(pending?.until ?? null);
}

describe('an order whose shipments are charged to a saved card, whatever happens', () => {
  it('charges each shipment at most once, and every cent has one place in the end', () => {
    const ends = new Set<string>();
    fc.assert(
      fc.property(arbitraryOrder, fc.array(event, { maxLength: 40 }), (newOne, events) => {
        const order = accept({
          ...newOne,
          ...fulfilled('charge_on_ship', {}, { shippingAllocation: newOne.policy.shippingAllocation }),
        });
        let payment = withSavedCard(order);
        const generations = new Set<number>();
        for (const { input: happened, bank } of events) {
          expectShipCheckKept(payment, happened);
          for (let asked = 0, again = true; again; asked += 1) {
            expect(asked).toBeLessThan(6);
            const decision = decide(payment, happened);
            const step = decision.kind === 'do' ? decision.step : undefined;
            const isNew = step?.kind === 'charge' && !isDoubted(payment);
            const generation = isNew ? step.authorizationGeneration : 0;
            expect(generations.has(generation)).toBe(false); // no name twice for two payments
            if (isNew) generations.add(generation);
            const fact = step === undefined ? undefined : learn(step, payment, bank);
            const after = step === undefined || fact === undefined ? payment : evolve(payment, step, fact);
            checkLaws(payment, after, step);
            again = fact !== undefined && mayAskAgain(fact);
            if (!again) answerTo(after, happened, decision, fact);
            payment = after;
          }
        }
        ends.add(statusOf(payment));
      }),
      { numRuns: propertyRuns(3_000) },
    );
    // The property would hold of orders to which nothing ever happens.
    for (const status of ['card_saved', 'partially_captured', 'requires_action', 'canceled'])
      expect(ends).toContain(status);
    expect(ends.has('captured') || ends.has('completed')).toBe(true);
  });

  it('adds up to the whole order, whatever the shipments', () => {
    fc.assert(
      fc.property(arbitraryOrder, fc.array(fc.nat({ max: 3 }), { minLength: 1 }), (newOne, sizes) => {
        const order = accept({
          ...newOne,
          ...fulfilled('charge_on_ship', {}, { shippingAllocation: newOne.policy.shippingAllocation }),
        });
        let payment = withSavedCard(order);
        for (let shipments = 0; payment.hold.state === 'saved'; shipments += 1) {
          const lines = openUnits(payment)
            .map(({ lineId, quantity }) => ({
              lineId,
              quantity: Math.min(quantity, (sizes[shipments % sizes.length] ?? 0) + 1),
            }))
            .filter(({ quantity }) => quantity > 0);
          const shipment = shipmentOf(shipments.toString(), lines);
          const decision = decide(payment, { kind: 'capture_shipment', shipment });
          if (decision.kind !== 'do' || decision.step.kind !== 'charge') throw new Error(JSON.stringify(decision));
          payment = evolve(payment, decision.step, charged(decision.step));
        }
        expect(capturedAmount(payment)).toBe(order.total);
        expect(outcomeOf(payment).released).toBe(0);
      }),
    );
  });
});

function isDoubted({ hold }: Payment): boolean {
  return hold.state === 'saved' && hold.pending?.state === 'in_doubt';
}
