import type { Params } from '../../../wire/params';
import type { Context } from '../../request';

/** Recorded, the mention of both kinds of intent included. */
export const RETURN_URL_NEEDED =
  'Because some of these payment methods might redirect your customer off of your page, you must provide a ' +
  "`return_url`. If you don't want to accept redirect-based payment methods, set `automatic_payment_methods[enabled]` " +
  'to `true` and `automatic_payment_methods[allow_redirects]` to `never` when creating Setup Intents and Payment Intents.';

/**
 * Whether a confirmation lacks the address to come back to: since 2023-08-16 wherever Stripe chooses the ways to pay and
 * some of them redirect (documented), even when the one that pays does not (reported).
 */
export function lacksReturnUrl(
  { account }: Context,
  { allowRedirects }: { readonly allowRedirects: 'always' | 'never' | null },
  params: Params,
): boolean {
  return account.settings.redirecting_methods && allowRedirects === 'always' && params.text('return_url') === undefined;
}
