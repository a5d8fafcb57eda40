import { accept, newOrder } from '../../../test/examples/orders';
import { shipmentOf } from '../../../test/examples/payments';
import { carriedPayment } from './carried-payment';
import { decide } from '../lifecycle/decide';
import { evolve } from '../lifecycle/evolve';
import type { LiveHold } from './hold';
import type { Input } from '../orders/inputs';
import { canceledUnits, openPayment, openUnits, type Payment } from './payment';
import type { Step } from './steps';

/**
 * The largest order there can be is not the largest payload: what one argument of a workflow or an activity can be is 2
 * MB.
 */
const SIZE_AT_MOST = 500_000;
const SHIPMENT_COUNTS = 110;

const [line = newOrder().lines[0]] = newOrder().lines;
if (line === undefined) throw new Error('the example has lines');
const lines = Array.from({ length: 200 }, (_, index) => ({
  ...line,
  ...{
    lineId: `a-stock-keeping-unit-of-some-length-${index.toString()}`,
    quantity: SHIPMENT_COUNTS + 2,
    unitPrice: 100,
  },
  ...{ taxAmount: 200, discountAmount: 100 },
}));
const order = accept(newOrder({ lines }));
const hold: LiveHold = {
  state: 'held',
  ...{ paymentIntentId: 'pi_1', chargeId: 'ch_1', amount: order.total },
  ...{ captureBefore: '2027-01-08T00:00:00.000Z', releaseAt: '2027-01-07T12:00:00.000Z' },
  capabilities: {
    ...{ multicapture: false, overcapture: false, incrementalAuthorization: false, extendedAuthorization: false },
    maximumCapturable: order.total,
  },
  plan: 'capture_once',
};

function shipOneOfEach(name: string): Input {
  const one = lines.map(({ lineId }) => ({ lineId, quantity: 1 }));
  return { kind: 'capture_shipment', shipment: { ...shipmentOf(name, one), contentHash: `hash of ${name}` } };
}

function stepFor(payment: Payment, input: Input): Step {
  const decision = decide(payment, input);
  if (decision.kind !== 'do') throw new Error(`${input.kind} leads to ${decision.kind}`);
  return decision.step;
}

/** Every line is in every shipment, all of them wait for the final capture, and a unit of each line was given up. */
function largest(): Payment {
  const held = { ...openPayment(order), hold, holdGeneration: 1, authorizationGeneration: 1 };
  const cancellation = {
    cancellationId: 'c',
    lines: lines.map(({ lineId }) => ({ lineId, quantity: 1 })),
    reason: 'r',
  };
  const cancel = stepFor(held, {
    kind: 'cancel_lines',
    cancellation: { ...cancellation, contentHash: 'h', requestId: 'r' },
  });
  const done = { cancellationId: 'c', contentHash: 'h', released: 1 };
  let payment = evolve(held, cancel, { kind: 'lines_canceled', cancellation: done });
  for (let count = 1; count <= SHIPMENT_COUNTS; count += 1) {
    const step = stepFor(payment, shipOneOfEach(`p${count.toString()}`));
    payment = evolve(payment, step, { kind: 'shipment_covered', captureId: 'c', shipmentId: `p${count.toString()}` });
  }
  return payment;
}

function sizeOf(value: object): number {
  return Buffer.byteLength(JSON.stringify(value));
}

test('the next run of the largest order knows as much with far less', () => {
  const payment = largest();
  const { order: accepted, ...all } = payment;
  const carried = carriedPayment(all);
  expect(sizeOf(carried)).toBeLessThan(SIZE_AT_MOST);
  const next: Payment = { ...openPayment(accepted), ...carried };
  expect(openUnits(next)).toEqual(openUnits(payment));
  expect(canceledUnits(next)).toEqual(canceledUnits(payment));

  const last = stepFor(next, shipOneOfEach('last'));
  expect({ ...last, shipment: null }).toEqual({ ...stepFor(payment, shipOneOfEach('last')), shipment: null });
  expect(last).toMatchObject({
    kind: 'capture',
    final: true,
    shipment: { shipmentId: 'p1', contentHash: expect.any(String) as string },
  });
  expect(sizeOf(last)).toBeLessThan(SIZE_AT_MOST);
  const captured = {
    kind: 'shipment_captured',
    captureId: 'c',
    generation: 1,
    shipmentId: 'p1',
    mismatch: false,
  } as const;
  const ended = { state: 'captured', paymentIntentId: 'pi_1', chargeId: 'ch_1', released: 1, lost: 0 } as const;
  expect(openUnits(evolve(next, last, { ...captured, ended })).every(({ quantity }) => quantity === 0)).toBe(true);
});

test('a small order is handed on as it is, but for what its shipments took', () => {
  const { order: accepted, ...payment } = openPayment(order);
  expect(accepted).toBe(order);
  expect(carriedPayment(payment)).toEqual(payment);
});
