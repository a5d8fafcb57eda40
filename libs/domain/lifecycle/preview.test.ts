import { accept, newOrder } from '../../../test/examples/orders';
import { authorized, obey, shipmentOf } from '../../../test/examples/payments';
import type { Input } from '../orders/inputs';
import { capturedAmount, heldAmount, type Payment } from '../payment/payment';
import { decide } from './decide';
import { evolve } from './evolve';
import { previewOf, type PreviewEffect } from './preview';

const order = accept(newOrder());

function effectOf(payment: Payment, input: Input): PreviewEffect {
  const preview = previewOf(payment, input);
  if (preview.kind !== 'done') throw new Error(JSON.stringify(preview));
  return preview.effect;
}

/** The payment after everything that a command brings with it. */
function obeyed(payment: Payment, input: Input): Payment {
  const decision = decide(payment, input);
  if (decision.kind !== 'do' || decision.step.kind === 'authorize' || decision.step.kind === 'read_hold') {
    throw new Error(JSON.stringify(decision));
  }
  return evolve(payment, decision.step, obey(decision.step, payment));
}

function shipping(shipmentId: string, lineIds: readonly string[]): Input {
  const lines = order.lines
    .filter(({ lineId }) => lineIds.includes(lineId))
    .map(({ lineId, quantity }) => ({ lineId, quantity }));
  return { kind: 'capture_shipment', shipment: shipmentOf(shipmentId, lines) };
}

const [first = '', ...others] = order.lines.map(({ lineId }) => lineId);

test('what is previewed of a shipment is what its capture then does, to the cent', () => {
  let payment = authorized(order);
  for (const input of [shipping('A', [first]), shipping('B', others)]) {
    const effect = effectOf(payment, input);
    const after = obeyed(payment, input);
    expect(effect.captured).toBe(capturedAmount(after) - capturedAmount(payment));
    expect(effect.held).toBe(heldAmount(after));
    expect(effect.captured + effect.released + effect.held).toBe(heldAmount(payment));
    payment = after;
  }
  expect(capturedAmount(payment)).toBe(order.total);
});

test('what is previewed is asked of nobody: the payment stays as it was, and the same is previewed again', () => {
  const payment = authorized(order);
  const before = structuredClone(payment);
  expect(previewOf(payment, shipping('A', [first]))).toEqual(previewOf(payment, shipping('A', [first])));
  expect(payment).toEqual(before);
});

test('a cancellation of some units goes back later, and one of all that is open goes back now', () => {
  const payment = authorized(order);
  const common = { reason: 'sold out', contentHash: 'c', requestId: 'r' };
  const part = effectOf(payment, {
    kind: 'cancel_lines',
    cancellation: { cancellationId: 'c1', lines: [{ lineId: first, quantity: 1 }], ...common },
  });
  expect(part).toMatchObject({ asks: 'nothing', released: 0, held: order.total });
  expect(part.releasedLater).toBeGreaterThan(0);
  const all = effectOf(payment, { kind: 'cancel_lines', cancellation: { cancellationId: 'c2', ...common } });
  expect(all).toMatchObject({ asks: 'cancel', released: order.total, releasedLater: 0, held: 0 });
});

test('what would be refused is refused in the words of the command, and what was done before is a repeat', () => {
  const payment = authorized(order);
  const shipped = obeyed(payment, shipping('A', [first]));
  expect(previewOf(shipped, shipping('A', [first]))).toEqual({ kind: 'repeat' });
  const again = shipping('B', [first]);
  const decision = decide(shipped, again);
  expect(decision.kind).toBe('refuse');
  expect(previewOf(shipped, again)).toEqual({ kind: 'refused', refusal: 'refusal' in decision && decision.refusal });
});
