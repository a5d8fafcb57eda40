import { answers, endOfOpenUnit, unitsOf, type Expected, type ShipmentAnswer } from '../expected';
import type { Cell } from '../cell';
import { cardOf } from '../cards';
import { NOTHING_TO_DECLINE, type ScenarioPlan } from './plan';

/** Non-final captures that one hold takes. Source: https://docs.stripe.com/payments/multicapture */
const NON_FINAL_AT_MOST = 50;

/** Each shipment captures its own worth; the one with the last open unit is final. */
export const multicapture: ScenarioPlan = {
  senseless: ({ deadline, condition }) =>
    condition === 'declined_again' && deadline !== 'reauthorize' ? NOTHING_TO_DECLINE : undefined,
  order: (cell) => {
    const kept = cell.deadline === 'reauthorize';
    return { card: cardOf(cell, 'often', kept), saveForLater: kept, fulfilment: 'shipments' };
  },
  expected: (cell): Expected => {
    if (cell.condition === 'declined_again') {
      return {
        status: 'completed',
        captured: cell.shipments,
        released: 1,
        lost: 0,
        attention: ['reauthorization_failed'],
        shipments: shipmentAnswers(cell),
        // Covered shipments are captured before the card is asked again, so that there is no old hold to go on with.
        then: nonFinalOf(cell) > NON_FINAL_AT_MOST ? 'cancels_the_rest' : 'nothing',
      };
    }
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

/** Shipments that do not end the hold: all, or all but the last. */
function nonFinalOf({ shipments, deadline }: Cell): number {
  return deadline === 'all_shipped' ? shipments - 1 : shipments;
}

/** Beyond the limit a shipment that is not the last is covered, and captured with the final capture. */
function shipmentAnswers(cell: Cell): ShipmentAnswer[] {
  const covered = Math.max(nonFinalOf(cell) - NON_FINAL_AT_MOST, 0);
  return [...answers(cell.shipments - covered, 'captured'), ...answers(covered, 'covered')];
}
