import { unitsOf, type Expected } from '../expected';
import { cardOf } from '../cards';
import { NOTHING_TO_DECLINE, type ScenarioPlan } from './plan';

/** The whole order is paid when it is placed. */
export const immediate: ScenarioPlan = {
  senseless: ({ deadline, shipments, condition }) => {
    if (deadline !== 'all_shipped') return 'nothing is held, so no deadline comes';
    if (shipments !== 1) return 'the order is paid before anything ships: shipments change nothing';
    return condition === 'declined_again' ? NOTHING_TO_DECLINE : undefined;
  },
  order: (cell) => ({ card: cardOf(cell, 'often', false), saveForLater: false, fulfilment: 'immediate' }),
  expected: (cell): Expected => ({
    status: 'completed',
    captured: unitsOf(cell),
    released: 0,
    lost: 0,
    attention: [],
    shipments: [],
    then: 'nothing',
  }),
};
