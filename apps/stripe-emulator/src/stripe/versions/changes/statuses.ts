import type { Json, JsonObject } from '../../../../../../libs/emulation/objects/json';
import type { VersionChange } from '../version-change';

/** What pays was called a source. */
const BEFORE: ReadonlyMap<Json | undefined, string> = new Map([
  ['requires_payment_method', 'requires_source'],
  ['requires_action', 'requires_source_action'],
]);

function rename(intent: JsonObject): void {
  const status = BEFORE.get(intent['status']);
  if (status !== undefined) intent['status'] = status;
}

/** Two statuses were renamed. */
export const statuses: VersionChange = {
  since: '2019-02-11',
  source: 'https://docs.stripe.com/changelog/2019-02-11/renames-several-statuses-payment-intents',
  show: { payment_intent: rename, setup_intent: rename },
};
