import type {
  AuthorizeOutcome,
  AuthorizeStep,
  CaptureOutcome,
  CaptureStep,
  ReadHoldOutcome,
  ReadHoldStep,
  ReleaseOutcome,
  ReleaseStep,
  SettleOutcome,
  SettleStep,
} from '../libs/domain/steps';

/**
 * The steps of an order's payment, as Temporal runs them. Each may be repeated at any point: it records its intent,
 * calls the provider, and records the outcome; on a second attempt it reads what the first one left behind.
 *
 * Failures are `ApplicationFailure`s of type `ProviderUnavailable` (always worth repeating) or `ProviderMisuse` (our own
 * mistake, raised as attention): final for `authorize` and `capture`, repeated slowly for the others, because those
 * must come to an end. Everything else that is thrown is a database in trouble, and worth repeating.
 */
export interface PaymentActivities {
  authorize(step: AuthorizeStep): Promise<AuthorizeOutcome>;
  capture(step: CaptureStep): Promise<CaptureOutcome>;
  /** For a capture whose attempts were given up: reads what became of it, and never asks for it again. */
  resolveCapture(step: CaptureStep): Promise<CaptureOutcome>;
  release(step: ReleaseStep): Promise<ReleaseOutcome>;
  readHold(step: ReadHoldStep): Promise<ReadHoldOutcome>;
  settle(step: SettleStep): Promise<SettleOutcome>;
}
