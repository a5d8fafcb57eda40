import { accept, newOrder } from '../../../test/examples/orders';
import { authorized, obey, shipmentOf, ship } from '../../../test/examples/payments';
import { decide } from '../lifecycle/decide';
import { evolve } from '../lifecycle/evolve';
import type { LiveHold } from '../payment/hold';
import type { Input } from '../orders/inputs';
import type { Payment } from '../payment/payment';
import type { Step } from '../payment/steps';

const WARN_AT = '2026-11-27T22:00:00.000Z';
const card = { customer: 'cus_1', paymentMethod: 'pm_1' };
const example = newOrder();
const order = accept({
  ...example,
  payment: { ...example.payment, customer: card.customer, saveForLater: true },
  policy: { ...example.policy, onDeadline: 'reauthorize' },
});

function stepOf(payment: Payment, input: Input): Step {
  const decision = decide(payment, input);
  if (decision.kind !== 'do') throw new Error(JSON.stringify(decision));
  return decision.step;
}

/** Two units have not shipped, and a person was told. */
function warned(): Payment {
  const payment = authorized(order, { warnAt: WARN_AT, card });
  const step = stepOf(payment, { kind: 'deadline', at: WARN_AT });
  if (step.kind !== 'warn') throw new Error(step.kind);
  return evolve(payment, step, obey(step, payment));
}

describe('the call for a person about units that have not shipped', () => {
  it('says what they are worth, and what becomes of them', () => {
    const step = stepOf(authorized(order, { warnAt: WARN_AT, card }), { kind: 'deadline', at: WARN_AT });
    expect(step).toMatchObject({ kind: 'warn', units: 2, amount: 4600, coveredAmount: 0, onDeadline: 'reauthorize' });
  });

  it('stands until the last unit has left', () => {
    expect(warned().attention).toEqual(['hold_expiring']);
    const half = ship(warned(), shipmentOf('A', [{ lineId: '1', quantity: 1 }]));
    expect(half.attention).toEqual(['hold_expiring']);
    expect(ship(half, shipmentOf('B', [{ lineId: '2', quantity: 1 }])).attention).toEqual([]);
  });

  it('ends once another hold has taken the place of the one that was about to end', () => {
    const step = stepOf(warned(), { kind: 'deadline' });
    const { hold } = authorized(order, { warnAt: WARN_AT, card });
    if (hold.state !== 'held') throw new Error(hold.state);
    const next: LiveHold = { ...hold, paymentIntentId: 'pi_2', chargeId: 'ch_2' };
    expect(step).toMatchObject({ kind: 'authorize', generation: 2 });
    expect(evolve(warned(), step, { kind: 'hold_placed', hold: next }).attention).toEqual([]);
  });
});
