/** Names for what a person does here; who does the same twice by accident, or at once with a colleague, does it once. */

/** The next name of a row: `console-shipment-2`, where there is one. */
export function nextId(kind: 'shipment' | 'refund' | 'line', taken: readonly string[]): string {
  let count = taken.length + 1;
  while (taken.includes(idOf(kind, count))) count += 1;
  return idOf(kind, count);
}

function idOf(kind: string, count: number): string {
  return `console-${kind}-${count.toString()}`;
}

/** A name that nobody else makes, for what is not listed anywhere. Made once for a form, not for each attempt. */
export function newId(kind: 'cancellation' | 'change' | 'note'): string {
  const random = crypto.getRandomValues(new Uint8Array(8));
  return `console-${kind}-${[...random].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
