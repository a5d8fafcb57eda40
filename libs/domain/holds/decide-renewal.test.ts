import { accept, newOrder } from '../../../test/examples/orders';
import { authorized, obey, parcel, ship } from '../../../test/examples/payments';
import { AT_ONCE } from '../orders/deadline';
import { decide } from '../lifecycle/decide';
import { deadlineOf } from '../lifecycle/decide-deadline';
import { evolve } from '../lifecycle/evolve';
import type { Fact } from '../payment/facts';
import type { LiveHold } from '../payment/hold';
import type { Input } from '../orders/inputs';
import { openPayment, outcomeOf, statusOf, type Payment } from '../payment/payment';
import type { Step } from '../payment/steps';

const card = { customer: 'cus_1', paymentMethod: 'pm_1' };
const { policy, payment: means, ...rest } = newOrder();
const order = accept(
  {
    ...rest,
    payment: { ...means, customer: card.customer, saveForLater: true },
    policy: { ...policy, onDeadline: 'reauthorize' },
  },
  '2026-11-22T10:00:00.000Z',
);
const deadline: Input = { kind: 'deadline' };
const failed: Fact = { kind: 'step_failed', message: 'the release was stopped by hand' };

function stepOf(payment: Payment, input: Input): Step {
  const decision = decide(payment, input);
  if (decision.kind !== 'do') throw new Error(JSON.stringify(decision));
  return decision.step;
}

/** One of two lines was given up, and a new hold lives for the other one, beside the old hold on both. */
function renewedForOneLine(): Payment {
  const held = authorized(order, { card });
  const content = { cancellationId: 'c1', reason: 'r', lines: [{ lineId: '2', quantity: 1 }], contentHash: 'c1' };
  const cancelling: Input = { kind: 'cancel_lines', cancellation: { ...content, requestId: 'r' } };
  const given = stepOf(held, cancelling);
  if (given.kind !== 'cancel_lines') throw new Error(given.kind);
  const reduced = evolve(held, given, obey(given, held));
  if (reduced.hold.state !== 'held') throw new Error(reduced.hold.state);
  const hold: LiveHold = {
    ...reduced.hold,
    paymentIntentId: 'pi_2',
    chargeId: 'ch_2',
    amount: 2300,
    captureBefore: '2026-12-06T10:00:00.000Z',
    releaseAt: '2026-12-05T22:00:00.000Z',
  };
  return evolve(reduced, stepOf(reduced, deadline), { kind: 'hold_placed', hold });
}

describe('an old hold that cannot be given back', () => {
  const renewed = renewedForOneLine();
  const release = stepOf(renewed, deadline);
  const tried = evolve(renewed, release, failed);

  it('is due at once, and once more when the network drops it', () => {
    expect(deadlineOf(renewed)).toBe(AT_ONCE);
    expect(release).toMatchObject({ kind: 'release', authorizationGeneration: 1, amount: 4600 });
    expect(deadlineOf(tried)).toBe('2026-11-29T10:00:00.000Z');
    expect(stepOf(tried, deadline)).toEqual(release);
    expect(tried.attention).toEqual(['provider_misuse']);
  });

  it('is left to the network then: the order goes on with the new hold, and every cent has its place', () => {
    const left = evolve(tried, stepOf(tried, deadline), failed);
    expect([statusOf(left), deadlineOf(left)]).toEqual(['authorized', '2026-12-05T22:00:00.000Z']);
    expect(outcomeOf(left)).toMatchObject({ captured: 0, released: 0, lost: 2300 });
    const done = ship(left, parcel('A', [{ lineId: '1', quantity: 1 }]));
    expect(outcomeOf(done)).toMatchObject({ status: 'captured', captured: 2300, released: 0, lost: 2300 });
  });
});

test('an order whose buyer never paid is given up: there is no hold that could be renewed', () => {
  const opened = openPayment(order);
  const nothing = { paymentIntentId: 'pi_1', clientSecret: 'secret', nextAction: null, lastError: null };
  const hold = { state: 'requires_payment_method', ...nothing } as const;
  const awaited = evolve(opened, stepOf(opened, { kind: 'authorize' }), { kind: 'hold_awaited', hold });
  expect(stepOf(awaited, deadline)).toMatchObject({
    kind: 'release',
    how: 'cancel',
    cause: { kind: 'deadline', reason: 'abandoned' },
  });
});
