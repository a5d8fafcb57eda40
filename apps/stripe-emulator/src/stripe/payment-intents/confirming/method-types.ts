import type { Params } from '../../../wire/params';
import { invalidRequest } from '../../error';

export interface MethodTypes {
  readonly allowedPaymentMethodTypes: readonly string[] | null;
  readonly excludedPaymentMethodTypes: readonly string[] | null;
}

/** Cards are the only payment methods here: a payment that cards may not make could never be made (assumed). */
export function changedMethodTypes(current: MethodTypes, params: Params): MethodTypes {
  const allowed = changed(params, 'allowed_payment_method_types', current.allowedPaymentMethodTypes);
  const excluded = changed(params, 'excluded_payment_method_types', current.excludedPaymentMethodTypes);
  if (allowed?.includes('card') === false) {
    throw invalidRequest(
      `None of the payment method types ${allowed.join(', ')} is activated for your account.`,
      'allowed_payment_method_types',
    );
  }
  if (excluded?.includes('card') === true) {
    throw invalidRequest(
      'No payment method types are left: card is the only one that is activated for your account.',
      'excluded_payment_method_types',
    );
  }
  return { allowedPaymentMethodTypes: allowed, excludedPaymentMethodTypes: excluded };
}

/** The list that older versions take. */
export function checkedList(types: readonly string[]): readonly string[] {
  if (types.includes('card')) return types;
  throw invalidRequest(
    `None of the payment method types ${types.join(', ')} is activated for your account.`,
    'payment_method_types',
  );
}

/** Automatic payment methods are the default of this API version (documented), unless the types are listed (assumed). */
export function redirectsOf(params: Params): 'always' | 'never' | null {
  const automatic = params.hash('automatic_payment_methods');
  if (automatic === undefined) return params.has('allowed_payment_method_types') ? null : 'always';
  if (automatic.flag('enabled') === false) return null;
  return automatic.text('allow_redirects') === 'never' ? 'never' : 'always';
}

function changed(params: Params, name: string, current: readonly string[] | null): readonly string[] | null {
  return params.has(name) ? (params.texts(name) ?? null) : current;
}
