import { equal, ok } from 'node:assert/strict';
import fc from 'fast-check';
import { arbitraryOrder } from '../../../test/examples/arbitrary-orders';
import { fulfilled, withSavedCard } from '../../../test/examples/cards';
import { accept, newOrder } from '../../../test/examples/orders';
import { authorized, obey, placedBeside, shipmentOf } from '../../../test/examples/payments';
import { coveredAmount } from '../payment/covered';
import { decide, insteadOfIncrement } from './decide';
import { evolve, mayAskAgain } from './evolve';
import { worthOfUnit } from '../orders/allocation';
import type { Input } from '../orders/inputs';
import type { OrderLine } from '../orders/order';
import { capturedAmount, capturedOfHold, heldAmount, outcomeOf, type Payment } from '../payment/payment';
import { openWorth } from '../payment/renewal';
import { currencyOf } from '../money/currency';
import { hasMadeRoom } from './second-hold';

type What =
  | { readonly kind: 'ship' | 'cancel' | 'lower'; readonly line: number; readonly share: number }
  | { readonly kind: 'add'; readonly quantity: number; readonly price: number; readonly given: boolean };

const what: fc.Arbitrary<What> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('ship' as const, 'cancel' as const, 'lower' as const),
    line: fc.nat({ max: 7 }),
    share: fc.integer({ min: 0, max: 99 }),
  }),
  fc.record({
    kind: fc.constant('add' as const),
    quantity: fc.integer({ min: 1, max: 4 }),
    price: fc.nat({ max: 5000 }),
    given: fc.boolean(),
  }),
);

function addedLine(lineId: string, quantity: number, unitPrice: number): OrderLine {
  const codes = { productCode: null, unitOfMeasure: null, commodityCode: null };
  return { lineId, name: lineId, quantity, unitPrice, taxAmount: 0, discountAmount: 0, ...codes };
}

function inputOf({ order }: Payment, happens: What, at: number): Input {
  const changeId = at.toString();
  const named = { changeId, contentHash: changeId, requestId: 'r' };
  if (happens.kind === 'add') {
    const { step } = currencyOf(order.currency);
    const lines = [addedLine(`added-${changeId}`, happens.quantity, happens.price * step)];
    return { kind: 'add_lines', addition: { ...named, lines, ...(happens.given && { paymentMethod: 'pm_other' }) } };
  }
  const line = order.lines[happens.line % order.lines.length];
  const lines = [{ lineId: line?.lineId ?? '', quantity: 1 }];
  switch (happens.kind) {
    case 'ship':
      return { kind: 'capture_shipment', shipment: shipmentOf(changeId, lines) };
    case 'cancel':
      return { kind: 'cancel_lines', cancellation: { cancellationId: changeId, lines, reason: 'r', ...named } };
    case 'lower': {
      const { step } = currencyOf(order.currency);
      const unitPrice = Math.floor(((line?.unitPrice ?? 0) * happens.share) / 100 / step) * step;
      return { kind: 'lower_line', reduction: { ...named, lineId: line?.lineId ?? '', unitPrice, reason: 'r' } };
    }
  }
}

function handle(before: Payment, input: Input): Payment {
  let payment = before;
  for (;;) {
    const decision = decide(payment, input);
    if (decision.kind !== 'do') return payment;
    const { step } = decision;
    if (step.kind === 'read_hold') return payment;
    const fact = step.kind === 'authorize' ? placedBeside(step, payment) : obey(step, payment);
    payment = evolve(payment, step, fact);
    if (!mayAskAgain(fact) && !hasMadeRoom(input, fact)) break;
  }
  return payment.replacedHold === null ? payment : handle(payment, { kind: 'deadline' });
}

/** By Node's own assertions: jest's take 40 µs each, longer than what they look at. */
function check({ order }: Payment): void {
  for (const run of order.allocation) {
    const { goods, tax, discount, shipping, credit = 0, connect = 0 } = run;
    ok(Math.min(goods, tax, discount, shipping, credit, goods - discount, connect) >= 0, 'a unit below zero');
    ok(worthOfUnit(run) >= 0, 'a unit worth less than nothing');
    ok(connect <= worthOfUnit(run), 'a share above its unit');
  }
  for (const { lineId, quantity } of order.lines) {
    const own = order.allocation.filter((run) => run.lineId === lineId);
    let next = 0;
    for (const { fromUnit, units } of own) {
      equal(fromUnit, next, 'units that follow each other');
      next += units;
    }
    equal(next, quantity, 'units');
  }
}

const plans = fc.record({
  plan: fc.constantFrom('multicapture' as const, 'capture_once' as const),
  incrementalAuthorization: fc.boolean(),
  card: fc.constantFrom(null, { customer: 'cus_1', paymentMethod: 'pm_1' }),
});

test('orders that grow and shrink end with what is captured and released, to the cent', () => {
  fc.assert(
    fc.property(
      arbitraryOrder,
      plans,
      fc.array(what, { maxLength: 20 }),
      (given, { plan, card, ...allowed }, happens) => {
        const order = accept(given);
        const before = authorized(order, { plan, card });
        if (before.hold.state !== 'held') throw new Error(before.hold.state);
        const capabilities = { ...before.hold.capabilities, ...allowed };
        let payment: Payment = { ...before, hold: { ...before.hold, capabilities } };
        happens.forEach((each, at) => {
          payment = handle(payment, inputOf(payment, each, at));
          check(payment);
          if (payment.hold.state !== 'held') return;
          const spoken = capturedOfHold(payment) + coveredAmount(payment) + openWorth(payment).amount;
          expect(spoken).toBeLessThanOrEqual(payment.hold.amount);
          const { captured, released, lost } = outcomeOf(payment);
          const raised = payment.hold.raised ?? 0;
          expect(heldAmount(payment) + captured + released + lost).toBe(payment.order.total + raised);
        });
        for (let turn = 0; payment.hold.state === 'held' && turn < 3; turn += 1) {
          payment = handle(payment, { kind: 'deadline' });
        }
        const { captured, released, lost } = outcomeOf(payment);
        expect([payment.hold.state === 'held', captured + released + lost]).toEqual([false, payment.order.total]);
      },
    ),
  );
});

test('without a hold added lines are charged as they ship, and lowered ones for less', () => {
  fc.assert(
    fc.property(arbitraryOrder, fc.array(what, { maxLength: 12 }), (given, happens) => {
      let payment = withSavedCard(accept({ ...given, ...fulfilled('charge_on_ship') }));
      happens.forEach((each, at) => {
        payment = handle(payment, inputOf(payment, each, at));
        check(payment);
        expect(capturedAmount(payment) + openWorth(payment).amount).toBeLessThanOrEqual(payment.order.total);
      });
    }),
  );
});

test('what cannot be changed says so by name', () => {
  const payment = authorized(accept(newOrder()));
  const named = { changeId: 'c', contentHash: 'h', requestId: 'r' };
  const refusalOf = (input: Input): unknown => {
    const decision = decide(payment, input);
    return decision.kind === 'refuse' ? decision.refusal : decision.kind;
  };
  const lower = (unitPrice: number, lineId = '1'): Input => {
    return { kind: 'lower_line', reduction: { ...named, lineId, unitPrice, reason: 'r' } };
  };
  expect(refusalOf(lower(2000))).toMatchObject({ code: 'invalid_field', path: 'unitPrice' });
  expect(refusalOf(lower(1, 'none'))).toMatchObject({ code: 'invalid_field', path: 'lineId' });
  const add = (line: OrderLine): Input => ({ kind: 'add_lines', addition: { ...named, lines: [line] } });
  expect(refusalOf(add(addedLine('1', 1, 5)))).toMatchObject({ code: 'invalid_field', path: 'lines[0].lineId' });
  expect(refusalOf(add(addedLine('3', 1, 5)))).toMatchObject({ code: 'amount_exceeds_hold', maximumAmount: 0 });
  expect(refusalOf(add(addedLine('3', 1, 0)))).toBe('do');
});

test('lines that are refused for lack of room say why no second hold is placed', () => {
  const card = { customer: 'cus_1', paymentMethod: 'pm_1' };
  const addition = { changeId: 'c', contentHash: 'h', requestId: 'r', lines: [addedLine('3', 1, 500)] };
  const messageOf = (payment: Payment): unknown => {
    const decision = decide(payment, { kind: 'add_lines', addition });
    return decision.kind === 'refuse' ? decision.refusal.message : decision.kind;
  };
  const kept = authorized(accept(newOrder()), { card });
  expect(messageOf(authorized(accept(newOrder())))).toContain('its card is not kept. Send the lines with a card');
  expect(messageOf(kept)).toBe('do');
  const given = { kind: 'add_lines', addition: { ...addition, paymentMethod: 'pm_other' } } as const;
  expect(decide(authorized(accept(newOrder())), given)).toMatchObject({
    step: { kind: 'authorize', confirmation: { paymentMethod: 'pm_other' }, renewal: { card: null, takesOver: true } },
  });
  expect(messageOf({ ...kept, captureInDoubt: 'o/A/1' })).toContain('repeat the shipment that it was for');
  const covered = authorized(accept(newOrder()), { card, plan: 'capture_once' });
  const left = handle(covered, { kind: 'capture_shipment', shipment: shipmentOf('A', [{ lineId: '1', quantity: 1 }]) });
  expect(messageOf(left)).toContain('shipments that have left are paid by the final capture');
});

test('an increment that the bank declines is followed by a second hold where the card is kept', () => {
  const card = { customer: 'cus_1', paymentMethod: 'pm_1' };
  const addition = { changeId: 'c', contentHash: 'h', requestId: 'r', lines: [addedLine('3', 1, 500)] };
  const input: Input = { kind: 'add_lines', addition };
  const error = { code: 'card_declined', declineCode: 'generic_decline', message: 'Declined.' };
  const refused = { kind: 'raise_refused', reason: 'declined', error, ended: null } as const;
  const kept = authorized(accept(newOrder()), { card });
  expect(insteadOfIncrement(kept, input, refused)).toMatchObject({
    step: { kind: 'authorize', renewal: { price: { amount: 5100 }, room: { amount: 500 } } },
  });
  expect(insteadOfIncrement(authorized(accept(newOrder())), input, refused)).toBeUndefined();
  expect(insteadOfIncrement(kept, input, { ...refused, reason: 'key_spent' })).toBeUndefined();
});
