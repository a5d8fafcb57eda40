import {
  cancellation,
  connect,
  coveredParcels,
  deadlineRelease,
  raise,
  refund,
  renewal,
  twoParcels,
} from './of-a-hold';
import { browser, chargeOnShip, dispute, immediate } from './with-the-buyer';
import type { Life } from './life';

/** Whoever adds a life here has added its cells. */
export const LIVES: readonly Life[] = [
  ...[twoParcels, coveredParcels, renewal, chargeOnShip, immediate, deadlineRelease],
  ...[cancellation, raise, refund, dispute, connect, browser],
];
