import type { Logger } from 'pino';
import { DeploymentConflict } from '../../libs/domain/provider/deployment';
import { openAttention } from '../../libs/postgres/orders/attention-store';
import type { Database } from '../../libs/postgres/database/database';
import { noticeConflict } from '../../libs/postgres/deployment/deployment-store';
import { OrderNotRecorded, recordIntent, type ChangeSource } from '../../libs/postgres/orders/order-change';

interface ConflictContext {
  readonly database: Database;
  readonly clock: () => Date;
  readonly log: Logger;
}

/**
 * Another database goes by our name, perhaps a restored copy of this one: writes that down, which stops all that moves
 * money in every process, and calls a person.
 * @param seen what shows it, in words for people
 * @returns what is to be thrown: the step goes on once a person has said which database lives
 */
export async function noticeOther(
  { database, clock, log }: ConflictContext,
  orderId: string | null,
  seen: string,
): Promise<DeploymentConflict> {
  const at = clock().toISOString();
  if (await noticeConflict(database, { since: at, seen, orderId })) {
    log.error(
      { orderId, seen },
      'another database uses this deployment’s name: no money is moved until `npm run deployment` says which one lives on',
    );
  }
  if (orderId !== null) await openConflictAttention(database, orderId, at, seen);
  return new DeploymentConflict(at);
}

async function openConflictAttention(database: Database, orderId: string, at: string, seen: string): Promise<void> {
  const source: ChangeSource = { orderId, at, origin: { actor: 'holdfast', requestId: null, eventId: null } };
  const message = `${seen}. No money is moved until \`npm run deployment\` says which database lives on`;
  try {
    await recordIntent(database, source, (change) => openAttention(change, 'deployment_conflict', message));
  } catch (error) {
    // It is an order of the other database alone.
    if (!(error instanceof OrderNotRecorded)) throw error;
  }
}
