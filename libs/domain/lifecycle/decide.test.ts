import { accept, newOrder } from '../../../test/examples/orders';
import { authorized, obey, shipmentOf, ship } from '../../../test/examples/payments';
import { answerTo } from './answers';
import { decide } from './decide';
import { deadlineOf } from './decide-deadline';
import type { Decision } from '../payment/decision';
import { evolve, mayAskAgain } from './evolve';
import type { CancellationCommand, Input, ProviderEvent } from '../orders/inputs';
import {
  capturedAmount,
  heldAmount,
  isClosed,
  openPayment,
  outcomeOf,
  statusOf,
  type Payment,
} from '../payment/payment';
import type { CaptureRefused, Fact } from '../payment/facts';

const order = accept(newOrder(), '2026-11-22T10:00:00.000Z');
const one = [{ lineId: '1', quantity: 1 }];
const two = [{ lineId: '2', quantity: 1 }];
const cancelAll: CancellationCommand = {
  cancellationId: 'c1',
  reason: 'out of stock',
  contentHash: 'c',
  requestId: 'r',
};

function shipping(shipmentId: string, lines = one): Input {
  return { kind: 'capture_shipment', shipment: shipmentOf(shipmentId, lines) };
}

function event(about: ProviderEvent['about'], paymentIntentId = 'pi_1'): Input {
  return {
    kind: 'provider_event',
    event: { eventId: 'evt_1', type: 'charge.updated', about, paymentIntentId, chargeId: 'ch_1' },
  };
}

/** Decides and lets an obedient provider carry it out. */
function run(payment: Payment, input: Input): Payment {
  const decision = decide(payment, input);
  if (decision.kind !== 'do' || decision.step.kind === 'authorize' || decision.step.kind === 'read_hold') {
    throw new Error(JSON.stringify(decision));
  }
  return evolve(payment, decision.step, obey(decision.step, payment));
}

function refusalCode(decision: Decision): string {
  return decision.kind === 'refuse' ? decision.refusal.code : decision.kind;
}

describe('shipping by multicapture', () => {
  it('keeps the hold open for the first shipment and ends it with the last', () => {
    const first = decide(authorized(order), shipping('A'));
    expect(first).toMatchObject({
      kind: 'do',
      step: {
        kind: 'capture',
        final: false,
        generation: 1,
        receivedAfter: 2300,
        capturableAfter: 2300,
        price: { amount: 2300 },
      },
    });
    const afterFirst = ship(authorized(order), shipmentOf('A', one));
    expect([statusOf(afterFirst), heldAmount(afterFirst)]).toEqual(['partially_captured', 2300]);

    expect(decide(afterFirst, shipping('B', two))).toMatchObject({
      step: { final: true, receivedBefore: 2300, receivedAfter: 4600, capturableAfter: 0 },
    });
    const afterLast = ship(afterFirst, shipmentOf('B', two));
    expect([statusOf(afterLast), capturedAmount(afterLast), heldAmount(afterLast), isClosed(afterLast)]).toEqual([
      'captured',
      4600,
      0,
      false,
    ]);
    const settled = run(afterLast, event('settlement'));
    expect(outcomeOf(settled)).toMatchObject({ status: 'completed', captured: 4600, released: 0, lost: 0 });
  });

  it('answers a repeat with the first result and a changed repeat with a conflict', () => {
    const payment = ship(authorized(order), shipmentOf('A', one));
    const repeat = decide(payment, shipping('A'));
    expect(answerTo(payment, shipping('A'), repeat, undefined)).toMatchObject({
      result: { kind: 'accepted', amount: 2300, replayed: true },
    });
    expect(refusalCode(decide(payment, shipping('A', two)))).toBe('shipment_conflict');
  });

  it('refuses units that are gone, and says what is left', () => {
    const payment = ship(authorized(order), shipmentOf('A', one));
    expect(decide(payment, shipping('B', one))).toMatchObject({
      refusal: { code: 'units_not_available', left: [{ lineId: '1', quantity: 0 }] },
    });
  });

  it('takes whole shipping on the first capture when the order says so', () => {
    const policy = { ...newOrder().policy, shippingAllocation: 'first_shipment' as const };
    const whole = accept(newOrder({ policy }));
    const first = ship(authorized(whole), shipmentOf('A', two));
    expect(capturedAmount(first)).toBe(2500);
    expect(capturedAmount(ship(first, shipmentOf('B', one)))).toBe(4600);
  });

  it('covers what leaves after the last capture that Stripe allows, and captures it finally', () => {
    const [line] = newOrder().lines;
    if (line === undefined) throw new Error('the example has lines');
    const long = accept(newOrder({ lines: [{ ...line, quantity: 60, unitPrice: 100, taxAmount: 0 }] }));
    let payment = authorized(long);
    for (let shipmentNumber = 1; shipmentNumber <= 50; shipmentNumber += 1) {
      payment = ship(payment, shipmentOf(shipmentNumber.toString(), one));
    }
    payment = run(payment, shipping('51'));
    expect(payment.covered.map(({ shipmentId }) => shipmentId)).toEqual(['51']);
    expect(decide(payment, shipping('52', [{ lineId: '1', quantity: 9 }]))).toMatchObject({
      step: {
        final: true,
        receivedBefore: 5170,
        combined: { covered: ['51'] },
        price: { amount: 1030 },
      },
    });
  });
});

describe('a card that allows a single capture', () => {
  const payment = authorized(order, { plan: 'capture_once' });

  it('covers each shipment and captures all of them with the last', () => {
    const covered = run(payment, shipping('A'));
    expect([statusOf(covered), heldAmount(covered), capturedAmount(covered)]).toEqual(['authorized', 4600, 0]);
    expect(decide(covered, shipping('A'))).toEqual({ kind: 'repeat' });
    expect(refusalCode(decide(covered, shipping('A', two)))).toBe('shipment_conflict');
    expect(decide(covered, shipping('B', two))).toMatchObject({
      step: { final: true, price: { amount: 4600 }, combined: { covered: ['A'], priced: { price: { amount: 2300 } } } },
    });
    expect(outcomeOf(run(covered, shipping('B', two)))).toMatchObject({ captured: 4600, released: 0 });
  });

  it('ships everything together in one capture', () => {
    expect(decide(payment, shipping('A', [...one, ...two]))).toMatchObject({
      step: { final: true, price: { amount: 4600 } },
    });
  });
});

describe('before the hold is placed', () => {
  const awaiting: Fact = {
    kind: 'hold_awaited',
    hold: { state: 'requires_action', paymentIntentId: 'pi_1', clientSecret: 's', nextAction: null, lastError: null },
  };
  const payment = evolve(openPayment(order), { kind: 'authorize', order, generation: 1 }, awaiting);

  it('asks for the hold once, and again only after a failure of our own', () => {
    expect(decide(openPayment(order), { kind: 'authorize' })).toMatchObject({
      step: { kind: 'authorize', generation: 1 },
    });
    expect(decide(payment, { kind: 'authorize' })).toEqual({ kind: 'repeat' });
    const failed = evolve(
      openPayment(order),
      { kind: 'authorize', order, generation: 1 },
      { kind: 'step_failed', message: 'bad key' },
    );
    expect(failed.attention).toEqual(['provider_misuse']);
    expect(decide(failed, { kind: 'authorize' })).toMatchObject({ step: { generation: 2 } });
  });

  it('captures nothing', () => {
    expect(decide(payment, shipping('A'))).toMatchObject({
      refusal: { code: 'order_not_capturable', status: 'requires_action' },
    });
  });

  it('gives the buyer a day, then gives up', () => {
    expect(deadlineOf(payment)).toBe('2026-11-23T10:00:00.000Z');
    const givenUp = run(payment, { kind: 'deadline' });
    expect(outcomeOf(givenUp)).toMatchObject({
      status: 'canceled',
      cancelReason: 'authentication_timeout',
      released: 0,
    });
  });

  it('looks when Stripe says that the buyer did something', () => {
    expect(decide(payment, event('hold'))).toMatchObject({ step: { kind: 'read_hold', paymentIntentId: 'pi_1' } });
  });
});

describe('the deadline', () => {
  it('cancels the hold when nothing was captured', () => {
    const payment = authorized(order);
    expect(deadlineOf(payment)).toBe('2026-11-28T22:00:00.000Z');
    expect(decide(payment, { kind: 'deadline' })).toMatchObject({ step: { how: 'cancel', amount: 4600 } });
    expect(outcomeOf(run(payment, { kind: 'deadline' }))).toMatchObject({
      status: 'canceled',
      cancelReason: 'deadline',
    });
  });

  it('releases the rest by a zero final capture after a capture, and never cancels then', () => {
    const payment = ship(authorized(order), shipmentOf('A', one));
    expect(decide(payment, { kind: 'deadline' })).toMatchObject({ step: { how: 'zero_final_capture', amount: 2300 } });
    const ended = run(payment, { kind: 'deadline' });
    expect(outcomeOf(ended)).toMatchObject({ status: 'captured', captured: 2300, released: 2300, cancelReason: null });
    expect(refusalCode(decide(ended, shipping('B', two)))).toBe('order_closed');
    expect(deadlineOf(ended)).toBeNull();
  });
});

describe('canceling', () => {
  it('gives back all that is open, once', () => {
    const payment = ship(authorized(order), shipmentOf('A', one));
    const input: Input = { kind: 'cancel_lines', cancellation: cancelAll };
    const canceled = run(payment, input);
    expect(answerTo(canceled, input, decide(canceled, input), undefined)).toMatchObject({
      result: { kind: 'accepted', released: 2300, replayed: true },
    });
    const other: Input = { kind: 'cancel_lines', cancellation: { ...cancelAll, contentHash: 'other' } };
    expect(refusalCode(decide(canceled, other))).toBe('cancellation_conflict');
    const late: Input = { kind: 'cancel_lines', cancellation: { ...cancelAll, cancellationId: 'c2' } };
    expect(refusalCode(decide(canceled, late))).toBe('order_closed');
  });
});

describe('a refused capture', () => {
  function refused(reason: CaptureRefused['reason'], ended: CaptureRefused['ended']): Payment {
    const payment = authorized(order);
    const decision = decide(payment, shipping('A'));
    if (decision.kind !== 'do') throw new Error('not refused');
    const error = { code: reason, declineCode: null, message: reason };
    return evolve(payment, decision.step, {
      kind: 'capture_refused',
      shipmentId: 'A',
      generation: 1,
      reason,
      error,
      ended,
    });
  }

  it('leaves no trace under its id, and asks with a new key', () => {
    const payment = refused('declined', null);
    expect(payment.shipments).toEqual([]);
    expect(decide(payment, shipping('A', two))).toMatchObject({ step: { generation: 2 } });
  });

  it('says at once when the hold is lost', () => {
    const payment = refused('hold_gone', {
      state: 'expired',
      paymentIntentId: 'pi_1',
      chargeId: 'ch_1',
      released: 0,
      lost: 4600,
    });
    expect(outcomeOf(payment)).toMatchObject({ status: 'canceled', cancelReason: 'hold_lost', lost: 4600 });
    expect(payment.attention).toEqual(['hold_lost']);
    expect(refusalCode(decide(payment, shipping('B')))).toBe('hold_lost');
  });

  it('is asked again only while it is proven that nothing happened, and not for ever', () => {
    const error = { code: 'api_error', declineCode: null, message: 'down' };
    const fact = { kind: 'capture_refused', shipmentId: 'A', reason: 'key_spent', error, ended: null } as const;
    expect(mayAskAgain({ ...fact, generation: 1 })).toBe(true);
    expect(mayAskAgain({ ...fact, generation: 5 })).toBe(false);
    expect(mayAskAgain({ ...fact, generation: 1, reason: 'declined' })).toBe(false);
  });
});

describe('news from Stripe', () => {
  it('is ignored when it is about another hold or can tell nothing new', () => {
    expect(decide(authorized(order), event('settlement'))).toEqual({ kind: 'ignore' });
    expect(decide(authorized(order), event('hold', 'pi_other'))).toEqual({ kind: 'ignore' });
    const over = run(authorized(order), { kind: 'deadline' });
    expect(decide(over, event('hold'))).toEqual({ kind: 'ignore' });
  });

  it('settles only what waits for settlement', () => {
    const payment = ship(authorized(order), shipmentOf('A', one));
    expect(decide(payment, event('settlement'))).toMatchObject({ step: { kind: 'settle', chargeId: 'ch_1' } });
    expect(decide(run(payment, event('settlement')), event('settlement'))).toEqual({ kind: 'ignore' });
  });
});
