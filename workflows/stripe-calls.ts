import { KEY_TRUSTED_SECONDS } from '../libs/domain/provider/idempotency-key';

/**
 * Options of every activity that calls Stripe. It stays on the queue of its workflow, where the server hands it to the
 * worker together with the answer that schedules it (docs/decisions/0032). A call has 30 s, more than the Stripe
 * client's own timeout, so that a slow answer is seen as what it is; a worker that died is noticed after 10 s without a
 * heartbeat. Retries go on until the outcome is known: a step that has an end sets it itself.
 */
export const STRIPE_CALL = {
  startToCloseTimeout: '30s',
  heartbeatTimeout: '10s',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m' },
} as const;

/**
 * Milliseconds after which Stripe is not asked again: the idempotency key is no longer safe, and only a read may say
 * more.
 */
export const ASKED_AT_MOST_MS = KEY_TRUSTED_SECONDS * 1000;

/**
 * For reads that may hang for as long as Stripe does: on a queue of their own, which whoever asks names, they keep no
 * worker from what moves money, and there they come last.
 * For an hour: then what made us look is looked at again, by the sweep or because the order still wants to know.
 */
export const PATIENT_READ = {
  ...STRIPE_CALL,
  scheduleToCloseTimeout: '1h',
  priority: { priorityKey: 5 },
} as const;
