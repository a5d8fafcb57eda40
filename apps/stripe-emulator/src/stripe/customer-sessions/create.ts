import type { Params } from '../../wire/params';
import { knownCustomer } from '../customers/find';
import { invalidRequest, uncovered } from '../error';
import type { JsonObject } from '../../../../../libs/emulation/objects/json';
import type { Operation } from '../request';
import { seconds } from '../request';

/** Documented: short, and made anew for each page. */
const LIVES_SECONDS = 30 * 60;

/** The parts of a page that one customer is shown in: only the client secret of it matters later, so nothing is kept. */
export const createCustomerSession: Operation = (context, params) => {
  if (params.has('customer_account')) throw uncovered('customer_account');
  const named = params.text('customer');
  if (named === undefined) {
    throw invalidRequest('Missing required param: customer.', 'customer', 'parameter_missing');
  }
  const { account } = context;
  const customer = knownCustomer(account, named, 'customer').id;
  const components = renderComponents(params.hash('components'));
  const created = seconds(context);
  const clientSecret = `cuss_secret_${account.ids.secret()}${account.ids.secret()}`;
  return () => ({
    object: 'customer_session',
    client_secret: clientSecret,
    components,
    created,
    customer,
    customer_account: null,
    expires_at: created + LIVES_SECONDS,
    livemode: false,
  });
};

/** What a feature is when nothing is said of it (documented). */
const FEATURES: Readonly<Record<string, JsonObject>> = {
  customer_sheet: { payment_method_allow_redisplay_filters: ['always'], payment_method_remove: 'enabled' },
  mobile_payment_element: {
    payment_method_allow_redisplay_filters: ['always'],
    payment_method_redisplay: 'disabled',
    payment_method_remove: 'disabled',
    payment_method_save: 'disabled',
    payment_method_save_allow_redisplay_override: null,
  },
  payment_element: {
    payment_method_allow_redisplay_filters: ['always'],
    payment_method_redisplay: 'disabled',
    payment_method_redisplay_limit: 3,
    payment_method_remove: 'disabled',
    payment_method_save: 'disabled',
    payment_method_save_usage: null,
  },
};

const PLAIN = ['active_entitlements', 'buy_button', 'customer_portal', 'pricing_table'];

function renderComponents(given: Params | undefined): JsonObject {
  const parts = Object.entries(FEATURES).map(([name, defaults]): [string, JsonObject] => {
    const part = given?.hash(name);
    const enabled = part?.flag('enabled') === true;
    return [name, { enabled, features: enabled ? renderFeatures(defaults, part.hash('features')) : null }];
  });
  const plain = PLAIN.map((name): [string, JsonObject] => [
    name,
    { enabled: given?.hash(name)?.flag('enabled') === true },
  ]);
  return Object.fromEntries([...plain, ...parts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function renderFeatures(defaults: JsonObject, given: Params | undefined): JsonObject {
  const fields = Object.entries(defaults).map(([name, usual]): [string, JsonObject[string]] => {
    const said = given?.texts(name) ?? given?.scalar(name);
    return [name, said ?? structuredClone(usual)];
  });
  return Object.fromEntries(fields);
}
