import { INBOX_SWEEP_SCHEDULE } from '../../workflows/inbox-sweep/messages';
import { openDatabase } from '../../libs/postgres/database/database';
import { eventually } from '../setup/eventually';
import type { Holdfast } from '../setup/holdfast';

/** Every webhook that was stored has an outcome, once the sweep was there, and none is a dead letter. */
export async function expectEveryEventHandled({ client, databaseUrl }: Holdfast): Promise<void> {
  const database = openDatabase({ url: databaseUrl, applicationName: 'test' });
  const sweep = client.schedule.getHandle(INBOX_SWEEP_SCHEDULE);
  try {
    await eventually(
      async () => {
        const waiting = await database
          .selectFrom('webhook_events')
          .select(['event_id', 'type', 'outcome', 'last_error'])
          .where('delivered_at', 'is', null)
          .execute();
        if (waiting.length > 0) await sweep.trigger();
        return waiting;
      },
      (waiting) => waiting.length === 0,
      90,
    );
  } finally {
    await database.destroy();
  }
}
