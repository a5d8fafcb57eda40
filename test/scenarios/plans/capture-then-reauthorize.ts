import type { Cell } from '../cell';
import { answers, endOfOpenUnit, unitsOf, type Expected } from '../expected';
import { cardOf } from '../cards';
import { NOTHING_TO_DECLINE, type ScenarioPlan } from './plan';

/** How often the product holds the rest anew; after that everything that is open must ship together. */
const RENEWALS_AT_MOST = 12;

/**
 * The card allows one capture and was kept: each shipment takes its worth as a final capture, and what has not shipped is
 * held anew without the buyer.
 */
export const captureThenReauthorize: ScenarioPlan = {
  senseless: (cell) =>
    cell.condition === 'declined_again' && leavingOpen(cell) === 0 ? NOTHING_TO_DECLINE : undefined,
  order: (cell) => ({
    card: cardOf(cell, 'once', true),
    saveForLater: true,
    fulfilment: 'shipments',
  }),
  expected: (cell): Expected => {
    if (cell.condition === 'declined_again') return afterTheDecline(cell);
    return leavingOpen(cell) > RENEWALS_AT_MOST ? afterTheLastRenewal(cell) : renewed(cell);
  },
};

/** Shipments that leave something open behind them. */
function leavingOpen({ shipments, deadline }: Cell): number {
  return deadline === 'all_shipped' ? shipments - 1 : shipments;
}

function renewed(cell: Cell): Expected {
  const end = endOfOpenUnit(cell);
  return {
    status: 'completed',
    captured: unitsOf(cell) - end.released,
    lost: 0,
    attention: [],
    shipments: answers(cell.shipments, 'captured'),
    ...end,
  };
}

/** The first shipment is paid; nothing is held for the others, and the shop gives them up. */
function afterTheDecline(cell: Cell): Expected {
  return {
    status: 'completed',
    captured: 1,
    released: unitsOf(cell) - 1,
    lost: 0,
    attention: ['reauthorization_failed'],
    shipments: [...answers(1, 'captured'), ...answers(cell.shipments - 1, 'refused')],
    then: 'cancels_the_rest',
  };
}

/** No further shipment is taken from the last hold unless it is the last one; the deadline of that hold ends the order. */
function afterTheLastRenewal(cell: Cell): Expected {
  const open = unitsOf(cell) - RENEWALS_AT_MOST;
  const given = cell.deadline === 'release' || cell.deadline === 'reauthorize' ? open : 0;
  return {
    status: 'completed',
    captured: unitsOf(cell) - given,
    released: given,
    lost: 0,
    attention: cell.deadline === 'reauthorize' ? ['reauthorization_failed'] : [],
    shipments: [...answers(RENEWALS_AT_MOST, 'captured'), ...answers(cell.shipments - RENEWALS_AT_MOST, 'refused')],
    then: cell.deadline === 'all_shipped' ? 'ships_the_rest' : 'nothing',
  };
}
