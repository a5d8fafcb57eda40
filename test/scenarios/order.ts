import { declinedCardAt } from './cards';
import type { Cell } from './cell';
import { unitsOf } from './expected';
import { planNamed } from './plans';

/** Minor units of one unit of a scenario's order: price, tax and its share of the shipping, all alike for every unit. */
export const UNIT_WORTH = 1_000 + 90 + 10;

export interface OrderPlace {
  readonly orderId: string;
  readonly customer: string;
  /** The order's margin, in seconds. */
  readonly marginSeconds: number;
}

/** The body of `POST /v1/orders` for a cell. What is as by default is left out. */
export function orderBody(cell: Cell, { orderId, customer, marginSeconds }: OrderPlace): object {
  const units = unitsOf(cell);
  const { card, saveForLater, fulfilment, withoutMulticapture } = planNamed(cell.plan).order(cell);
  const { condition, deadline, provider } = cell;
  return {
    orderId,
    currency: 'usd',
    lines: [
      {
        lineId: LINE,
        productCode: 'SKU001',
        name: 'Product 001',
        quantity: units,
        unitPrice: 1_000,
        taxAmount: 90 * units,
      },
    ],
    shipping: { amount: 10 * units },
    payment: {
      ...(provider !== 'stripe' && { provider }),
      ...{ paymentMethod: condition === 'declined_first' ? declinedCardAt(provider) : card, customer },
      ...(saveForLater && { saveForLater }),
      ...(condition === 'authenticates' && { returnUrl: 'https://shop.example/return' }),
    },
    policy: {
      marginSeconds,
      ...(deadline !== 'all_shipped' && deadline !== 'release' && { onDeadline: deadline }),
      ...(fulfilment !== 'shipments' && { fulfilment }),
      ...(withoutMulticapture !== undefined && { withoutMulticapture }),
    },
  };
}

const LINE = '1';

/** The body of `POST …/shipments`. */
export function shipmentBody(shipmentId: string, quantity: number): object {
  return { shipmentId, lines: [{ lineId: LINE, quantity }] };
}
