import { isJsonObject } from '../../../../../../libs/emulation/objects/json';
import type { Json } from '../../../../../../libs/emulation/objects/json';
import type { VersionChange } from '../version-change';

/** How 3-D Secure went was two yes-or-no answers before it was one word. */
export const threeDSecureResult: VersionChange = {
  since: '2020-08-27',
  source: 'https://docs.stripe.com/changelog/2020-08-27/updates-3d-scure-charge-object',
  show: {
    charge: (charge) => {
      const details = charge['payment_method_details'];
      const card = isJsonObject(details) ? details['card'] : null;
      const secure = isJsonObject(card) ? card['three_d_secure'] : null;
      if (!isJsonObject(secure)) return;
      const passed = isPassed(secure['result']);
      delete secure['result'];
      delete secure['result_reason'];
      secure['authenticated'] = passed;
      secure['succeeded'] = passed;
    },
  },
};

function isPassed(result: Json | undefined): boolean {
  return result === 'authenticated';
}
