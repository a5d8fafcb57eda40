import { answers, unitsOf, type Expected } from '../expected';
import { cardOf } from '../cards';
import type { ScenarioPlan } from './plan';

/** The card is set up when the order is placed; each shipment is a payment of its own, without the buyer. */
export const chargeOnShip: ScenarioPlan = {
  senseless: ({ deadline, condition }) => {
    if (deadline !== 'all_shipped') return 'nothing is held, so no deadline comes';
    return condition === 'declined_again' ? 'nothing is held, so nothing is held anew' : undefined;
  },
  order: (cell) => ({ card: cardOf(cell, 'often', true), saveForLater: true, fulfilment: 'charge_on_ship' }),
  expected: (cell): Expected => ({
    status: 'completed',
    captured: unitsOf(cell),
    released: 0,
    lost: 0,
    attention: [],
    shipments: answers(cell.shipments, 'captured'),
    then: 'nothing',
  }),
};
