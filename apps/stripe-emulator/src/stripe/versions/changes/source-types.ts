import type { FormTree } from '../../../wire/form';
import type { JsonObject } from '../../../../../../libs/emulation/objects/json';
import type { VersionChange } from '../version-change';

function show(intent: JsonObject): void {
  const types = intent['payment_method_types'];
  if (types === undefined) return;
  delete intent['payment_method_types'];
  intent['allowed_source_types'] = types;
}

function ask({ form }: { readonly form: FormTree }): void {
  const types = form.get('allowed_source_types');
  if (types === undefined) return;
  form.delete('allowed_source_types');
  form.set('payment_method_types', types);
}

/** `allowed_source_types` became `payment_method_types`. */
export const sourceTypes: VersionChange = {
  since: '2019-02-11',
  source: 'https://docs.stripe.com/changelog/2019-02-11/renames-allowed-source-types-payment-method-types',
  ask,
  show: { payment_intent: show, setup_intent: show },
};
