import fc from 'fast-check';
import { arbitraryOrder } from '../../../test/examples/arbitrary-orders';
import { accept, newOrder } from '../../../test/examples/orders';
import {
  anyRefund,
  booksAfter as after,
  refundableBooks as records,
  refundCommand as command,
  unitShipments as shipmentsOf,
  type WhatGoesBack,
} from '../../../test/examples/refundable-books';
import { currencyOf } from '../money/currency';
import { planRefund } from './refund-plan';
import type { RefundableState } from './refundable-state';
import { priceSpans, type UnitSpan } from '../orders/shipment-price';
import { unitsIn, without, worthOf } from '../orders/unit-spans';

const [line] = newOrder().lines;
const threeUnits = accept(newOrder({ lines: line === undefined ? [] : [{ ...line, quantity: 3, taxAmount: 10 }] }));
const unit = (fromUnit: number, units = 1): UnitSpan => ({ lineId: '1', fromUnit, units });

describe('what a refund gives back', () => {
  const shipped = records(threeUnits, [[unit(0, 2)], [unit(2)]], []);

  test('a shipment: all of it, at what was captured', () => {
    const { amount } = priceSpans(threeUnits, [unit(0, 2)], true);
    expect(planRefund(shipped, command({ shipmentId: '0' }))).toEqual({
      kind: 'planned',
      amount,
      parts: [{ authorizationId: 'hold-1', amount, units: [unit(0, 2)], extra: false }],
    });
  });

  test.each([
    { what: { shipmentId: '0', lines: [{ lineId: '1', quantity: 1 }] }, units: [unit(1)] },
    { what: { lines: [{ lineId: '1', quantity: 2 }] }, units: [unit(2), unit(1)] },
  ])('$what: the last shipped units', ({ what, units }) => {
    const plan = planRefund(shipped, command(what));
    const planned = plan.kind === 'planned' ? plan : undefined;
    const given = planned?.parts.flatMap((part) => part.units) ?? [];
    expect([...given].sort((left, right) => right.fromUnit - left.fromUnit)).toEqual(units);
    expect(planned?.amount).toBe(worthOf(threeUnits.allocation, units));
  });

  test('what went back is not given a second time', () => {
    const first = command({ lines: [{ lineId: '1', quantity: 2 }] });
    const once = after(shipped, first, planRefund(shipped, first));
    expect(planRefund(once, first)).toMatchObject({
      refusal: { code: 'units_not_available', left: [{ lineId: '1', quantity: 1 }] },
    });
    expect(planRefund(once, command({ shipmentId: '1' }))).toMatchObject({
      refusal: { code: 'units_not_available', message: 'everything of shipment 1 is refunded already' },
    });
    expect(planRefund(once, command({ shipmentId: '0' }))).toMatchObject({ parts: [{ units: [unit(0)] }] });
  });

  test('an amount leaves less for the units, and the refusal says how much', () => {
    const most = shipped.charges[0]?.captured ?? 0;
    const amount = command({ amount: most - 1 });
    const once = after(shipped, amount, planRefund(shipped, amount));
    const refusal = { code: 'not_refundable', maximumAmount: 1 };
    expect(planRefund(once, command({ amount: 2 }))).toMatchObject({ refusal: { ...refusal, path: 'amount' } });
    expect(planRefund(once, command({ amount: 1 }))).toMatchObject({ kind: 'planned', amount: 1 });
    const rest = command({ shipmentId: '1' });
    expect(planRefund(once, rest)).toMatchObject({ kind: 'planned', amount: 1, parts: [{ units: [unit(2)] }] });
    expect(planRefund(after(once, rest, planRefund(once, rest)), command({ shipmentId: '0' }))).toMatchObject({
      refusal: { code: 'not_refundable', path: 'shipmentId', maximumAmount: 0 },
    });
  });

  test('an amount that several charges gave comes from the youngest first', () => {
    const two = records(threeUnits, [[unit(0, 2)], [unit(2)]], ['hold-1', 'hold-2']);
    const [older = 0, younger = 0] = two.charges.map(({ captured }) => captured);
    expect(planRefund(two, command({ amount: younger + 1 }))).toMatchObject({
      parts: [
        { authorizationId: 'hold-2', amount: younger, units: [], extra: false },
        { authorizationId: 'hold-1', amount: 1, units: [], extra: false },
      ],
    });
    expect(planRefund(two, command({ lines: [{ lineId: '1', quantity: 2 }] }))).toMatchObject({
      parts: [
        { authorizationId: 'hold-1', units: [unit(1)] },
        { authorizationId: 'hold-2', units: [unit(2)] },
      ],
    });
    expect(planRefund(two, command({ amount: older + younger + 1 }))).toMatchObject({
      refusal: { maximumAmount: older + younger },
    });
  });

  test('units count as returned for less than they are worth, and not for more', () => {
    const fee = command({ shipmentId: '1', amount: 1700 });
    const plan = planRefund(shipped, fee);
    expect(plan).toMatchObject({ kind: 'planned', amount: 1700, parts: [{ amount: 1700, units: [unit(2)] }] });
    const once = after(shipped, fee, plan);
    expect(planRefund(once, command({ shipmentId: '1' }))).toMatchObject({ refusal: { code: 'units_not_available' } });
    const most = worthOf(threeUnits.allocation, [unit(1)]);
    const lines = [{ lineId: '1', quantity: 1 }];
    expect(planRefund(once, command({ lines, amount: most + 1 }))).toMatchObject({
      refusal: { code: 'not_refundable', path: 'amount', maximumAmount: most },
    });
    expect(planRefund(once, command({ lines, amount: most }))).toMatchObject({ kind: 'planned', amount: most });
  });

  test.each(['proportional', 'first_shipment'] as const)(
    'shipping (%s) goes back alone, once, and not again with the units',
    (shippingAllocation) => {
      const policy = { ...newOrder().policy, shippingAllocation };
      const order = accept(newOrder({ policy }));
      const all = records(order, [[unit(0)], [{ ...unit(0), lineId: '2' }]], []);
      const shipping = command({ shipping: true });
      expect(planRefund(all, shipping)).toMatchObject({ kind: 'planned', amount: 400, parts: [{ units: [] }] });
      let now = after(all, shipping, planRefund(all, shipping));
      expect(planRefund(now, shipping)).toMatchObject({ refusal: { path: 'shipping', maximumAmount: 0 } });
      for (const shipmentId of ['0', '1']) {
        const rest = command({ shipmentId });
        now = after(now, rest, planRefund(now, rest));
      }
      expect(now.charges).toMatchObject([{ captured: 4600, refunded: 4600 }]);
    },
  );

  test('shipping that was charged as a whole goes back with the whole shipment, once', () => {
    const policy = { ...newOrder().policy, shippingAllocation: 'first_shipment' as const };
    const order = accept(newOrder({ policy }));
    const first = records(order, [[unit(0)], [{ ...unit(0), lineId: '2' }]], []);
    const lines = command({ shipmentId: '0', lines: [{ lineId: '1', quantity: 1 }] });
    const all = command({ shipmentId: '0' });
    expect(planRefund(first, all)).toMatchObject({ amount: 2500, parts: [{ extra: true }] });
    const once = after(first, lines, planRefund(first, lines));
    expect(planRefund(once, all)).toMatchObject({ amount: 400, parts: [{ units: [], extra: true }] });
    expect(planRefund(after(once, all, planRefund(once, all)), all)).toMatchObject({ kind: 'refused' });
  });

  test.each<{ why: string; of: RefundableState; what: WhatGoesBack; is: object }>([
    { why: 'nothing captured', of: records(threeUnits, [], []), what: { amount: 1 }, is: { maximumAmount: 0 } },
    {
      why: 'a shipment that is not captured',
      of: shipped,
      what: { shipmentId: '7' },
      is: { code: 'units_not_available', message: 'shipment 7 is not captured', left: [] },
    },
    {
      why: 'a line that is not in the shipment',
      of: shipped,
      what: { shipmentId: '0', lines: [{ lineId: '2', quantity: 1 }] },
      is: { code: 'units_not_available', left: [{ lineId: '2', quantity: 0 }] },
    },
    {
      why: 'an amount that the currency does not have',
      of: { ...shipped, currency: 'kwd' },
      what: { amount: 15 },
      is: { code: 'not_refundable', path: 'amount' },
    },
  ])('$why is refused', ({ of, what, is }) => {
    expect(planRefund(of, command(what))).toMatchObject({ kind: 'refused', refusal: is });
  });
});

test('no charge gives more than its capture, no unit goes back twice, and parts add up', () => {
  const asked = fc.array(anyRefund, { maxLength: 30 });
  fc.assert(
    fc.property(arbitraryOrder, asked, fc.array(fc.constantFrom('hold-1', 'hold-2')), (given, whats, holds) => {
      const order = accept(given);
      let now = records(order, shipmentsOf(order), holds);
      for (const what of whats) {
        const { step } = currencyOf(order.currency);
        const refund = command('amount' in what ? { ...what, amount: what.amount * step } : what);
        const plan = planRefund(now, refund);
        const { amount, parts } = plan.kind === 'planned' ? plan : { amount: 0, parts: [] };
        expect(amount).toBe(parts.reduce((sum, part) => sum + part.amount, 0));
        expect(parts.every((part) => part.amount > 0 || part.credits !== undefined || part.units.length > 0)).toBe(
          true,
        );
        expect(parts.every((part) => part.amount % step === 0)).toBe(true);
        now = after(now, refund, plan);
        expect(now.charges.every(({ captured, refunded }) => refunded <= captured)).toBe(true);
        expect((now.credits ?? []).every(({ amount: paid, returned }) => returned <= paid)).toBe(true);
        const shipped = now.shipments.flatMap(({ spans }) => spans);
        expect(unitsIn(without(shipped, now.refundedUnits))).toBe(unitsIn(shipped) - unitsIn(now.refundedUnits));
      }
    }),
  );
});

test('refunding shipment by shipment gives back all that was paid, by card and beside it', () => {
  fc.assert(
    fc.property(arbitraryOrder, (given) => {
      const order = accept(given);
      let now = records(order, shipmentsOf(order), []);
      for (const { shipmentId } of now.shipments) {
        const refund = command({ shipmentId });
        now = after(now, refund, planRefund(now, refund));
      }
      expect(now.charges.map(({ refunded }) => refunded)).toEqual(now.charges.map(({ captured }) => captured));
      for (const { amount, returned } of now.credits ?? []) expect(returned).toBe(amount);
    }),
  );
});
