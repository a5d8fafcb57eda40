import fc from 'fast-check';
import { arbitraryConnectOrder, connectTerms } from '../../../test/examples/arbitrary-connect';
import { accept, newOrder } from '../../../test/examples/orders';
import {
  inMovedCurrency,
  planReturn,
  type RefundedPart,
  type ReturnableCapture,
  type ReversibleState,
  type ReturnPlan,
} from './connect-return';
import { sharesOf, SHARE_KINDS, splitOfTerms, type ConnectTerms, type ShareKind } from '../orders/connect-terms';
import { currencyOf } from '../money/currency';
import type { AcceptedOrder, NewOrder } from '../orders/order';
import { priceSpans, type UnitSpan } from '../orders/shipment-price';
import { worthOf } from '../orders/unit-spans';

/** One charge, shipment by shipment, and the refunds that were made of it: what the database remembers. */
class Charge {
  private captures: ReturnableCapture[] = [];
  private readonly parts: { amount: number; due: ReturnPlan['due']; failed: boolean }[] = [];

  constructor(private readonly order: AcceptedOrder) {}

  /** One capture of all these shipments. */
  ship(...unitsOfEach: (readonly UnitSpan[])[]): void {
    const isFirst = this.captures.length === 0;
    const { amount, connect } = priceSpans(this.order, unitsOfEach.flat(), isFirst);
    const none = { transfer: 0, application_fee: 0 };
    const captureId = `c${this.captures.length.toString()}`;
    const asked = connect === undefined ? none : sharesOf(connect, amount);
    const before = this.shipments.length;
    const shipments = unitsOfEach.map((spans, index) => ({
      shipmentId: (before + index).toString(),
      amount: priceSpans(this.order, spans, isFirst && index === 0).amount,
      spans,
    }));
    this.captures.push({ captureId, amount, shipments, asked, returned: none });
  }

  /** All units of a shipment, with what was captured beside them. */
  refundShipment(index: number): ReturnPlan {
    const priced = this.shipments[index];
    if (priced === undefined) throw new Error('there is no such shipment');
    const { amount, spans: units, shipmentId } = priced;
    const extra = amount !== worthOf(this.order.allocation, units);
    return this.refund({ amount, units, extraOf: extra ? shipmentId : null });
  }

  private get shipments(): ReturnableCapture['shipments'] {
    return this.captures.flatMap(({ shipments }) => shipments);
  }

  refundUnits(units: readonly UnitSpan[]): ReturnPlan {
    return this.refund({ amount: worthOf(this.order.allocation, units), units, extraOf: null });
  }

  refundAmount(amount: number): ReturnPlan {
    return this.refund({ amount, units: [], extraOf: null });
  }

  /** The buyer's bank sends the latest refund back. */
  fail(): void {
    const latest = this.parts.at(-1);
    if (latest !== undefined) latest.failed = true;
  }

  get left(): number {
    return this.captures.reduce((sum, { amount }) => sum + amount, 0) - this.records().refunded;
  }

  asked(kind: ShareKind): number {
    return this.captures.reduce((sum, { asked }) => sum + asked[kind], 0);
  }

  returned(kind: ShareKind): number {
    return this.captures.reduce((sum, { returned }) => sum + returned[kind], 0);
  }

  requireWithinShares(): void {
    for (const { asked, returned } of this.captures) {
      for (const kind of SHARE_KINDS) {
        if (returned[kind] > asked[kind]) throw new Error(`more of a ${kind} came back than was sent`);
      }
    }
  }

  private refund(part: RefundedPart): ReturnPlan {
    const plan = planReturn(this.records(), part);
    this.parts.push({ amount: part.amount, due: plan.due, failed: false });
    for (const { captureId, kind, amount } of plan.reversals) {
      if (amount <= 0) throw new Error(`a reversal of ${amount.toString()}`);
      this.captures = this.captures.map((capture) =>
        capture.captureId === captureId
          ? { ...capture, returned: { ...capture.returned, [kind]: capture.returned[kind] + amount } }
          : capture,
      );
    }
    return plan;
  }

  private records(): ReversibleState {
    const made = this.parts.filter(({ failed }) => !failed);
    const { connect } = this.order.payment;
    if (connect === undefined) throw new Error('the order has no Connect');
    return {
      step: currencyOf(this.order.currency).step,
      split: splitOfTerms(connect).kind,
      allocation: this.order.allocation,
      captures: this.captures,
      refunded: made.reduce((sum, { amount }) => sum + amount, 0),
      due: {
        transfer: made.reduce((sum, { due }) => sum + due.transfer, 0),
        application_fee: made.reduce((sum, { due }) => sum + due.application_fee, 0),
      },
      disputed: { amount: 0, due: { transfer: 0, application_fee: 0 } },
    };
  }
}

const unit = (lineId: string, fromUnit = 0): UnitSpan => ({ lineId, fromUnit, units: 1 });

/** The example, its two lines in two shipments. */
function example(terms: Partial<ConnectTerms>, overrides: Partial<NewOrder> = {}): Charge {
  const charge = emptyExample(terms, overrides);
  charge.ship([unit('1')]);
  charge.ship([unit('2')]);
  return charge;
}

function emptyExample(terms: Partial<ConnectTerms>, overrides: Partial<NewOrder> = {}): Charge {
  const order = newOrder(overrides);
  return new Charge(accept({ ...order, payment: { ...order.payment, connect: connectTerms(terms) } }));
}

const back = (plan: ReturnPlan): string[] =>
  plan.reversals.map(({ captureId, kind, amount }) => `${captureId} ${kind} ${amount.toString()}`);

describe('what goes back of transfers and fees with a refund', () => {
  it('is exactly what was sent on and taken for the units', () => {
    const charge = example({ applicationFeeAmount: 461 });
    expect(back(charge.refundUnits([unit('2')]))).toEqual(['c1 transfer 2300', 'c1 application_fee 230']);
    expect(back(charge.refundUnits([unit('1')]))).toEqual(['c0 transfer 2300', 'c0 application_fee 231']);
  });

  it('is only the part that was sent on', () => {
    expect(back(example({ transferAmount: 2301 }).refundUnits([unit('1')]))).toEqual(['c0 transfer 1151']);
  });

  it('is a proportion, rounded down, for a refund by amount, of the youngest capture first', () => {
    const charge = example({ applicationFeeAmount: 461 });
    expect(back(charge.refundAmount(100))).toEqual(['c1 transfer 100', 'c1 application_fee 10']);
    expect(back(charge.refundAmount(4500))).toEqual([
      'c0 transfer 2300',
      'c1 transfer 2200',
      'c0 application_fee 231',
      'c1 application_fee 220',
    ]);
  });

  it('takes what a refund by amount has taken of one capture from the other', () => {
    const charge = example({});
    charge.refundAmount(100);
    expect(back(charge.refundUnits([unit('2')]))).toEqual(['c0 transfer 100', 'c1 transfer 2200']);
  });

  it('includes what was captured beside the units when a whole shipment goes back', () => {
    const policy = { ...newOrder().policy, shippingAllocation: 'first_shipment' } as const;
    const charge = example({ applicationFeeAmount: 460 }, { policy });
    expect(back(charge.refundShipment(0))).toEqual(['c0 transfer 2500', 'c0 application_fee 250']);
    const lines = example({ applicationFeeAmount: 460 }, { policy });
    expect(back(lines.refundUnits([unit('1')]))).toEqual(['c0 transfer 2100', 'c0 application_fee 210']);
  });

  it('is that of each shipment alone, also of those that one capture took', () => {
    const policy = { ...newOrder().policy, shippingAllocation: 'first_shipment' } as const;
    const together = (): Charge => {
      const charge = emptyExample({ applicationFeeAmount: 460 }, { policy });
      charge.ship([unit('1')], [unit('2')]);
      return charge;
    };
    expect(back(together().refundShipment(0))).toEqual(['c0 transfer 2500', 'c0 application_fee 250']);
    expect(back(together().refundShipment(1))).toEqual(['c0 transfer 2100', 'c0 application_fee 210']);
    expect(back(together().refundUnits([unit('2')]))).toEqual(['c0 transfer 2100', 'c0 application_fee 210']);
  });

  it('is not taken a second time for a refund that failed', () => {
    const charge = example({ applicationFeeAmount: 461 });
    charge.refundUnits([unit('1')]);
    charge.fail();
    expect(back(charge.refundUnits([unit('1')]))).toEqual([]);
    expect(back(charge.refundUnits([unit('2')]))).toEqual(['c1 transfer 2300', 'c1 application_fee 230']);
  });

  it('never exceeds what was sent on, and is all of it once all went back', () => {
    const action = fc.oneof(
      fc.record({ kind: fc.constant('amount' as const), share: fc.integer({ min: 1, max: 100 }) }),
      fc.record({ kind: fc.constant('fail' as const), share: fc.constant(0) }),
    );
    fc.assert(
      fc.property(arbitraryConnectOrder, fc.array(action, { maxLength: 12 }), (order, actions) => {
        const charge = shipped(order);
        const { step } = currencyOf(order.currency);
        for (const { kind, share } of actions) {
          const amount = Math.max(step, Math.floor((charge.left * share) / 100 / step) * step);
          if (kind === 'fail') charge.fail();
          else if (amount <= charge.left) charge.refundAmount(amount);
          charge.requireWithinShares();
        }
        if (charge.left > 0) charge.refundAmount(charge.left);
        for (const kind of SHARE_KINDS) expect(charge.returned(kind)).toBe(charge.asked(kind));
        charge.requireWithinShares();
      }),
    );
  });

  it('is all of it, whatever the order in which the shipments go back', () => {
    fc.assert(
      fc.property(arbitraryConnectOrder, fc.array(fc.integer(), { minLength: 6, maxLength: 6 }), (order, keys) => {
        const charge = shipped(order);
        const shipments = order.lines
          .map((_, index) => ({ index, key: keys[index] ?? 0 }))
          .sort((left, right) => left.key - right.key);
        for (const { index } of shipments) {
          const plan = charge.refundShipment(index);
          expect(new Set(plan.reversals.map(({ captureId }) => captureId)).size).toBeLessThanOrEqual(1);
        }
        for (const kind of SHARE_KINDS) expect(charge.returned(kind)).toBe(charge.asked(kind));
      }),
    );
  });
});

/** Each line a shipment. */
function shipped(order: AcceptedOrder): Charge {
  const charge = new Charge(order);
  for (const { lineId, quantity } of order.lines) charge.ship([{ lineId, fromUnit: 0, units: quantity }]);
  return charge;
}

test('reversals in the currency that Stripe moved add up to what it moved', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 9_000_000 }), { minLength: 1, maxLength: 10 }),
      fc.integer({ min: 1, max: 99_999_999 }),
      (amounts, moved) => {
        const asked = amounts.reduce((sum, amount) => sum + amount, 0);
        let [before, returned] = [0, 0];
        for (const amount of amounts) {
          const now = inMovedCurrency({ asked, moved }, amount, before, returned);
          expect(now).toBeGreaterThanOrEqual(0);
          before += amount;
          returned += now;
          expect(returned).toBeLessThanOrEqual(moved);
        }
        expect(returned).toBe(moved);
      },
    ),
  );
});
