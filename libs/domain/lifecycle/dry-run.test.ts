import { accept, newOrder } from '../../../test/examples/orders';
import { authorized, obey, shipmentOf } from '../../../test/examples/payments';
import type { Input } from '../orders/inputs';
import { capturedAmount, heldAmount, type Payment } from '../payment/payment';
import { decide } from './decide';
import { evolve } from './evolve';
import { dryRunOf, type DryRunEffect } from './dry-run';

const order = accept(newOrder());

function effectOf(payment: Payment, input: Input): DryRunEffect {
  const dryRun = dryRunOf(payment, input);
  if (dryRun.kind !== 'done') throw new Error(JSON.stringify(dryRun));
  return dryRun.effect;
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

test('what a dry run says of a shipment is what its capture then does, to the cent', () => {
  let payment = authorized(order);
  for (const input of [shipping('A', [first]), shipping('B', others)]) {
    const effect = effectOf(payment, input);
    const after = obeyed(payment, input);
    expect(effect.captured).toBe(capturedAmount(after) - capturedAmount(payment));
    expect(effect.held).toBe(heldAmount(after));
    expect(effect.requests).toMatchObject([{ kind: 'capture', amount: effect.captured, final: effect.held === 0 }]);
    expect(effect.captured + effect.released + effect.held).toBe(heldAmount(payment));
    payment = after;
  }
  expect(capturedAmount(payment)).toBe(order.total);
});

test('a dry run changes nothing: the payment stays as it was, and the same is said again', () => {
  const payment = authorized(order);
  const before = structuredClone(payment);
  expect(dryRunOf(payment, shipping('A', [first]))).toEqual(dryRunOf(payment, shipping('A', [first])));
  expect(payment).toEqual(before);
});

test('a cancellation of some units goes back later, and one of all that is open goes back now', () => {
  const payment = authorized(order);
  const common = { reason: 'sold out', contentHash: 'c', requestId: 'r' };
  const part = effectOf(payment, {
    kind: 'cancel_lines',
    cancellation: { cancellationId: 'c1', lines: [{ lineId: first, quantity: 1 }], ...common },
  });
  expect(part).toMatchObject({ requests: [], released: 0, held: order.total });
  expect(part.releasedLater).toBeGreaterThan(0);
  const all = effectOf(payment, { kind: 'cancel_lines', cancellation: { cancellationId: 'c2', ...common } });
  expect(all).toMatchObject({ released: order.total, releasedLater: 0, held: 0 });
  expect(all.requests).toMatchObject([{ kind: 'cancel', amount: null, final: null }]);
});

test('what would be refused is refused in the words of the command, what was done is a repeat', () => {
  const payment = authorized(order);
  const shipped = obeyed(payment, shipping('A', [first]));
  expect(dryRunOf(shipped, shipping('A', [first]))).toEqual({ kind: 'repeat' });
  const again = shipping('B', [first]);
  const decision = decide(shipped, again);
  expect(decision.kind).toBe('refuse');
  expect(dryRunOf(shipped, again)).toEqual({ kind: 'refused', refusal: 'refusal' in decision && decision.refusal });
});
