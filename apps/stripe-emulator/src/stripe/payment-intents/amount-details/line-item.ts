import type { JsonObject } from '../../../../../../libs/emulation/objects/json';

export interface LineItem {
  readonly id: string;
  readonly productName: string;
  readonly unitCost: number;
  readonly quantity: number;
  readonly discountAmount: number | null;
  readonly tax: number | null;
  readonly productCode: string | null;
  readonly unitOfMeasure: string | null;
  /** By payment method, as given: `{ card: { commodity_code } }`. */
  readonly paymentMethodOptions: ReadonlyMap<string, ReadonlyMap<string, string>> | null;
}

export function renderLineItem(item: LineItem): JsonObject {
  return {
    id: item.id,
    object: 'payment_intent_amount_details_line_item',
    discount_amount: item.discountAmount,
    payment_method_options: item.paymentMethodOptions === null ? null : renderOptions(item.paymentMethodOptions),
    product_code: item.productCode,
    product_name: item.productName,
    quantity: item.quantity,
    tax: item.tax === null ? null : { total_tax_amount: item.tax },
    unit_cost: item.unitCost,
    unit_of_measure: item.unitOfMeasure,
  };
}

function renderOptions(options: ReadonlyMap<string, ReadonlyMap<string, string>>): JsonObject {
  return Object.fromEntries([...options].map(([method, given]) => [method, Object.fromEntries(given)]));
}
