import {
  addedLines,
  amountShipments,
  adoption,
  anotherCard,
  cancellation,
  changedLines,
  connect,
  coveredShipments,
  deadlineRelease,
  giftCard,
  raise,
  refund,
  renewal,
  twoShipments,
} from './of-a-hold';
import { AT_WOOSHPAY } from './at-wooshpay';
import { disputedSale, reopenedUnits } from './of-returns';
import { browser, chargeOnShip, dispute, immediate } from './with-the-buyer';
import type { Life } from './life';

/** Whoever adds a life here has added its cells. */
export const LIVES: readonly Life[] = [
  ...[twoShipments, coveredShipments, renewal, chargeOnShip, immediate, deadlineRelease],
  ...[amountShipments, changedLines, addedLines, cancellation, raise, refund, dispute, connect, browser],
  ...[anotherCard, adoption, giftCard],
  ...[reopenedUnits, disputedSale],
  ...AT_WOOSHPAY,
];
