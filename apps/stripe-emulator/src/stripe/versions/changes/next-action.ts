import { isJsonObject } from '../../../../../../libs/emulation/objects/json';
import type { JsonObject } from '../../../../../../libs/emulation/objects/json';
import type { VersionChange } from '../version-change';

function rename(intent: JsonObject): void {
  const action = intent['next_action'];
  if (action === undefined) return;
  delete intent['next_action'];
  intent['next_source_action'] = isJsonObject(action) ? renamed(action) : action;
}

function renamed(action: JsonObject): JsonObject {
  if (action['redirect_to_url'] === undefined) return action;
  return { authorize_with_url: action['redirect_to_url'], type: 'authorize_with_url' };
}

/** `next_source_action` became `next_action`, and the `authorize_with_url` in it `redirect_to_url`. */
export const nextAction: VersionChange = {
  since: '2019-02-11',
  source: 'https://docs.stripe.com/changelog/2019-02-11/renames-next-source-action-next-action',
  show: { payment_intent: rename, setup_intent: rename },
};
