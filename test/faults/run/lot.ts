import { createHash } from 'node:crypto';
import { cellId, type Cell } from '../cells/cell';

/** A number that is the same on every machine. */
export function lot(cell: Cell, seed: string): number {
  return createHash('sha256')
    .update(`${seed} ${cellId(cell)}`)
    .digest()
    .readUInt32BE(0);
}
