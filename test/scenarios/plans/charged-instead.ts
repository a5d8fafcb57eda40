import { cardOf } from '../cards';
import { chargeOnShip } from './charge-on-ship';
import type { ScenarioPlan } from './plan';

/** The card allows one capture: its hold is given back at once, and each shipment is charged as with `charge_on_ship`. */
export const chargedInstead: ScenarioPlan = {
  ...chargeOnShip,
  order: (cell) => ({
    card: cardOf(cell, 'once', true),
    saveForLater: true,
    fulfilment: 'shipments',
    withoutMulticapture: 'charge_on_ship',
  }),
};
