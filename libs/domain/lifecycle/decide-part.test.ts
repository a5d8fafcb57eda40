import { accept, newOrder } from '../../../test/examples/orders';
import { authorized, obey, shipmentOf, ship } from '../../../test/examples/payments';
import { answerTo } from './answers';
import { decide } from './decide';
import { evolve } from './evolve';
import type { CancellationCommand, Input } from '../orders/inputs';
import { heldAmount, openPayment, openUnits, outcomeOf, statusOf, type Payment } from '../payment/payment';
import type { LineQuantity } from '../orders/shipment-price';
import type { Fact } from '../payment/facts';

const [first, second] = newOrder().lines;
if (first === undefined || second === undefined) throw new Error('the example has lines');

/** Five units of line 1 whose prices differ by a cent, one of line 2; 142.00 in all. */
const order = accept(
  newOrder({
    lines: [
      { ...first, quantity: 5, taxAmount: 203 },
      { ...second, taxAmount: 197 },
    ],
  }),
);

function canceling(cancellationId: string, lines?: readonly LineQuantity[], contentHash = 'c'): Input {
  const cancellation: CancellationCommand = { cancellationId, reason: 'sold out', contentHash, requestId: 'r' };
  return { kind: 'cancel_lines', cancellation: lines === undefined ? cancellation : { ...cancellation, lines } };
}

function run(payment: Payment, input: Input): Payment {
  const decision = decide(payment, input);
  if (decision.kind !== 'do' || decision.step.kind === 'authorize' || decision.step.kind === 'read_hold') {
    throw new Error(JSON.stringify(decision));
  }
  return evolve(payment, decision.step, obey(decision.step, payment));
}

const two = [{ lineId: '1', quantity: 2 }];
const three = [{ lineId: '1', quantity: 3 }];
const other = [{ lineId: '2', quantity: 1 }];

describe('canceling part of what is open', () => {
  it('gives up the last units, and only writes it down', () => {
    const payment = authorized(order);
    expect(decide(payment, canceling('c1', two))).toMatchObject({
      step: { kind: 'cancel_lines', spans: [{ lineId: '1', fromUnit: 3, units: 2 }] },
    });
    const after = run(payment, canceling('c1', two));
    expect([statusOf(after), heldAmount(after)]).toEqual(['authorized', order.total]);
    expect(openUnits(after)).toEqual([
      { lineId: '1', quantity: 3 },
      { lineId: '2', quantity: 1 },
    ]);
    expect(decide(after, canceling('c2', [{ lineId: '1', quantity: 1 }]))).toMatchObject({
      step: { spans: [{ fromUnit: 2, units: 1 }] },
    });
  });

  it('leaves shipments their prices, and the last of them gives the rest back', () => {
    const plain = authorized(order);
    const reduced = run(plain, canceling('c1', two));
    const worth = reduced.cancellations.at(0)?.released ?? 0;
    expect(ship(reduced, shipmentOf('A', three)).shipments).toEqual(ship(plain, shipmentOf('A', three)).shipments);
    const ended = ship(ship(reduced, shipmentOf('A', three)), shipmentOf('B', other));
    expect(ended.shipments.at(-1)).toMatchObject({ final: true });
    expect(outcomeOf(ended)).toMatchObject({ captured: order.total - worth, released: worth, lost: 0 });
  });

  it('refuses more than is open, and says what is left', () => {
    const payment = run(ship(authorized(order), shipmentOf('A', two)), canceling('c1', two));
    expect(decide(payment, canceling('c2', [...two, ...other]))).toMatchObject({
      refusal: {
        code: 'units_not_available',
        left: [
          { lineId: '1', quantity: 1 },
          { lineId: '2', quantity: 1 },
        ],
      },
    });
    expect(decide(payment, { kind: 'capture_shipment', shipment: shipmentOf('B', two) })).toMatchObject({
      refusal: { code: 'units_not_available', left: [{ lineId: '1', quantity: 1 }] },
    });
  });

  it('answers a repeat as before, and other content under the id as a conflict', () => {
    const payment = run(authorized(order), canceling('c1', other));
    const repeat = canceling('c1', other);
    expect(answerTo(payment, repeat, decide(payment, repeat), undefined)).toMatchObject({
      result: { kind: 'accepted', released: payment.cancellations.at(0)?.released, replayed: true },
    });
    expect(decide(payment, canceling('c1', two, 'other'))).toMatchObject({
      refusal: { code: 'cancellation_conflict' },
    });
  });

  it('keeps whole shipping for the first shipment when the order says so', () => {
    const policy = { ...newOrder().policy, shippingAllocation: 'first_shipment' as const };
    const whole = authorized(accept(newOrder({ policy })));
    const reduced = run(whole, canceling('c1', other));
    expect(reduced.cancellations).toMatchObject([{ released: 2100 }]);
    const ended = ship(reduced, shipmentOf('A', [{ lineId: '1', quantity: 1 }]));
    expect(outcomeOf(ended)).toMatchObject({ captured: 2500, released: 2100 });
    expect(outcomeOf(run(reduced, canceling('c2')))).toMatchObject({ captured: 0, released: 4600 });
  });

  it('lets a card that allows one capture ship what is left together', () => {
    const payment = run(authorized(order, { plan: 'capture_once' }), canceling('c1', other));
    expect(
      decide(payment, { kind: 'capture_shipment', shipment: shipmentOf('A', [{ lineId: '1', quantity: 5 }]) }),
    ).toMatchObject({ step: { final: true } });
  });

  it('is bounded', () => {
    const many = authorized(accept(newOrder({ lines: [{ ...first, quantity: 500, unitPrice: 100 }] })));
    const one = [{ lineId: '1', quantity: 1 }];
    let payment = many;
    for (let id = 1; id <= 200; id += 1) payment = run(payment, canceling(id.toString(), one));
    expect(decide(payment, canceling('201', one))).toMatchObject({ refusal: { code: 'order_not_capturable' } });
    expect(decide(payment, canceling('201'))).toMatchObject({ step: { kind: 'release' } });
  });
});

describe('canceling the last that is open by its lines', () => {
  it('releases the hold at once, and answers with what no earlier cancellation was answered with', () => {
    const reduced = run(ship(authorized(order), shipmentOf('A', three)), canceling('c1', two));
    expect(decide(reduced, canceling('c2', other))).toMatchObject({
      step: { kind: 'release', how: 'zero_final_capture', amount: heldAmount(reduced) },
    });
    const ended = run(reduced, canceling('c2', other));
    const [c1, c2] = ended.cancellations;
    expect((c1?.released ?? 0) + (c2?.released ?? 0)).toBe(outcomeOf(ended).released);
    expect(c2?.spans).toEqual([{ lineId: '2', fromUnit: 0, units: 1 }]);
    expect(decide(ended, canceling('c3', other))).toMatchObject({ refusal: { code: 'order_closed' } });
  });
});

describe('before the hold is placed', () => {
  const awaiting: Fact = {
    kind: 'hold_awaited',
    hold: { state: 'requires_action', paymentIntentId: 'pi_1', clientSecret: 's', nextAction: null, lastError: null },
  };
  const payment = evolve(openPayment(order), { kind: 'authorize', order, generation: 1 }, awaiting);

  it('takes a cancellation of all, with lines or without, and none of a part', () => {
    expect(decide(payment, canceling('c1', two))).toMatchObject({
      refusal: { code: 'order_not_capturable', status: 'requires_action' },
    });
    const all = [{ lineId: '1', quantity: 5 }, ...other];
    expect(decide(payment, canceling('c1', all))).toMatchObject({ step: { kind: 'release', how: 'cancel' } });
    expect(decide(payment, canceling('c1'))).toMatchObject({ step: { kind: 'release', how: 'cancel' } });
  });
});
