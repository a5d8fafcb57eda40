import { accept, newOrder } from '../../../test/examples/orders';
import { authorized, obey, shipmentOf, ship } from '../../../test/examples/payments';
import { answerTo, type Answer } from './answers';
import { decide } from './decide';
import { deadlineOf } from './decide-deadline';
import type { Decision } from '../payment/decision';
import { evolve, mayAskAgain } from './evolve';
import { confirmKey } from '../provider/idempotency-key';
import type { ConfirmationCommand, Input } from '../orders/inputs';
import type { NewOrder } from '../orders/order';
import { openPayment, outcomeOf, statusOf, type Payment } from '../payment/payment';
import type { AwaitedHold } from '../payment/hold';
import type { PaymentError } from '../provider/payment-intent-reading';
import type { ConfirmStep } from '../payment/steps';
import type { ConfirmRefused, Fact } from '../payment/facts';

const order = accept(newOrder(), '2026-11-22T10:00:00.000Z');
const confirmation: ConfirmationCommand = {
  paymentMethod: 'pm_2',
  returnUrl: 'https://shop.example/again',
  requestId: 'r2',
};
const confirming: Input = { kind: 'confirm_payment', confirmation };
const insufficient: PaymentError = { code: 'card_declined', declineCode: 'insufficient_funds', message: 'No funds.' };

function awaiting(state: AwaitedHold['state'], overrides: Partial<AwaitedHold> = {}): Fact {
  const nothing = { clientSecret: 'secret', nextAction: null, lastError: null };
  return { kind: 'hold_awaited', hold: { state, paymentIntentId: 'pi_1', ...nothing, ...overrides } };
}

/** The payment of an order whose first authorization came to this. */
function after(fact: Fact): Payment {
  return evolve(openPayment(order), { kind: 'authorize', order, generation: 1 }, fact);
}

const declined = awaiting('requires_payment_method', { lastError: insufficient });

function stepOf(decision: Decision): ConfirmStep {
  if (decision.kind !== 'do' || decision.step.kind !== 'confirm') throw new Error(JSON.stringify(decision));
  return decision.step;
}

function confirmedTo(payment: Payment, fact: Fact): { payment: Payment; answer: Answer } {
  const decision = decide(payment, confirming);
  if (decision.kind !== 'do') throw new Error(JSON.stringify(decision));
  const next = evolve(payment, decision.step, fact);
  return { payment: next, answer: answerTo(next, confirming, decision, fact) };
}

describe('a payment method for a hold that was begun', () => {
  it.each(['requires_payment_method', 'requires_action'] as const)('is confirmed in %s', (state) => {
    expect(stepOf(decide(after(awaiting(state)), confirming))).toEqual({
      kind: 'confirm',
      orderId: '1042',
      currency: 'usd',
      amount: 4600,
      authorizationGeneration: 1,
      attempt: 1,
      paymentIntentId: 'pi_1',
      marginSeconds: 43_200,
      confirmation,
      awaitedUntil: '2026-11-23T10:00:00.000Z',
    });
  });

  it('comes back to where the order said, unless it says otherwise', () => {
    const elsewhere: Input = { kind: 'confirm_payment', confirmation: { ...confirmation, returnUrl: null } };
    expect(stepOf(decide(after(declined), elsewhere)).confirmation.returnUrl).toBe('https://shop.example/return');
  });

  it('places the hold', () => {
    const { hold } = authorized(order);
    if (hold.state !== 'held') throw new Error('the example is authorized');
    const { payment, answer } = confirmedTo(after(declined), { kind: 'hold_placed', hold });
    expect(statusOf(payment)).toBe('authorized');
    expect(answer).toMatchObject({ result: { kind: 'accepted', replayed: false, status: 'authorized' } });
  });

  it('sends the buyer to authenticate', () => {
    const nextAction = { type: 'redirect_to_url', url: 'https://bank.example' } as const;
    const { answer } = confirmedTo(after(declined), awaiting('requires_action', { nextAction }));
    expect(answer).toMatchObject({ result: { kind: 'accepted', status: 'requires_action', nextAction } });
  });

  it('is declined, in words for the buyer', () => {
    const { payment, answer } = confirmedTo(after(awaiting('requires_action')), declined);
    expect(statusOf(payment)).toBe('requires_payment_method');
    const refusal = { code: 'payment_declined', message: 'No funds.', declineCode: 'insufficient_funds' };
    expect(answer).toEqual({ to: 'confirm_payment', result: { kind: 'refused', refusal } });
  });

  it('that the provider does not know changes nothing', () => {
    const before = after(awaiting('requires_action'));
    const error = { code: 'resource_missing', declineCode: null, message: 'It does not exist.' };
    const fact: Fact = { kind: 'confirm_refused', attempt: 1, reason: 'payment_method_refused', error };
    const { payment, answer } = confirmedTo(before, fact);
    expect(payment.hold).toEqual(before.hold);
    const refusal = { code: 'payment_declined', message: 'It does not exist.', declineCode: null };
    expect(answer).toEqual({ to: 'confirm_payment', result: { kind: 'refused', refusal } });
  });

  it('meets a hold that somebody canceled: the order is over', () => {
    const hold = { state: 'released', paymentIntentId: 'pi_1', chargeId: null, released: 0, lost: 0 } as const;
    const ended: Fact = { kind: 'hold_ended', hold, cancelReason: 'abandoned', cancellation: null, mismatch: false };
    expect(confirmedTo(after(declined), ended).answer).toMatchObject({
      result: { kind: 'refused', refusal: { code: 'order_closed', status: 'canceled' } },
    });
  });

  it('meets a hold that somebody captured by hand: the order is over, and this buyer did not pay for it', () => {
    const hold = { state: 'captured', paymentIntentId: 'pi_1', chargeId: 'ch_1', released: 0, lost: 0 } as const;
    const ended: Fact = { kind: 'hold_ended', hold, cancelReason: 'abandoned', cancellation: null, mismatch: true };
    expect(confirmedTo(after(declined), ended).answer).toMatchObject({
      result: { kind: 'refused', refusal: { code: 'order_closed', status: 'canceled' } },
    });
  });

  it('gets a key of its own each time, whatever came of the one before', () => {
    const error = { code: 'x', declineCode: null, message: 'x' };
    const facts: Fact[] = [
      declined,
      { kind: 'confirm_refused', attempt: 2, reason: 'key_spent', error },
      { kind: 'step_failed', message: 'bad key' },
    ];
    let payment = after(declined);
    const keys = facts.map((fact) => {
      const { orderId, authorizationGeneration, attempt } = stepOf(decide(payment, confirming));
      payment = confirmedTo(payment, fact).payment;
      return confirmKey(orderId, authorizationGeneration, attempt);
    });
    expect(keys).toEqual(['order/1042/confirm/1/1', 'order/1042/confirm/1/2', 'order/1042/confirm/1/3']);
    expect(payment.attention).toEqual(['provider_misuse']);
  });

  it('is asked again only while it is proven that nothing happened, and not for ever', () => {
    const error = { code: 'key_spent', declineCode: null, message: 'down' };
    const fact: ConfirmRefused = { kind: 'confirm_refused', attempt: 1, reason: 'key_spent', error };
    expect(mayAskAgain(fact)).toBe(true);
    expect(mayAskAgain({ ...fact, attempt: 5 })).toBe(false);
    expect(mayAskAgain({ ...fact, reason: 'payment_method_refused' })).toBe(false);
    expect(confirmedTo(after(declined), { ...fact, attempt: 5 }).answer).toMatchObject({
      result: { refusal: { code: 'temporarily_unavailable' } },
    });
  });

  it('is taken twenty times', () => {
    let payment = after(declined);
    for (let time = 1; time <= 20; time += 1) payment = confirmedTo(payment, declined).payment;
    expect(decide(payment, confirming)).toMatchObject({
      kind: 'refuse',
      refusal: { code: 'order_not_capturable', status: 'requires_payment_method' },
    });
    expect(decide(payment, confirming)).toMatchObject({
      refusal: { message: expect.stringContaining('confirmed 20 times') as string },
    });
  });
});

describe('a payment method for a hold that the provider refused to begin', () => {
  const refused = awaiting('requires_payment_method', { paymentIntentId: null, clientSecret: null });

  it('begins it anew', () => {
    expect(decide(after(refused), confirming)).toEqual({
      kind: 'do',
      step: { kind: 'authorize', order, generation: 2, confirmation },
    });
    const { payment, answer } = confirmedTo(after(refused), declined);
    expect([payment.authorizationGeneration, payment.confirms]).toEqual([2, 0]);
    expect(answer).toMatchObject({ result: { refusal: { code: 'payment_declined' } } });
  });

  it('counts its confirms from the beginning', () => {
    const { payment } = confirmedTo(after(refused), declined);
    expect(stepOf(decide(payment, confirming))).toMatchObject({ authorizationGeneration: 2, attempt: 1 });
  });

  it('begins it twenty times', () => {
    let payment = after(refused);
    for (let time = 2; time <= 20; time += 1) payment = confirmedTo(payment, refused).payment;
    expect(decide(payment, confirming)).toMatchObject({ refusal: { code: 'order_not_capturable' } });
  });

  it('begins it too after a failure of our own', () => {
    const failed = after({ kind: 'step_failed', message: 'bad key' });
    expect(decide(failed, confirming)).toMatchObject({ step: { kind: 'authorize', generation: 2, confirmation } });
  });
});

describe('a payment method that is not waited for', () => {
  it('waits until the one before has an outcome', () => {
    expect(decide(after(awaiting('processing')), confirming)).toMatchObject({
      refusal: { code: 'order_not_capturable', status: 'processing' },
    });
  });

  it('moves nothing while a hold on the same one lives', () => {
    const paid = { ...order, payment: { ...order.payment, paymentMethod: confirmation.paymentMethod } };
    const payment = ship(authorized(paid), shipmentOf('A', [{ lineId: '1', quantity: 1 }]));
    const decision = decide(payment, confirming);
    expect(decision).toEqual({ kind: 'repeat' });
    expect(answerTo(payment, confirming, decision, undefined)).toMatchObject({
      result: { kind: 'accepted', replayed: true, status: 'partially_captured' },
    });
  });

  it('is refused once the order is over', () => {
    const all = [
      { lineId: '1', quantity: 1 },
      { lineId: '2', quantity: 1 },
    ];
    expect(decide(ship(authorized(order), shipmentOf('A', all)), confirming)).toMatchObject({
      refusal: { code: 'order_closed', status: 'captured' },
    });
  });
});

describe('the time a buyer has', () => {
  it('is not moved by another card, and ends as what was waited for', () => {
    const { payment } = confirmedTo(after(declined), awaiting('requires_action'));
    expect(deadlineOf(payment)).toBe('2026-11-23T10:00:00.000Z');
    const decision = decide(payment, { kind: 'deadline' });
    expect(decision).toMatchObject({
      step: { kind: 'release', how: 'cancel', cause: { reason: 'authentication_timeout' } },
    });
    if (decision.kind !== 'do') throw new Error('the deadline does something');
    const canceled = evolve(payment, decision.step, {
      kind: 'hold_ended',
      hold: { state: 'released', paymentIntentId: 'pi_1', chargeId: null, released: 0, lost: 0 },
      cancelReason: 'authentication_timeout',
      cancellation: null,
      mismatch: false,
    });
    expect(outcomeOf(canceled)).toMatchObject({ status: 'canceled', cancelReason: 'authentication_timeout' });
    expect(decide(canceled, confirming)).toMatchObject({ refusal: { code: 'order_closed' } });
  });
});

describe('another card between two holds', () => {
  const [dear, cheap] = newOrder().lines;
  if (dear === undefined || cheap === undefined) throw new Error('the example has two lines');
  const free: NewOrder['lines'][number] = {
    ...cheap,
    lineId: 'free',
    quantity: 2,
    unitPrice: 0,
    taxAmount: 0,
    discountAmount: 0,
  };
  const lines: NewOrder['lines'] = [dear, free];
  const policy = { ...newOrder().policy, onDeadline: 'reauthorize', reauthorization: 'after_release' } as const;
  const card = { customer: 'cus_1', paymentMethod: 'pm_1' };

  /** Released to be held anew, and then the card refused. */
  function between(): Payment {
    const { payment: terms } = newOrder();
    const kept = { ...terms, customer: 'cus_1', saveForLater: true };
    let payment = authorized(accept(newOrder({ lines, policy, payment: kept })), { card });
    for (const fact of [undefined, declinedBeforeAnything]) {
      const decision = decide(payment, { kind: 'deadline' });
      if (decision.kind !== 'do') throw new Error(JSON.stringify(decision));
      const { step } = decision;
      payment = evolve(
        payment,
        step,
        fact ?? (step.kind === 'release' ? obey(step, payment) : { kind: 'nothing_new' }),
      );
    }
    return payment;
  }
  const declinedBeforeAnything = awaiting('requires_payment_method', {
    paymentIntentId: null,
    lastError: insufficient,
  });

  it('is asked for what is open', () => {
    expect(decide(between(), confirming)).toMatchObject({ kind: 'do', step: { kind: 'authorize', generation: 3 } });
  });

  it('is not asked for nothing: what stayed open is free', () => {
    const payment = between();
    const content = { cancellationId: 'c', reason: 'r', contentHash: 'h', requestId: 'r' };
    const given = [{ lineId: dear.lineId, quantity: dear.quantity }];
    const decision = decide(payment, { kind: 'cancel_lines', cancellation: { ...content, lines: given } });
    if (decision.kind !== 'do' || decision.step.kind !== 'cancel_lines') throw new Error(JSON.stringify(decision));
    const left = evolve(payment, decision.step, obey(decision.step, payment));
    expect(decide(left, confirming)).toMatchObject({ kind: 'refuse', refusal: { code: 'order_not_capturable' } });
    expect(decide(left, { kind: 'cancel_lines', cancellation: { ...content, cancellationId: 'd' } })).toMatchObject({
      kind: 'do',
      step: { kind: 'release', how: 'record_only', amount: 0 },
    });
  });
});
