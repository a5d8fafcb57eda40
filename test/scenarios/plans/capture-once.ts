import type { Cell } from '../cell';
import { answers, endOfOpenUnit, unitsOf, type Expected, type ShipmentAnswer } from '../expected';
import { cardOf } from '../cards';
import { NOTHING_TO_DECLINE, type ScenarioPlan } from './plan';

/** The card allows one capture and was not kept: shipments are covered, and captured together by the last or the deadline. */
export const captureOnce: ScenarioPlan = {
  senseless: ({ deadline, condition }) => {
    if (deadline === 'reauthorize') return 'the card was not kept, so nothing could be held anew on it';
    return condition === 'declined_again' ? NOTHING_TO_DECLINE : undefined;
  },
  order: (cell) => ({
    card: cardOf(cell, 'once', false),
    saveForLater: false,
    fulfilment: 'shipments',
  }),
  expected: (cell): Expected => {
    const end = endOfOpenUnit(cell);
    return {
      status: 'completed',
      captured: unitsOf(cell) - end.released,
      lost: 0,
      attention: [],
      shipments: shipmentAnswers(cell),
      ...end,
    };
  },
};

function shipmentAnswers({ shipments, deadline }: Cell): ShipmentAnswer[] {
  if (deadline !== 'all_shipped') return answers(shipments, 'covered');
  return [...answers(shipments - 1, 'covered'), ...answers(1, 'captured')];
}
