import { textIn } from '../../../../../../libs/emulation/objects/json';
import type { VersionChange } from '../version-change';

const NAMES: ReadonlyMap<string, string> = new Map([
  ['custom', 'elements'],
  ['embedded', 'embedded_page'],
  ['hosted', 'hosted_page'],
]);
const OLD_NAMES: ReadonlyMap<string, string> = new Map([...NAMES].map(([old, name]) => [name, old]));

/** The places where a checkout shows had shorter names. */
export const checkoutUiModes: VersionChange = {
  since: '2026-03-25.dahlia',
  source: 'https://docs.stripe.com/changelog/dahlia/2026-03-25/updates-available-checkout-session-ui-modes',
  ask: ({ form, operation }) => {
    const mode = form.get('ui_mode');
    if (operation !== 'POST /v1/checkout/sessions' || typeof mode !== 'string') return;
    form.set('ui_mode', NAMES.get(mode) ?? mode);
  },
  show: {
    'checkout.session': (session) => {
      session['ui_mode'] = OLD_NAMES.get(textIn(session, 'ui_mode')) ?? null;
    },
  },
};
