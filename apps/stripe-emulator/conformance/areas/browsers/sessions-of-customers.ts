import type Stripe from 'stripe';
import { area, behaviour, CHOSEN, docs, FROM_MEMORY } from '../../behaviour';
import type { Basis } from '../../behaviour';
import { equal, refused, shows } from '../../expectations';

const KEYS: Basis = {
  evidence: 'documented',
  source: docs('payments/accept-a-payment?platform=ios'),
};
const SDK_KEYS: Basis = { evidence: 'documented', source: 'https://github.com/stripe/stripe-node (EphemeralKeys)' };
const SESSIONS: Basis = { evidence: 'documented', source: docs('api/customer_sessions/create') };
const VERSION = '2024-06-20';

async function keyFor(stripe: Stripe, customer: string): Promise<Stripe.EphemeralKey> {
  return stripe.ephemeralKeys.create({ customer }, { apiVersion: VERSION });
}

const keys = [
  behaviour('has a secret', KEYS, async (stripe) => {
    const { id } = await stripe.customers.create();
    shows(await keyFor(stripe, id), { object: 'ephemeral_key', id: /^ephkey_/, secret: /^ek_test_/ });
  }),
  behaviour('lives for an hour', SDK_KEYS, async (stripe) => {
    const { id } = await stripe.customers.create();
    const { created, expires } = await keyFor(stripe, id);
    equal(expires - created, 3600);
  }),
  behaviour('says whose it is', { evidence: 'assumed', source: FROM_MEMORY }, async (stripe) => {
    const { id } = await stripe.customers.create();
    shows(await keyFor(stripe, id), { associated_objects: [{ id, type: 'customer' }] });
  }),
  behaviour('can be deleted, once', SDK_KEYS, async (stripe) => {
    const customer = await stripe.customers.create();
    const { id } = await keyFor(stripe, customer.id);
    const deleted = await stripe.ephemeralKeys.del(id);
    shows(deleted, { id, object: 'ephemeral_key' });
    equal(deleted.secret, undefined);
    await refused(stripe.ephemeralKeys.del(id), { status: 404, code: 'resource_missing' });
  }),
  behaviour('needs the version that the app speaks', KEYS, async (stripe, { send }) => {
    const { id } = await stripe.customers.create();
    const { json, status } = await send('POST', '/v1/ephemeral_keys', { body: `customer=${id}` });
    equal(status, 400);
    shows(json, { error: { type: 'invalid_request_error', message: /Stripe-Version/ } });
  }),
  behaviour('needs somebody that there is', SDK_KEYS, async (stripe) => {
    await refused(keyFor(stripe, 'cus_1none'), { code: 'resource_missing', param: 'customer' });
  }),
];

const sessions = [
  behaviour('has a client secret for half an hour', SESSIONS, async (stripe) => {
    const { id } = await stripe.customers.create();
    const session = await stripe.customerSessions.create({
      customer: id,
      components: { buy_button: { enabled: true } },
    });
    shows(session, { object: 'customer_session', client_secret: /^cuss_/, customer: id });
    equal(session.expires_at - session.created, 1800);
  }),
  behaviour('shows which components are on', SESSIONS, async (stripe) => {
    const { id } = await stripe.customers.create();
    const { components } = await stripe.customerSessions.create({
      customer: id,
      components: { pricing_table: { enabled: true } },
    });
    shows(components, {
      pricing_table: { enabled: true },
      buy_button: { enabled: false },
      payment_element: { enabled: false, features: null },
    });
  }),
  behaviour('shows what a feature is by default', SESSIONS, async (stripe) => {
    const { id } = await stripe.customers.create();
    const { components } = await stripe.customerSessions.create({
      customer: id,
      components: { payment_element: { enabled: true, features: { payment_method_redisplay: 'enabled' } } },
    });
    shows(components?.payment_element.features, {
      payment_method_redisplay: 'enabled',
      payment_method_save: 'disabled',
      payment_method_remove: 'disabled',
      payment_method_redisplay_limit: 3,
      payment_method_allow_redisplay_filters: ['always'],
    });
  }),
  behaviour('can show its customer', SESSIONS, async (stripe) => {
    const { id } = await stripe.customers.create({ name: 'Jenny' });
    const components = { buy_button: { enabled: true } };
    shows(await stripe.customerSessions.create({ customer: id, components, expand: ['customer'] }), {
      customer: { id, name: 'Jenny' },
    });
  }),
  behaviour('needs components', SESSIONS, async (stripe, { send }) => {
    const { id } = await stripe.customers.create();
    const { json } = await send('POST', '/v1/customer_sessions', { body: `customer=${id}` });
    shows(json, { error: { code: 'parameter_missing', param: 'components' } });
  }),
  behaviour('needs to say of each whether it is on', SESSIONS, async (stripe, { send }) => {
    const { id } = await stripe.customers.create();
    const body = `customer=${id}&components[payment_element][features][payment_method_save]=enabled`;
    shows((await send('POST', '/v1/customer_sessions', { body })).json, {
      error: { param: 'components[payment_element][enabled]' },
    });
  }),
  behaviour('needs a customer', { evidence: 'assumed', source: CHOSEN }, async (_stripe, { send }) => {
    const body = 'components[buy_button][enabled]=true';
    shows((await send('POST', '/v1/customer_sessions', { body })).json, { error: { param: 'customer' } });
  }),
];

export const ephemeralKeys = area('ephemeral keys', keys);
export const customerSessions = area('customer sessions', sessions);
