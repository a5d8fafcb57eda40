import type { Cell } from '../cell';
import { answers, endOfOpenUnit, unitsOf, type Expected } from '../expected';
import { NOTHING_TO_DECLINE, type ScenarioPlan } from './plan';

/**
 * The card allows one capture and was kept: each parcel takes its worth as a final capture, and what has not shipped is
 * held anew without the buyer. When the bank declines that, the order ends with what was captured.
 */
export const captureThenReauthorize: ScenarioPlan = {
  senseless: ({ parcels, deadline, condition }) =>
    condition === 'declined_again' && deadline === 'all_shipped' && parcels === 1 ? NOTHING_TO_DECLINE : undefined,
  needs: () => ['capture_then_reauthorize'],
  order: ({ condition }) => ({
    card:
      condition === 'declined_again'
        ? 'pm_card_emulatorOffSessionDeclined_disableEnterpriseCardFeatures'
        : 'pm_card_credit_disableEnterpriseCardFeatures',
    saveForLater: true,
    fulfilment: 'shipments',
  }),
  expected: (cell): Expected => (cell.condition === 'declined_again' ? afterTheDecline(cell) : undisturbed(cell)),
};

function undisturbed(cell: Cell): Expected {
  const end = endOfOpenUnit(cell);
  return {
    status: 'completed',
    captured: unitsOf(cell) - end.released,
    lost: 0,
    attention: [],
    parcels: answers(cell.parcels, 'captured'),
    ...end,
  };
}

/** The first parcel is paid; nothing is held for the others. */
function afterTheDecline(cell: Cell): Expected {
  return {
    status: 'completed',
    captured: 1,
    released: unitsOf(cell) - 1,
    lost: 0,
    attention: ['reauthorization_failed'],
    parcels: [...answers(1, 'captured'), ...answers(cell.parcels - 1, 'refused')],
    shipsAfterDeadline: false,
  };
}
