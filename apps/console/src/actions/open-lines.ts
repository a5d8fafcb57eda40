import type { Schemas } from '../api/holdfast';
import type { Choosable } from './units-fields';

/** Lines of which something is neither shipped nor canceled. */
export function openLinesOf({ lines }: Schemas['Order']): Choosable[] {
  return lines.filter(({ open }) => open > 0).map(({ lineId, name, open: most }) => ({ lineId, name, most }));
}

/** Lines of which something has shipped, and can come back. */
export function shippedLinesOf({ lines }: Schemas['Order']): Choosable[] {
  return lines.filter(({ shipped }) => shipped > 0).map(({ lineId, name, shipped: most }) => ({ lineId, name, most }));
}
