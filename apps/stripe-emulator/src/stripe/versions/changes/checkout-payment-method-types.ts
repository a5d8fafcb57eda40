import { typesIn } from './payment-method-types';
import type { VersionChange } from '../version-change';

/** Checkout took a list of the ways to pay, as PaymentIntents did. */
export const checkoutPaymentMethodTypes: VersionChange = {
  since: '2026-09-30.endive',
  sincePreview: '2026-08-26.preview',
  source: 'https://docs.stripe.com/changelog/endive/2026-09-30/remove-payment-method-types-checkout-sessions',
  ask: (asked) => {
    const { form, operation } = asked;
    const listed = form.get('payment_method_types');
    if (listed === undefined || operation !== 'POST /v1/checkout/sessions') return;
    const listedTypes = typesIn(listed);
    form.delete('payment_method_types');
    asked.ways = { ...asked.ways, listedTypes };
  },
};
