import { accept, newOrder } from '../../../test/examples/orders';
import { authorized, obey, shipmentOf } from '../../../test/examples/payments';
import { answerTo } from '../lifecycle/answers';
import type { Capabilities } from '../provider/capture-plan';
import { decide } from '../lifecycle/decide';
import { evolve, mayAskAgain } from '../lifecycle/evolve';
import type { Input } from '../orders/inputs';
import { capturedAmount, heldAmount, outcomeOf, statusOf, type Payment } from '../payment/payment';
import type { IncrementStep } from '../payment/steps';
import type { Fact } from '../payment/facts';

/** Two shipments of 2300. */
const order = accept(newOrder());

const plain: Capabilities = {
  multicapture: true,
  overcapture: false,
  incrementalAuthorization: false,
  extendedAuthorization: false,
  maximumCapturable: 4600,
};

function able(capabilities: Partial<Capabilities>): Payment {
  return authorized(order, { capabilities: { ...plain, ...capabilities } });
}

function shipping(shipmentId: string, lineId: string, amount?: number): Input {
  const shipment = shipmentOf(shipmentId, [{ lineId, quantity: 1 }]);
  if (amount === undefined) return { kind: 'capture_shipment', shipment };
  return { kind: 'capture_shipment', shipment: { ...shipment, amountAdjustment: { amount, reason: 'weighed' } } };
}

/** Handles the input as the workflow does, with a provider that does as it is told. */
function run(before: Payment, input: Input): Payment {
  let payment = before;
  for (;;) {
    const decision = decide(payment, input);
    if (decision.kind !== 'do' || decision.step.kind === 'authorize' || decision.step.kind === 'read_hold') {
      throw new Error(JSON.stringify(decision));
    }
    const fact = obey(decision.step, payment);
    payment = evolve(payment, decision.step, fact);
    if (!mayAskAgain(fact)) return payment;
  }
}

describe('a shipment worth less than its units', () => {
  it('leaves the rest in the hold, for a shipment that is worth more', () => {
    const first = run(able({}), shipping('A', '1', -300));
    expect([capturedAmount(first), heldAmount(first)]).toEqual([2000, 2600]);
    expect(decide(first, shipping('B', '2', 301))).toMatchObject({
      refusal: { code: 'amount_exceeds_hold', maximumAmount: 2600 },
    });
    const second = run(first, shipping('B', '2', 200));
    expect([statusOf(second), capturedAmount(second), outcomeOf(second).released]).toEqual(['captured', 4500, 100]);
  });

  it('cannot take more off than it is worth', () => {
    expect(decide(able({}), shipping('A', '1', -2301))).toMatchObject({
      refusal: { code: 'invalid_adjustment', path: 'amountAdjustment.amount' },
    });
    expect(decide(able({}), shipping('A', '1', -2300))).toMatchObject({
      step: { kind: 'capture', price: { amount: 0 } },
    });
  });
});

describe('a shipment worth more than its units', () => {
  it('is refused with the most that is possible, when the card allows no more', () => {
    const input = shipping('A', '1', 1);
    const message = expect.stringMatching(
      /^shipment \w+ is worth [\d.]+ USD; at most 23\.00 USD of the hold can be captured for it$/,
    ) as string;
    expect(decide(able({}), input)).toMatchObject({
      refusal: { code: 'amount_exceeds_hold', maximumAmount: 2300, message },
    });
  });

  it('never takes what other units are worth, nor what was given up', () => {
    const payment = able({ overcapture: true, maximumCapturable: 9000 });
    expect(decide(payment, shipping('A', '1', 100))).toMatchObject({ refusal: { maximumAmount: 2300 } });
    const cancellation = {
      ...{ cancellationId: 'c', reason: 'r', contentHash: 'c', requestId: 'r' },
      lines: [{ lineId: '2', quantity: 1 }],
    };
    const reduced = run(payment, { kind: 'cancel_lines', cancellation });
    expect(decide(reduced, shipping('A', '1', 100))).toMatchObject({ refusal: { maximumAmount: 2300 } });
  });

  it('is captured above the hold by the final capture, up to the ceiling', () => {
    const payment = run(able({ overcapture: true, maximumCapturable: 5290 }), shipping('A', '1'));
    expect(decide(payment, shipping('B', '2', 691))).toMatchObject({ refusal: { maximumAmount: 2990 } });
    const done = run(payment, shipping('B', '2', 690));
    expect([capturedAmount(done), outcomeOf(done).released]).toEqual([5290, 0]);
  });

  it('raises the hold first, and then captures', () => {
    const payment = able({ incrementalAuthorization: true });
    const raise = decide(payment, shipping('A', '1', 500));
    expect(raise).toMatchObject({
      step: { kind: 'raise', attempt: 1, amountBefore: 4600, amountAfter: 5100, shipmentAtMost: 2300 },
    });
    const first = run(payment, shipping('A', '1', 500));
    expect([capturedAmount(first), heldAmount(first)]).toEqual([2800, 2300]);
    // Stripe increments no hold of which something was captured.
    expect(decide(first, shipping('B', '2', 1))).toMatchObject({ refusal: { maximumAmount: 2300 } });
  });

  it('is told what it can take when the raise is declined, and may ship for that', () => {
    const payment = able({ incrementalAuthorization: true });
    const input = shipping('A', '1', 500);
    const decision = decide(payment, input);
    if (decision.kind !== 'do') throw new Error('it is raised');
    const error = { code: 'card_declined', declineCode: 'generic_decline', message: 'Your card was declined.' };
    const fact: Fact = { kind: 'raise_refused', reason: 'declined', error, ended: null };
    const after = evolve(payment, decision.step, fact);
    expect(mayAskAgain(fact)).toBe(false);
    expect(answerTo(after, input, decision, fact)).toMatchObject({
      result: {
        refusal: {
          code: 'amount_exceeds_hold',
          message:
            'the hold cannot be incremented (generic_decline); at most 23.00 USD can be captured for the shipment',
          maximumAmount: 2300,
        },
      },
    });
    expect(after).toMatchObject({ raises: 1, shipments: [], hold: { amount: 4600 } });
    expect(capturedAmount(run(after, shipping('A', '1')))).toBe(2300);
  });

  it('makes no payment larger than there are', () => {
    const raisable = able({ incrementalAuthorization: true });
    expect(decide(raisable, shipping('A', '1', 999_999_995_400))).toMatchObject({
      refusal: { code: 'amount_exceeds_hold', maximumAmount: 999_999_997_699 },
    });
    expect(decide(raisable, shipping('A', '1', 999_999_995_399))).toMatchObject({
      step: { amountAfter: 999_999_999_999 },
    });
    const above = run(able({ overcapture: true, maximumCapturable: 2_000_000_000_000 }), shipping('A', '1'));
    expect(decide(above, shipping('B', '2', 999_999_995_400))).toMatchObject({
      refusal: { maximumAmount: 999_999_997_699 },
    });
    expect(decide(above, shipping('B', '2', 999_999_995_399))).toMatchObject({
      step: { price: { amount: 999_999_997_699 } },
    });
  });

  it('raises at most ten times', () => {
    let payment = able({ incrementalAuthorization: true });
    for (let attempt = 1; attempt <= 10; attempt += 1) {
      const decision = decide(payment, shipping('A', '1', 500));
      if (decision.kind !== 'do') throw new Error(JSON.stringify(decision));
      const error = { code: 'card_declined', declineCode: null, message: 'no' };
      payment = evolve(payment, decision.step, { kind: 'raise_refused', reason: 'declined', error, ended: null });
    }
    expect(decide(payment, shipping('A', '1', 500))).toMatchObject({ refusal: { code: 'amount_exceeds_hold' } });
  });

  it('describes the raised hold to the cent', () => {
    const decision = decide(able({ incrementalAuthorization: true }), shipping('A', '1', 500));
    if (decision.kind !== 'do' || decision.step.kind !== 'raise') throw new Error('it is raised');
    expect(described(decision.step)).toBe(5100);
  });
});

function described({ amountDetails }: IncrementStep): number {
  const { lineItems = [], shipping: { amount } = { amount: 0 } } = amountDetails ?? {};
  return lineItems.reduce((sum, item) => sum + item.unitCost * item.quantity + item.tax - item.discount, amount);
}
