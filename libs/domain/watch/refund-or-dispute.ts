/** What has a workflow of its own, beside that of its order. */
export type RefundOrDispute =
  | { readonly kind: 'refund'; readonly orderId: string; readonly refundId: string }
  | { readonly kind: 'dispute'; readonly orderId: string; readonly disputeId: string };

/** Names it within its order: `refund/R1`, `dispute/du_1`. */
export function nameBeside(work: RefundOrDispute): string {
  return work.kind === 'refund' ? `refund/${work.refundId}` : `dispute/${work.disputeId}`;
}

/** The refund or dispute of that name; undefined where the name is of neither. */
export function namedBeside(orderId: string, name: string): RefundOrDispute | undefined {
  if (name.startsWith('refund/')) return { kind: 'refund', orderId, refundId: name.slice('refund/'.length) };
  if (name.startsWith('dispute/')) return { kind: 'dispute', orderId, disputeId: name.slice('dispute/'.length) };
  return undefined;
}
