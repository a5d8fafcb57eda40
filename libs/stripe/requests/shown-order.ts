import type Stripe from 'stripe';
import type { ShippingAddress } from '../../domain/orders/buyer';
import type { OrderAtProvider } from '../../domain/provider/payment-gateway';

type Shown = Pick<Stripe.PaymentIntentCreateParams, 'description' | 'receipt_email' | 'shipping'>;

/**
 * What people see of the order in the Dashboard and on receipts; the address also counts in Radar and in disputes.
 * Source: https://docs.stripe.com/api/payment_intents/create
 */
export function shownParams(shown: OrderAtProvider | undefined): Shown {
  if (shown === undefined) return {};
  const { receiptEmail, shippingAddress } = shown.buyer;
  return {
    description: shown.title,
    ...(receiptEmail !== null && { receipt_email: receiptEmail }),
    ...(shippingAddress !== null && { shipping: addressParam(shippingAddress) }),
  };
}

/** Source: https://docs.stripe.com/api/payment_intents/create#create_payment_intent-shipping */
function addressParam(address: ShippingAddress): NonNullable<Shown['shipping']> {
  const { name, phone, line1, line2, city, state, postalCode, country } = address;
  return {
    name,
    ...(phone !== null && { phone }),
    address: {
      line1,
      country,
      ...(line2 !== null && { line2 }),
      ...(city !== null && { city }),
      ...(state !== null && { state }),
      ...(postalCode !== null && { postal_code: postalCode }),
    },
  };
}
