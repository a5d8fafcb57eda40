import fc from 'fast-check';
import { arbitraryOrder } from '../../../test/examples/arbitrary-orders';
import { accept, newOrder } from '../../../test/examples/orders';
import {
  anyRefund,
  booksAfter,
  refundableBooks,
  refundCommand,
  unitShipments,
} from '../../../test/examples/refundable-books';
import { currencyOf } from '../money/currency';
import { amountOf, type UnitSpan } from '../orders/shipment-price';
import { without } from '../orders/unit-spans';
import { splitRefund } from './refund-breakdown';
import { planRefund } from './refund-plan';
import type { PlannedPart, RefundableState } from './refundable-state';
import { creditsReturned } from './returned-credits';

const GIFT = { creditId: 'gift', amount: 1800, description: null };
const DEPOSIT = { creditId: 'deposit', amount: 500, description: null };

/** 46.00 of which half was paid beside the card, in two shipments of one unit each, on two holds. */
const half = accept(newOrder({ credits: [GIFT, DEPOSIT] }));
const books = refundableBooks(
  half,
  [...half.lines].map(({ lineId }) => [{ lineId, fromUnit: 0, units: 1 }]),
  ['hold-1', 'hold-2'],
);

test('two charges give back their own units, and credits are named in the order of the shop', () => {
  const lines = half.lines.map(({ lineId }) => ({ lineId, quantity: 1 }));
  expect(planRefund(books, refundCommand({ lines }))).toMatchObject({
    amount: 2300,
    parts: [
      { authorizationId: 'hold-1', amount: 1150, credits: [{ creditId: 'gift', amount: 1150 }] },
      {
        authorizationId: 'hold-2',
        amount: 1150,
        credits: [
          { creditId: 'gift', amount: 650 },
          { creditId: 'deposit', amount: 500 },
        ],
      },
    ],
  });
});

test('a restocking fee is kept of the goods, and what credits get back is theirs in the books', () => {
  const asked = refundCommand({ shipmentId: '0', amount: 1400, refundTo: 'credits' });
  const plan = planRefund(books, asked);
  const [part] = plan.kind === 'planned' ? plan.parts : [];
  expect(part).toMatchObject({ amount: 250, credits: [{ creditId: 'gift', amount: 1150 }] });
  const split = part === undefined ? null : splitRefund(books, asked, part);
  expect(split).toEqual({ goods: 1218, tax: 121, discount: 60, shipping: 121, adjustment: 0, credit: 1150 });
});

test('a goodwill amount is the card’s alone, and its credits can still come back with the units', () => {
  const goodwill = refundCommand({ amount: 1150 });
  const plan = planRefund(books, goodwill);
  expect(plan).toMatchObject({ amount: 1150, parts: [{ authorizationId: 'hold-2', amount: 1150 }] });
  const units = planRefund(booksAfter(books, goodwill, plan), refundCommand({ shipmentId: '1' }));
  expect(units).toMatchObject({ amount: 0, parts: [{ amount: 0, credits: [{ creditId: 'gift', amount: 1150 }] }] });
});

test('a charge that gave all it had to the card gives back credits beside the part of another', () => {
  const goodwill = refundCommand({ amount: 1150 });
  const now = booksAfter(books, goodwill, planRefund(books, goodwill));
  const lines = half.lines.map(({ lineId }) => ({ lineId, quantity: 1 }));
  const plan = planRefund(now, refundCommand({ lines }));
  expect(plan).toMatchObject({
    amount: 1150,
    parts: [
      { authorizationId: 'hold-1', amount: 1150, credits: [{ creditId: 'gift', amount: 1150 }] },
      { authorizationId: 'hold-2', amount: 0, credits: [{ amount: 650 }, { creditId: 'deposit', amount: 500 }] },
    ],
  });
});

test('a credit gives back no more than it has paid, whoever asks first', () => {
  const { credits = [] } = books;
  const spent = { credits: credits.map((credit) => ({ ...credit, returned: credit.amount - 1 })) };
  expect(creditsReturned(spent, 100, 0)).toEqual([
    { creditId: 'gift', amount: 1 },
    { creditId: 'deposit', amount: 1 },
  ]);
  expect(creditsReturned(spent, 100, 1)).toEqual([{ creditId: 'deposit', amount: 1 }]);
  expect(creditsReturned(spent, 100, 2)).toEqual([]);
});

test('what a refund is for adds up to what card and credits get, and never exceeds what is left', () => {
  const holds = fc.array(fc.constantFrom('hold-1', 'hold-2'));
  fc.assert(
    fc.property(arbitraryOrder, fc.array(anyRefund, { maxLength: 20 }), holds, (given, whats, named) => {
      const order = accept(given);
      const { step } = currencyOf(order.currency);
      let now = refundableBooks(order, unitShipments(order), named);
      for (const what of whats) {
        const command = refundCommand('amount' in what ? { ...what, amount: what.amount * step } : what);
        const plan = planRefund(now, command);
        for (const part of plan.kind === 'planned' ? plan.parts : []) {
          const split = splitRefund(now, command, part);
          expect(split === null ? null : amountOf(split)).toBe(part.amount);
          const back = (part.credits ?? []).reduce((sum, { amount }) => sum + amount, 0);
          expect(split?.credit ?? 0).toBe(back);
          expect(without(part.units, unitsOfCharge(now, part))).toEqual([]);
        }
        now = booksAfter(now, command, plan);
        expect(lowestOf(now)).toBeGreaterThanOrEqual(0);
      }
    }),
  );
});

/** What the poorest charge has left for the card, and for credits. */
function lowestOf({ charges }: RefundableState): number {
  const ofCard = charges.map(({ captured, refunded }) => captured - refunded);
  const ofCredits = charges.map(({ left }) => left.credit ?? 0);
  return Math.min(...ofCard, ...ofCredits);
}

function unitsOfCharge({ shipments }: RefundableState, { authorizationId }: PlannedPart): UnitSpan[] {
  return shipments.filter((priced) => priced.authorizationId === authorizationId).flatMap(({ spans }) => spans);
}
