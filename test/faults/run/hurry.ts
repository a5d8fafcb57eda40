import { ServiceError } from '@temporalio/client';
import { ACCOUNTING_SCHEDULE } from '../../../workflows/accounting/messages';
import { ORDER_WATCH_SCHEDULE } from '../../../workflows/order-watch/messages';
import { eventually, lookPatiently } from '../../setup/eventually';
import type { Place } from '../place/place';

/** What comes once a minute, or after a refusal a minute later or ten, comes now: no life is so long. May be repeated. */
export async function hurry(place: Place): Promise<void> {
  const { database } = place;
  const due = { due_at: new Date().toISOString() };
  await lookPatiently(() => database.updateTable('missed_events_search').set(due).execute());
  await lookPatiently(() => database.updateTable('balance_reading').set(due).execute());
  for (const schedule of [ORDER_WATCH_SCHEDULE, ACCOUNTING_SCHEDULE]) await trigger(schedule, place);
}

/** A server that dozens of lives keep busy may not answer in time; that is no end of a run. */
const BUSY_SECONDS = 60;

/** May be repeated: triggered twice, it runs once more. @throws Error when Temporal does not answer for long */
async function trigger(schedule: string, { client }: Place): Promise<void> {
  const ask = (): Promise<unknown> =>
    client.schedule
      .getHandle(schedule)
      .trigger()
      .catch((error: unknown) => {
        if (error instanceof ServiceError) return error;
        throw error;
      });
  await eventually(ask, (error) => error === undefined, BUSY_SECONDS);
}
