import { price } from '../stripe/currency';
import { totalOf } from '../stripe/checkout/session';
import type { CheckoutSession } from '../stripe/checkout/session';
import { escaped } from '../../../../libs/emulation/http/html';
import { page } from '../../../../libs/emulation/http/page';

/** What a buyer may pay with, by the name that says what it does. */
const METHODS: readonly (readonly [string, string])[] = [
  ['pm_card_visa', 'Visa 4242: pays'],
  ['pm_card_mastercard', 'Mastercard 4444: pays'],
  ['pm_card_threeDSecureRequired', 'Visa 3063: asks for 3-D Secure'],
  ['pm_card_visa_chargeDeclined', 'Visa 0002: is declined'],
  ['pm_card_visa_chargeDeclinedInsufficientFunds', 'Visa 9995: is declined for lack of funds'],
  ['pm_card_createDispute', 'Visa 0259: pays, then is disputed'],
];

/** The hosted page of a Checkout Session: what is bought, and the ways it can end. */
export function checkoutPage(session: CheckoutSession, refused: string | null): string {
  if (session.status !== 'open') {
    return page('Checkout', `<p>Nothing to pay: this checkout is <strong>${session.status}</strong>.</p>`);
  }
  const { currency, given } = session;
  const lines = session.lines.map(
    ({ description, price: { unitAmount }, quantity }) =>
      `<tr><td>${escaped(description)}</td><td>${String(quantity)} ×</td><td>${price(unitAmount, currency)}</td></tr>`,
  );
  const methods = METHODS.map(([id, name]) => `<option value="${id}">${name}</option>`);
  const cancel = given.text('cancel_url');
  return page(
    'Checkout',
    `${refused === null ? '' : `<p role="alert"><strong>${escaped(refused)}</strong></p>`}
<table>${lines.join('')}</table>
<p>Total: <strong>${price(totalOf(session), currency)}</strong></p>
<form method="post">
<p><label>E-mail <input name="email" type="email" value="${escaped(given.text('customer_email') ?? 'jenny@example.com')}"></label></p>
<p><label>Card <select name="payment_method">${methods.join('')}</select></label></p>
<button>Pay</button>
</form>
${cancel === undefined ? '' : `<p><a href="${escaped(cancel)}">Leave without paying</a></p>`}
<p><small>${escaped(session.id)} in the Stripe emulator</small></p>`,
  );
}

/** Where the shop wants the buyer afterwards, with the id where it asked for it (documented). */
export function successAddress({ given, id }: CheckoutSession): string {
  return (given.text('success_url') ?? '').replaceAll('{CHECKOUT_SESSION_ID}', id);
}
