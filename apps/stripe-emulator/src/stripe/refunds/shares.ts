/** Something a refund takes back in proportion: a fee or a transfer of one capture. */
export interface Shareable {
  readonly amount: number;
  readonly taken: number;
}

/** How much of each to take back for a part of a charge, oldest first; for the last part whatever is left of them. */
export function proportion<T>(
  items: readonly T[],
  measure: (item: T) => Shareable,
  part: number,
  whole: number,
  isLast: boolean,
): { readonly item: T; readonly amount: number }[] {
  const total = items.reduce((sum, item) => sum + measure(item).amount, 0);
  let wanted = isLast ? total : Math.round((total * part) / whole);
  const taken: { readonly item: T; readonly amount: number }[] = [];
  for (const item of items) {
    const left = measure(item);
    const amount = Math.min(wanted, left.amount - left.taken);
    wanted -= amount;
    if (amount > 0) taken.push({ item, amount });
  }
  return taken;
}
