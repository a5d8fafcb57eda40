import { paramsOf } from '../../../wire/api-table';
import type { FormNode, FormTree } from '../../../wire/form';
import { invalidRequest } from '../../error';
import type { VersionChange } from '../version-change';

const TAKING = new Set([
  'POST /v1/payment_intents',
  'POST /v1/payment_intents/{id}',
  'POST /v1/payment_intents/{id}/confirm',
  'POST /v1/setup_intents',
  'POST /v1/setup_intents/{id}',
]);

/** The ways to pay could be listed; the list then stands for `automatic_payment_methods`. */
export const paymentMethodTypes: VersionChange = {
  since: '2026-09-30.endive',
  sincePreview: '2026-08-26.preview',
  source:
    'https://docs.stripe.com/changelog/endive/2026-09-30/' +
    'removes-the-payment-method-types-parameter-from-payment-intents-and-setup-intents',
  ask: (asked) => {
    const { form, operation } = asked;
    const listed = form.get('payment_method_types');
    if (listed === undefined || !TAKING.has(operation)) return;
    refuseBoth(form);
    const listedTypes = typesIn(listed);
    form.delete('payment_method_types');
    asked.ways = { ...asked.ways, listedTypes };
  },
};

/** From memory (assumed). */
function refuseBoth(form: FormTree): void {
  if (!form.has('automatic_payment_methods')) return;
  throw invalidRequest(
    'You may only specify one of these parameters: payment_method_types, automatic_payment_methods.',
    'payment_method_types',
  );
}

/** The names in such a list, as far as there are such ways to pay. */
export function typesIn(listed: FormNode): readonly string[] {
  const types = listed instanceof Map ? [...listed.values()] : [];
  if (types.length === 0) throw invalidRequest('Invalid array', 'payment_method_types');
  return types.map((type, at) => checkedType(type, `payment_method_types[${String(at)}]`));
}

function checkedType(type: FormNode, place: string): string {
  if (typeof type === 'string' && KNOWN.has(type)) return type;
  const named = typeof type === 'string' ? type : 'hash';
  throw invalidRequest(
    `The payment method type "${named}" is invalid. Please ensure the provided type is activated in your dashboard ` +
      '(https://dashboard.stripe.com/account/payments/settings) and your account is enabled for any preview features ' +
      'that you are trying to use. See https://stripe.com/docs/payments/payment-methods/integration-options for ' +
      'supported payment method, currency, and country combinations.',
    place,
    'payment_intent_invalid_parameter',
  );
}

/** The names that its successor takes. */
const KNOWN: ReadonlySet<string> = new Set(namesOfAllowed());

function namesOfAllowed(): readonly string[] {
  const [list] = paramsOf('POST /v1/payment_intents').get('allowed_payment_method_types')?.types ?? [];
  return list?.kind === 'array' && list.item.kind === 'enum' ? list.item.values : [];
}
