import type Stripe from 'stripe';
import type { ConnectSplit } from '../../domain/orders/connect-terms';
import type { Deployment } from '../../domain/provider/deployment';
import type { HoldConnect } from '../../domain/provider/payment-gateway';

/**
 * A destination charge: the hold says for whom it is. The transfer group is what the transfers of its captures are
 * found by. Source: https://docs.stripe.com/connect/destination-charges
 */
export function holdConnectParams(
  connect: HoldConnect | undefined,
  group: string,
): Pick<
  Stripe.PaymentIntentCreateParams,
  'transfer_data' | 'application_fee_amount' | 'on_behalf_of' | 'transfer_group'
> {
  if (connect === undefined) return {};
  const { destination, onBehalfOf, split } = connect;
  return {
    ...(onBehalfOf && { on_behalf_of: destination }),
    transfer_data: { destination, ...(split.kind === 'transfer' && { amount: split.amount }) },
    ...(split.kind === 'application_fee' && { application_fee_amount: split.amount }),
    transfer_group: group,
  };
}

/** What all transfers of an order are listed by: its number alone may be that of another deployment's order too. */
export function transferGroupOf({ name }: Deployment, orderId: string): string {
  return `${name}/${orderId}`;
}

/**
 * Every capture says its own share: what the first one of a hold says, all later ones must say too, and without it the
 * first would take the whole fee. Source: https://docs.stripe.com/payments/multicapture
 */
export function captureConnectParams(
  split: ConnectSplit | undefined,
): Pick<Stripe.PaymentIntentCaptureParams, 'transfer_data' | 'application_fee_amount'> {
  if (split === undefined) return {};
  switch (split.kind) {
    case 'everything':
      return {};
    case 'application_fee':
      return { application_fee_amount: split.amount };
    case 'transfer':
      return { transfer_data: { amount: split.amount } };
  }
}
