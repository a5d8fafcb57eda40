import fc from 'fast-check';
import { arbitraryConnectOrder, connectTerms } from '../../../test/examples/arbitrary-connect';
import { arbitraryOrder } from '../../../test/examples/arbitrary-orders';
import { accept, newOrder } from '../../../test/examples/orders';
import { worthOfUnit } from './allocation';
import { connectOfRuns } from './connect-split';
import { splitOfTerms, type ConnectTerms } from './connect-terms';
import type { AcceptedOrder, NewOrder } from './order';
import { currencyOf } from '../money/currency';
import { acceptOrder } from './order-acceptance';
import { priceSpans, priceWholeOrder, type Price, type UnitSpan } from './shipment-price';

function connected(terms: Partial<ConnectTerms>, overrides: Partial<NewOrder> = {}): NewOrder {
  const order = newOrder(overrides);
  return { ...order, payment: { ...order.payment, connect: connectTerms(terms) } };
}

/** Every unit a shipment of its own, in the order of the keys. */
function shipmentsOf(order: AcceptedOrder, keys: readonly number[]): Price[] {
  const units = order.lines.flatMap(({ lineId, quantity }) =>
    Array.from({ length: quantity }, (_, fromUnit): UnitSpan => ({ lineId, fromUnit, units: 1 })),
  );
  const shuffled = units
    .map((span, index) => ({ span, key: keys[index % keys.length] ?? 0 }))
    .sort((left, right) => left.key - right.key);
  return shuffled.map(({ span }, index) => priceSpans(order, [span], index === 0));
}

function shareOf({ connect }: Price): number {
  return connect === undefined || connect.kind === 'everything' ? 0 : connect.amount;
}

describe('the split of an order between the platform and a connected account', () => {
  it('gives each line of the example half of the fee', () => {
    const order = accept(connected({ applicationFeeAmount: 461 }));
    const [first, second] = order.lines.map(({ lineId }) =>
      priceSpans(order, [{ lineId, fromUnit: 0, units: 1 }], false),
    );
    expect([first?.connect, second?.connect]).toEqual([
      { kind: 'application_fee', amount: 231 },
      { kind: 'application_fee', amount: 230 },
    ]);
    expect(priceWholeOrder(order).connect).toEqual({ kind: 'application_fee', amount: 461 });
  });

  it('says nothing where there is no Connect, and no amount where everything is sent on', () => {
    expect(priceWholeOrder(accept(newOrder()))).not.toHaveProperty('connect');
    expect(accept(newOrder()).allocation[0]).not.toHaveProperty('connect');
    expect(priceWholeOrder(accept(connected({}))).connect).toEqual({ kind: 'everything' });
  });

  it("leaves shipping's share with the shipment that pays all of the shipping", () => {
    const policy = { ...newOrder().policy, shippingAllocation: 'first_shipment' } as const;
    const order = accept(connected({ transferAmount: 2300 }, { policy }));
    const shipmentOf = (lineId: string, first: boolean): Price =>
      priceSpans(order, [{ lineId, fromUnit: 0, units: 1 }], first);
    expect([shipmentOf('1', true), shipmentOf('2', false)].map(({ amount, connect }) => ({ amount, connect }))).toEqual(
      [
        { amount: 2500, connect: { kind: 'transfer', amount: 1250 } },
        { amount: 2100, connect: { kind: 'transfer', amount: 1050 } },
      ],
    );
    expect([shipmentOf('2', true), shipmentOf('1', false)].map(shareOf)).toEqual([1250, 1050]);
  });

  it('adds up exactly whatever the number and order of shipments, and never exceeds what is captured', () => {
    fc.assert(
      fc.property(arbitraryConnectOrder, fc.array(fc.integer(), { minLength: 1, maxLength: 20 }), (order, keys) => {
        const shipments = shipmentsOf(order, keys);
        const { connect } = order.payment;
        const whole = connect === undefined ? undefined : splitOfTerms(connect);
        const asked = whole === undefined || whole.kind === 'everything' ? 0 : whole.amount;
        expect(shipments.reduce((sum, priced) => sum + shareOf(priced), 0)).toBe(asked);
        expect(shareOf(priceWholeOrder(order))).toBe(asked);
        for (const priced of shipments) expect(shareOf(priced)).toBeLessThanOrEqual(priced.amount);
        for (const run of order.allocation) {
          expect(connectOfRuns([{ ...run, units: 1 }])).toBeLessThanOrEqual(worthOfUnit(run));
          expect(run.connect ?? 0).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });

  it('changes nothing that the buyer pays', () => {
    fc.assert(
      fc.property(arbitraryOrder, fc.integer({ min: 0, max: 100 }), (order, percent) => {
        const plain = accept(order);
        const { step } = currencyOf(plain.currency);
        const fee = Math.floor((plain.total * percent) / 100 / step) * step;
        const connect = connectTerms({ applicationFeeAmount: fee });
        const split = accept({ ...order, payment: { ...order.payment, connect } });
        expect({ ...priceWholeOrder(split), connect: undefined }).toEqual(priceWholeOrder(plain));
      }),
    );
  });

  it.each<{ what: string; order: NewOrder; path: string; message: string }>([
    {
      what: 'both amounts',
      order: connected({ applicationFeeAmount: 1, transferAmount: 1 }),
      path: 'payment.connect.transferAmount',
      message: 'cannot be combined with applicationFeeAmount',
    },
    {
      what: 'a fee above the total',
      order: connected({ applicationFeeAmount: 4601 }),
      path: 'payment.connect.applicationFeeAmount',
      message: "is more than the order's total, which is 4600",
    },
    {
      what: 'a transfer above the total',
      order: connected({ transferAmount: 4601 }),
      path: 'payment.connect.transferAmount',
      message: "is more than the order's total, which is 4600",
    },
    {
      what: 'a fee between the steps of the currency',
      order: connected({ applicationFeeAmount: 15 }, { currency: 'kwd' }),
      path: 'payment.connect.applicationFeeAmount',
      message: 'must be a multiple of 10',
    },
  ])('refuses $what, naming the field', ({ order, path, message }) => {
    const context = { contentHash: 'h', acceptanceId: 'a', requestId: 'r', acceptedAt: '2026-11-22T10:00:00.000Z' };
    const problem = { path, message: expect.stringContaining(message) as string };
    expect(acceptOrder(order, context)).toEqual({ kind: 'refused', problems: [problem] });
  });
});
