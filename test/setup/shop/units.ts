import type { LineQuantity } from '../../../libs/domain/orders/shipment-price';

/** Units of lines, written as the ship check takes them: `1:2,2:1` is two of line 1 and one of line 2. */
export function units(written: string): LineQuantity[] {
  return written.split(',').map((each) => {
    const [lineId = '', quantity = ''] = each.split(':');
    return { lineId, quantity: Number(quantity) };
  });
}

/** Every unit of the example order. */
export const EVERYTHING = '1:1,2:1';
