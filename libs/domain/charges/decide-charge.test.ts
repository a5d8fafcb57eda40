import {
  charged,
  chargePending,
  chargeRefused,
  fulfilled,
  savedCard,
  withSavedCard,
} from '../../../test/examples/cards';
import { accept, newOrder } from '../../../test/examples/orders';
import { obey, shipmentOf } from '../../../test/examples/payments';
import { answerTo, type Answer } from '../lifecycle/answers';
import type { ChargeStep } from '../payment/charge-step';
import { decide } from '../lifecycle/decide';
import { deadlineOf } from '../lifecycle/decide-deadline';
import { evolve } from '../lifecycle/evolve';
import type { Input } from '../orders/inputs';
import { openPayment, openUnits, outcomeOf, statusOf, type Payment } from '../payment/payment';
import type { Step } from '../payment/steps';
import type { Fact } from '../payment/facts';

const UNTIL = '2026-11-23T10:00:00.000Z';
const order = accept(newOrder(fulfilled('charge_on_ship')), '2026-11-22T10:00:00.000Z');
const first: Input = { kind: 'capture_shipment', shipment: shipmentOf('A', [{ lineId: '1', quantity: 1 }]) };
const second: Input = { kind: 'capture_shipment', shipment: shipmentOf('B', [{ lineId: '2', quantity: 1 }]) };

function stepFor(payment: Payment, input: Input): Step {
  const decision = decide(payment, input);
  if (decision.kind !== 'do') throw new Error(JSON.stringify(decision));
  return decision.step;
}

function chargeFor(payment: Payment, input: Input): { kind: 'charge' } & ChargeStep {
  const step = stepFor(payment, input);
  if (step.kind !== 'charge') throw new Error(step.kind);
  return step;
}

function after(payment: Payment, input: Input, factOf: (step: { kind: 'charge' } & ChargeStep) => Fact): Payment {
  const step = chargeFor(payment, input);
  return evolve(payment, step, factOf(step));
}

function canceling(lines?: { lineId: string; quantity: number }[]): Input {
  const content = { cancellationId: 'c', reason: 'r', ...(lines !== undefined && { lines }) };
  return { kind: 'cancel_lines', cancellation: { ...content, contentHash: 'h', requestId: 'r' } };
}

function answer(payment: Payment, input: Input): Answer {
  return answerTo(payment, input, decide(payment, input), undefined);
}

const waiting = after(withSavedCard(order), first, (step) => chargePending(step, UNTIL));

test('the card is saved first; a shipment is refused until then', () => {
  const opened = openPayment(order);
  expect(decide(opened, { kind: 'authorize' })).toMatchObject({ step: { kind: 'save_card', generation: 1 } });
  expect(decide(opened, first)).toMatchObject({ kind: 'refuse', refusal: { code: 'order_not_capturable' } });
  const saved = withSavedCard(order);
  expect([statusOf(saved), deadlineOf(saved)]).toEqual(['card_saved', null]);
  expect(
    decide(saved, {
      kind: 'confirm_payment',
      confirmation: { paymentMethod: 'pm_2', returnUrl: null, requestId: 'r' },
    }),
  ).toMatchObject({ step: { kind: 'save_card', generation: 2, replaces: 1 } });
});

test('every shipment is a payment of its own, of exactly its worth, and the last ends the card', () => {
  const one = chargeFor(withSavedCard(order), first);
  expect(one).toMatchObject({
    authorizationGeneration: 2,
    savedGeneration: 1,
    generation: 1,
    final: false,
    givenUp: 2300,
  });
  expect(one.price.amount).toBe(2300);
  const half = evolve(withSavedCard(order), one, charged(one));
  expect(statusOf(half)).toBe('partially_captured');
  const two = chargeFor(half, second);
  expect(two).toMatchObject({ authorizationGeneration: 3, final: true, givenUp: 0 });
  const whole = evolve(half, two, charged(two));
  expect([statusOf(whole), outcomeOf(whole)]).toMatchObject(['captured', { captured: 4600, released: 0 }]);
  expect(decide(whole, first)).toEqual({ kind: 'repeat' });
});

test('a shipment awaiting authentication is repeated as pending; other shipments are refused', () => {
  expect([statusOf(waiting), deadlineOf(waiting), waiting.attention]).toEqual([
    'requires_action',
    UNTIL,
    ['authentication_required'],
  ]);
  expect(answer(waiting, first)).toMatchObject({ result: { status: 'pending', amount: 2300, replayed: true } });
  expect(answer(waiting, { kind: 'authorize' })).toMatchObject({
    result: { status: 'requires_action', clientSecret: 'secret', nextAction: { type: 'use_stripe_sdk' } },
  });
  expect(decide(waiting, second)).toMatchObject({
    refusal: {
      code: 'order_not_capturable',
      status: 'requires_action',
      message: expect.stringContaining('shipment A') as string,
    },
  });
  const other: Input = {
    kind: 'capture_shipment',
    shipment: { ...shipmentOf('A', [{ lineId: '1', quantity: 1 }]), contentHash: 'x' },
  };
  expect(decide(waiting, other)).toMatchObject({ refusal: { code: 'shipment_conflict' } });
  expect(openUnits(waiting)).toEqual([
    { lineId: '1', quantity: 0 },
    { lineId: '2', quantity: 1 },
  ]);
});

test('the rest can be canceled meanwhile, and then the shipment is the last', () => {
  const step = stepFor(waiting, canceling());
  expect(step).toMatchObject({ kind: 'cancel_lines', amount: 2300, spans: [{ lineId: '2', fromUnit: 0, units: 1 }] });
  if (step.kind !== 'cancel_lines') throw new Error(step.kind);
  const rest = evolve(waiting, step, obey(step, waiting));
  const again = {
    ...canceling(),
    cancellation: { cancellationId: 'd', reason: 'r', contentHash: 'h', requestId: 'r' },
  };
  expect(decide(rest, again as Input)).toMatchObject({
    refusal: { code: 'order_not_capturable', status: 'requires_action' },
  });

  const event = {
    eventId: 'e',
    type: 'payment_intent.succeeded',
    about: 'hold',
    paymentIntentId: 'pi_2',
    chargeId: null,
  } as const;
  const read = stepFor(rest, { kind: 'provider_event', event });
  expect(read).toMatchObject({ kind: 'read_charge', charge: { final: true, givenUp: 2300 }, paymentIntentId: 'pi_2' });
  if (read.kind !== 'read_charge') throw new Error(read.kind);
  const paid = evolve(rest, read, charged(read.charge));
  expect([statusOf(paid), outcomeOf(paid), paid.attention]).toMatchObject([
    'captured',
    { captured: 2300, released: 2300 },
    [],
  ]);
});

test('the buyer who does not come in time leaves the units open, and a person is told', () => {
  const step = stepFor(waiting, { kind: 'deadline' });
  expect(step).toMatchObject({ kind: 'end_charge', paymentIntentId: 'pi_2' });
  const left = evolve(
    waiting,
    step,
    obey(step as Exclude<Step, { kind: 'authorize' } | { kind: 'read_hold' }>, waiting),
  );
  expect([statusOf(left), left.attention, deadlineOf(left)]).toEqual(['card_saved', ['charge_declined'], null]);
  expect(chargeFor(left, first)).toMatchObject({ authorizationGeneration: 3, generation: 2 });
});

test('a declined shipment leaves nothing behind, and a later payment closes its attention', () => {
  const declined = after(withSavedCard(order), first, (step) => chargeRefused(step, 'declined'));
  expect([declined.shipments, declined.attention, statusOf(declined)]).toEqual([[], ['charge_declined'], 'card_saved']);
  const retried = after(declined, { ...first, shipment: shipmentOf('A', [{ lineId: '2', quantity: 1 }]) }, charged);
  expect([retried.shipments.length, retried.attention]).toEqual([1, []]);
});

test('a charge in doubt is asked again exactly as it was, and its units ship under no other name', () => {
  const doubted = after(withSavedCard(order), first, () => ({ kind: 'step_failed', message: 'our key is wrong' }));
  expect([statusOf(doubted), doubted.attention, deadlineOf(doubted)]).toEqual([
    'card_saved',
    ['provider_misuse'],
    null,
  ]);
  expect(decide(doubted, second)).toMatchObject({ refusal: { code: 'order_not_capturable' } });
  expect(chargeFor(doubted, first)).toEqual(chargeFor(withSavedCard(order), first));
});

test('giving all of it up releases what was never charged', () => {
  const half = after(withSavedCard(order), first, charged);
  const step = stepFor(half, canceling());
  expect(step).toMatchObject({ kind: 'release', how: 'record_only', authorizationGeneration: 1, amount: 2300 });
  expect(decide(withSavedCard(order), canceling([{ lineId: '1', quantity: 1 }]))).toMatchObject({
    step: { kind: 'cancel_lines', amount: 2300 },
  });
});

test('a card that waits for the buyer is given up with the order, and news of it are read', () => {
  const awaiting = { state: 'requires_action', paymentIntentId: null, setupIntentId: 'seti_1' } as const;
  const nothing = { clientSecret: 's', nextAction: null, lastError: null };
  const begun = evolve(openPayment(order), stepFor(openPayment(order), { kind: 'authorize' }), {
    kind: 'hold_awaited',
    hold: { ...awaiting, ...nothing },
  });
  expect([statusOf(begun), deadlineOf(begun)]).toEqual(['requires_action', '2026-11-23T10:00:00.000Z']);
  expect(stepFor(begun, { kind: 'deadline' })).toMatchObject({ how: 'cancel_setup', setupIntentId: 'seti_1' });
  const confirmation = { paymentMethod: 'pm_2', returnUrl: null, requestId: 'r' };
  expect(stepFor(begun, { kind: 'confirm_payment', confirmation })).toMatchObject({ kind: 'confirm_card', attempt: 1 });
  const event = { eventId: 'e', type: 't', about: 'hold', paymentIntentId: null, chargeId: null } as const;
  const read = stepFor(begun, { kind: 'provider_event', event: { ...event, setupIntentId: 'seti_1' } });
  expect(read.kind).toBe('read_card');
  expect(decide(begun, { kind: 'provider_event', event: { ...event, setupIntentId: 'seti_2' } })).toEqual({
    kind: 'ignore',
  });
  expect(statusOf(evolve(begun, read, { kind: 'card_saved', hold: savedCard() }))).toBe('card_saved');
});

test('the order says how long the buyer may take', () => {
  const quick = accept(
    newOrder(fulfilled('charge_on_ship', {}, { authenticationTimeoutSeconds: 60 })),
    '2026-11-22T10:00:00.000Z',
  );
  expect(deadlineOf(openPayment(quick))).toBe('2026-11-22T10:01:00.000Z');
  expect(chargeFor(withSavedCard(quick), first).authenticationSeconds).toBe(60);
});

test.each([
  ['more off than the shipment is worth', -2301, 'takes more off'],
  ['more than a card can be charged', 999_999_999_999, 'more than can be charged'],
])('an adjustment that makes no sense is refused with its field: %s', (_what, amount, message) => {
  const shipment = {
    ...shipmentOf('A', [{ lineId: '1', quantity: 1 }]),
    amountAdjustment: { amount, reason: 'weighed' },
  };
  expect(decide(withSavedCard(order), { kind: 'capture_shipment', shipment })).toMatchObject({
    kind: 'refuse',
    refusal: {
      code: 'invalid_adjustment',
      path: 'amountAdjustment.amount',
      message: expect.stringContaining(message) as string,
    },
  });
});

test('an adjustment that the currency cannot move is refused', () => {
  const icelandic = accept(newOrder({ ...fulfilled('charge_on_ship'), currency: 'isk' }));
  const shipment = {
    ...shipmentOf('A', [{ lineId: '1', quantity: 1 }]),
    amountAdjustment: { amount: 50, reason: 'w' },
  };
  expect(decide(withSavedCard(icelandic), { kind: 'capture_shipment', shipment })).toMatchObject({
    refusal: { code: 'invalid_adjustment', message: 'must be a multiple of 100' },
  });
});

test('a card that keeps declining is asked as often as a history bears, and no more', () => {
  let payment = withSavedCard(order);
  let charges = 0;
  for (; charges < 600 && decide(payment, first).kind === 'do'; charges += 1) {
    payment = after(payment, first, (step) => chargeRefused(step, 'declined'));
  }
  // The setup of the card was the first of the order's 500 authorizations.
  expect(charges).toBe(499);
  expect(decide(payment, first)).toMatchObject({ refusal: { code: 'order_not_capturable' } });
});
