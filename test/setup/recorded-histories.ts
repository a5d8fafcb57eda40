import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Workflows that live longer than a release, and whose histories are therefore kept. */
export type RecordedWorkflow = 'order-payment' | 'refund' | 'dispute';

export function historiesFolder(workflow: RecordedWorkflow): string {
  return join(__dirname, '../../workflows', workflow, 'histories');
}

/**
 * Keeps a history for the replay test when RECORD_HISTORIES is set. A history is recorded when its scenario is new and
 * never again: it stands for the workflows that run already when their code changes.
 */
export async function recordHistory(
  scenario: string,
  history: string,
  workflow: RecordedWorkflow = 'order-payment',
): Promise<void> {
  if (process.env['RECORD_HISTORIES'] === undefined) return;
  await mkdir(historiesFolder(workflow), { recursive: true });
  try {
    await writeFile(join(historiesFolder(workflow), `${scenario}.json`), `${history}\n`, { flag: 'wx' });
  } catch (error) {
    // By its shape: under jest, errors of Node's own modules are of another realm.
    if (!(typeof error === 'object' && error !== null && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}
