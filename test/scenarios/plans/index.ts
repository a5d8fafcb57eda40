import type { PlanName } from '../cell';
import { captureOnce } from './capture-once';
import { captureThenReauthorize } from './capture-then-reauthorize';
import { chargedInstead } from './charged-instead';
import { chargeOnShip } from './charge-on-ship';
import { immediate } from './immediate';
import { multicapture } from './multicapture';
import type { ScenarioPlan } from './plan';

const BY_NAME: Readonly<Record<PlanName, ScenarioPlan>> = {
  multicapture,
  capture_then_reauthorize: captureThenReauthorize,
  capture_once: captureOnce,
  charge_on_ship: chargeOnShip,
  charged_instead: chargedInstead,
  immediate,
};

export function planNamed(name: PlanName): ScenarioPlan {
  return BY_NAME[name];
}
