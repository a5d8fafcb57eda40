import type { Logger } from 'pino';
import type { WholeGateway } from '../libs/domain/card-gateway';
import type { Database } from '../libs/postgres/database';

/** Told how each attempt of a step ended. */
export interface StepRecorder {
  /** @param outcome the kind of the fact it ended with, or how it failed; never anything of an order */
  stepEnded(step: string, outcome: string, seconds: number): void;
}

/** What the payment activities are built over. */
export interface PaymentNeeds {
  readonly gateway: WholeGateway;
  readonly database: Database;
  readonly clock: () => Date;
  /** When no event has told of a settlement after this time, it is read. */
  readonly settlementReadAfterSeconds: number;
  readonly log: Logger;
  readonly recorder?: StepRecorder;
}

export function nowOf({ clock }: PaymentNeeds): string {
  return clock().toISOString();
}
