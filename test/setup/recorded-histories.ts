import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export const historiesFolder = join(__dirname, '../../workflows/order-payment/histories');

/**
 * Keeps a history for the replay test when RECORD_HISTORIES is set. A history is recorded when its scenario is new and
 * never again: it stands for the orders that run already when the workflow's code changes.
 */
export async function recordHistory(scenario: string, history: string): Promise<void> {
  if (process.env['RECORD_HISTORIES'] === undefined) return;
  await mkdir(historiesFolder, { recursive: true });
  try {
    await writeFile(join(historiesFolder, `${scenario}.json`), `${history}\n`, { flag: 'wx' });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}
