import type { Payment } from './payment';
import type { UnitSpan } from '../orders/shipment-price';
import { joined } from '../orders/unit-spans';

/** What one run of an order's workflow hands to the next; the order itself is the first argument of both. */
export type CarriedPayment = Omit<Payment, 'order'>;

/**
 * The payment as the next run needs it. Which units a shipment took lies in PostgreSQL; here only their sum counts, and
 * 200 lines in each of a hundred shipments are more than one argument of a workflow can be (2 MB,
 * https://docs.temporal.io/cloud/limits). So the first shipment is handed on with the units of all.
 */
export function carriedPayment({ shipments, covered, cancellations, ...rest }: CarriedPayment): CarriedPayment {
  return {
    ...rest,
    shipments: withFirst(shipments),
    covered: withFirst(covered).map((priced) => ({ ...priced, shipment: { ...priced.shipment, lines: [] } })),
    cancellations: withFirst(cancellations),
  };
}

function withFirst<Group extends { readonly spans: readonly UnitSpan[] }>(groups: readonly Group[]): Group[] {
  const all = joined(groups.flatMap(({ spans }) => spans));
  return groups.map((group, index) => ({ ...group, spans: index === 0 ? all : [] }));
}
