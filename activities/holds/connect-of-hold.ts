import type { ConnectTerms } from '../../libs/domain/orders/connect-terms';
import type { HoldConnect } from '../../libs/domain/provider/payment-gateway';
import type { Price } from '../../libs/domain/orders/shipment-price';

interface PaidOrder {
  readonly payment: { readonly connect?: ConnectTerms | undefined };
}

/**
 * For whom a hold of this price is placed, whichever of the order's holds it is: one that forgot the destination would
 * keep all money on the platform.
 */
export function connectOfHold({ payment }: PaidOrder, { connect: split }: Price): { connect?: HoldConnect } {
  const { connect } = payment;
  if (connect === undefined || split === undefined) return {};
  const { destination, onBehalfOf } = connect;
  return { connect: { destination, onBehalfOf, split } };
}
