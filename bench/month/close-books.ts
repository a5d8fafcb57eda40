import { z } from 'zod';
import { monthReportSchema, type MonthReport } from '../../apps/api/src/reports/month.schema';
import { withSql, type MonthPlace } from './month-place';

/** Reads a month, finds a cent that was booked otherwise, and closes the month. */

/** A month as the API shows it. */
export async function readMonth(place: MonthPlace, month: string): Promise<MonthReport> {
  const { status, body } = await place.ask('GET', `/v1/reports/months/${month}`);
  if (status !== 200) throw new Error(`month ${month} was answered ${status.toString()}: ${JSON.stringify(body)}`);
  return monthReportSchema.parse(body);
}

const problemSchema = z.looseObject({ code: z.string(), detail: z.string() });

/** Closes it. @returns why it cannot be closed; null: it is */
export async function closeMonth(place: MonthPlace, month: string): Promise<string | null> {
  const { status, body } = await place.ask('POST', `/v1/reports/months/${month}/closing`, {});
  return status === 201 ? null : problemSchema.parse(body).detail;
}

/**
 * Books one cent more of a capture's fee: both entries of a movement, so that the ledger adds up as before.
 * @param cents 1, or -1 to take it back
 */
export async function plantCent(place: MonthPlace, orderId: string, cents: 1 | -1): Promise<void> {
  await withSql(place, async (client) => {
    // No program can change the ledger: only somebody with its password who switches its rules off.
    await client.query('set session_replication_role = replica');
    const { rowCount } = await client.query(
      `update ledger_entries set amount = amount + $2 where transaction_id = (
         select min(transaction_id) from ledger_transactions where order_id = $1 and kind = 'settled'
       )`,
      [orderId, cents],
    );
    if (rowCount !== 2) throw new Error(`order ${orderId} has no settlement of two entries`);
  });
}
