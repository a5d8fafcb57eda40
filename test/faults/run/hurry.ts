import { ACCOUNTING_SCHEDULE } from '../../../workflows/accounting/messages';
import { ORDER_WATCH_SCHEDULE } from '../../../workflows/order-watch/messages';
import { lookPatiently } from '../place/look-patiently';
import type { Place } from '../place/place';

/** What comes once a minute, or after a refusal a minute later or ten, comes now: no life is so long. May be repeated. */
export async function hurry({ client, database }: Place): Promise<void> {
  const due = { due_at: new Date().toISOString() };
  await lookPatiently(() => database.updateTable('missed_events_search').set(due).execute());
  await lookPatiently(() => database.updateTable('balance_reading').set(due).execute());
  for (const schedule of [ORDER_WATCH_SCHEDULE, ACCOUNTING_SCHEDULE]) {
    await client.schedule.getHandle(schedule).trigger();
  }
}
