import type { Logger } from 'pino';
import type { WholeGateway } from '../libs/domain/card-gateway';
import type { Database } from '../libs/postgres/database';

/** What the payment activities are built over. */
export interface PaymentNeeds {
  readonly gateway: WholeGateway;
  readonly database: Database;
  readonly clock: () => Date;
  /** When no event has told of a settlement after this time, it is read. */
  readonly settlementReadAfterSeconds: number;
  readonly log: Logger;
}

export function nowOf({ clock }: PaymentNeeds): string {
  return clock().toISOString();
}
