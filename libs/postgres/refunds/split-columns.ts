import type { Breakdown } from '../../domain/orders/shipment-price';
import type { RefundPartsTable } from '../records/refund-schema';

/** Columns that say what the money of a part is for; all of them are null where nobody could split it. */
export type SplitColumns = Pick<
  RefundPartsTable,
  'split_goods' | 'split_tax' | 'split_discount' | 'split_shipping' | 'split_adjustment' | 'split_credit'
>;

/** As a part's row has it. */
export function splitColumns(breakdown: Breakdown | null): SplitColumns {
  return {
    split_goods: breakdown?.goods ?? null,
    split_tax: breakdown?.tax ?? null,
    split_discount: breakdown?.discount ?? null,
    split_shipping: breakdown?.shipping ?? null,
    split_adjustment: breakdown?.adjustment ?? null,
    split_credit: breakdown?.credit ?? null,
  };
}

/** What a part's row says; minor units. */
export function splitOf({ amount, ...row }: SplitColumns & { readonly amount: number }): {
  readonly amount: number;
  readonly breakdown: Breakdown | null;
} {
  const { split_goods: goods, split_tax: tax, split_discount: discount } = row;
  const { split_shipping: shipping, split_adjustment: adjustment, split_credit: credit } = row;
  const isSplit = goods !== null && tax !== null && discount !== null && shipping !== null && adjustment !== null;
  if (!isSplit) return { amount, breakdown: null };
  return { amount, breakdown: { goods, tax, discount, shipping, adjustment, ...(credit !== null && { credit }) } };
}
