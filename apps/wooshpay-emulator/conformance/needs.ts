import type { Need } from './behaviour';

/** Why a behaviour cannot run against WooshPay's test host. */
export const REASONS: Readonly<Record<Need, string>> = {
  card: 'no test card is known (WOOSHPAY_CONFORMANCE_CARD)',
  'test methods': 'ids that stand for test cards are the emulator’s own',
  clock: 'WooshPay has no clock that moves holds',
  settings: 'what is assumed can be switched in the emulator only',
  faults: 'WooshPay loses no answer on request',
  receiver: 'WooshPay cannot reach a webhook endpoint on this machine',
  buyer: 'nobody answers the bank',
  'quiet account': 'other traffic of the account would show',
};
