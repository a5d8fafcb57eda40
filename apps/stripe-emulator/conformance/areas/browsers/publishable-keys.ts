import { area, behaviour, docs, FROM_MEMORY } from '../../behaviour';
import type { Answer, Basis, World } from '../../behaviour';
import { equal, shows } from '../../expectations';
import { open } from '../../holds';

const KEYS: Basis = { evidence: 'documented', source: docs('keys'), needs: ['settings'] };
const INTENTS: Basis = { ...KEYS, source: docs('payments/paymentintents/lifecycle') };
const WORDS: Basis = { evidence: 'assumed', source: FROM_MEMORY, needs: ['settings'] };

/** As a browser asks: with the publishable key of the account. */
async function ask(world: World, method: string, path: string, body?: string): Promise<Answer> {
  const headers = { authorization: `Bearer ${world.key.replace('sk_', 'pk_')}` };
  return world.send(method, path, { headers, ...(body !== undefined && { body }) });
}

export const publishableKeys = area('publishable keys', [
  behaviour('read a PaymentIntent with its secret', INTENTS, async (stripe, world) => {
    const { client_secret: secret, id } = await open(stripe);
    const { json } = await ask(world, 'GET', `/v1/payment_intents/${id}?client_secret=${String(secret)}`);
    shows(json, { object: 'payment_intent', id });
  }),
  behaviour('confirm a PaymentIntent with its secret', INTENTS, async (stripe, world) => {
    const { client_secret: secret, id } = await open(stripe, { capture_method: 'manual' });
    const body = `client_secret=${String(secret)}&payment_method=pm_card_visa`;
    shows((await ask(world, 'POST', `/v1/payment_intents/${id}/confirm`, body)).json, { status: 'requires_capture' });
  }),
  behaviour('confirm a SetupIntent with its secret', INTENTS, async (stripe, world) => {
    const never = { enabled: true, allow_redirects: 'never' } as const;
    const { client_secret: secret, id } = await stripe.setupIntents.create({ automatic_payment_methods: never });
    const body = `client_secret=${String(secret)}&payment_method=pm_card_visa`;
    shows((await ask(world, 'POST', `/v1/setup_intents/${id}/confirm`, body)).json, { status: 'succeeded' });
    shows((await ask(world, 'GET', `/v1/setup_intents/${id}?client_secret=${String(secret)}`)).json, { id });
  }),
  behaviour('make PaymentMethods', KEYS, async (_stripe, world) => {
    const made = await ask(world, 'POST', '/v1/payment_methods', 'type=card&card[token]=tok_visa');
    shows(made.json, { object: 'payment_method', id: /^pm_/ });
  }),
  behaviour('need the secret', WORDS, async (stripe, world) => {
    const { id } = await open(stripe);
    const { json } = await ask(world, 'GET', `/v1/payment_intents/${id}`);
    shows(json, { error: { code: 'parameter_missing', param: 'client_secret' } });
  }),
  behaviour('need the right secret', WORDS, async (stripe, world) => {
    const { id } = await open(stripe);
    const { json } = await ask(world, 'POST', `/v1/payment_intents/${id}/confirm`, 'client_secret=pi_x_secret_y');
    shows(json, { error: { code: 'payment_intent_invalid_parameter', param: 'client_secret' } });
  }),
  ...(
    [
      ['POST', '/v1/payment_intents'],
      ['GET', '/v1/payment_intents'],
      ['GET', '/v1/charges'],
      ['POST', '/v1/refunds'],
      ['GET', '/v1/balance'],
      ['GET', '/v1/events'],
      ['POST', '/v1/customers'],
    ] as const
  ).map(([method, path]) =>
    behaviour(
      `may not ${method} ${path}`,
      { ...WORDS, evidence: 'documented', source: docs('keys') },
      async (_stripe, world) => {
        const { json, status } = await ask(world, method, path, method === 'POST' ? 'amount=1' : undefined);
        equal(status, 403);
        shows(json, { error: { code: 'secret_key_required' } });
      },
    ),
  ),
  behaviour('may not capture', { ...WORDS, evidence: 'documented', source: docs('keys') }, async (stripe, world) => {
    const { client_secret: secret, id } = await open(stripe);
    const { status } = await ask(world, 'POST', `/v1/payment_intents/${id}/capture`, `client_secret=${String(secret)}`);
    equal(status, 403);
  }),
]);
