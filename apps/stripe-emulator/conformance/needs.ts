import type { Need } from './behaviour';

/** Why a behaviour cannot run against a Stripe test account. */
export const REASONS: Readonly<Record<Need, string>> = {
  clock: 'Stripe has no clock that moves card holds and settlements',
  settings: 'the features of a Stripe account cannot be switched by a request',
  faults: 'Stripe loses no answer on request',
  checks: 'the invariants are those of the emulator',
  receiver: 'Stripe cannot reach a webhook endpoint on this machine',
  'quiet account': 'other traffic of the account would show',
  multicapture: 'this account has no multicapture',
  overcapture: 'this account has no overcapture',
  incremental_authorization: 'this account has no incremental authorization',
  extended_authorization: 'this account has no extended authorization',
  'connected account': 'no connected account is known',
};

/** The needs that only an emulator serves; the others depend on the Stripe account. */
export const EMULATOR_ALONE: ReadonlySet<Need> = new Set([
  'clock',
  'settings',
  'faults',
  'checks',
  'receiver',
  'quiet account',
  'connected account',
]);
