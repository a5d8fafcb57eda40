import type { Logger } from 'pino';
import type { ProviderCapabilities } from '../../libs/domain/capabilities/payment-provider';
import type { WholeGateway } from '../../libs/domain/provider/card-gateway';
import type { Database } from '../../libs/postgres/database/database';
import type { ChangeSource } from '../../libs/postgres/orders/order-change';
import type { RetryPauses } from './provider-failure';

/** Told how each attempt of a step ended. */
export interface StepRecorder {
  /** @param outcome the kind of the fact it ended with, or how it failed; never anything of an order */
  stepEnded(step: string, outcome: string, seconds: number): void;
}

/** What the payment activities are built over. */
export interface StepContext {
  readonly gateway: WholeGateway;
  /** Whom the gateway leads to. */
  readonly provider: ProviderCapabilities;
  readonly database: Database;
  readonly clock: () => Date;
  /** Where the shop shows an order, with `{orderId}` in its place; absent: nowhere that we know. */
  readonly orderUrlTemplate?: string | undefined;
  /** When no event has told of a settlement after this time, it is read. */
  readonly settlementReadAfterSeconds: number;
  /** Between the attempts of a step that fails. */
  readonly retryPauses: RetryPauses;
  /** How long the gateway waits for an answer: what is longer ago has arrived, or never will. */
  readonly providerTimeoutSeconds: number;
  readonly log: Logger;
  readonly recorder?: StepRecorder;
  /** The run of the workflow that asked for the step; absent outside one. */
  readonly run?: ChangeSource['run'];
  /** Of one attempt of a step: told of the order's calls for a person, as an outcome is recorded. */
  readonly sawAttentions?: ChangeSource['sawAttentions'];
}

/** The instant, ISO 8601 UTC. */
export function nowOf({ clock }: Pick<StepContext, 'clock'>): string {
  return clock().toISOString();
}
