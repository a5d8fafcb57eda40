import type Stripe from 'stripe';
import { Receiver, until } from '../../../src/emulator-under-test';
import type { Received } from '../../../src/emulator-under-test';
import { area, behaviour, docs } from '../../behaviour';
import type { Basis, Run, World } from '../../behaviour';
import { equal, holds, refused, shows } from '../../expectations';
import { open, plainHold } from '../../holds';

const PAGE = docs('webhooks');
const ENDPOINTS = docs('api/webhook_endpoints');
const ARRIVING: Basis = { evidence: 'documented', source: PAGE, needs: ['receiver'] };
const SWITCHED: Basis = {
  evidence: 'assumed',
  source: 'the control API of the emulator',
  needs: ['receiver', 'clock'],
};
const FAR = 'https://shop.example/hook';

interface Shop extends World {
  readonly stripe: Stripe;
  readonly receiver: Receiver;
  readonly secret: string;
}

/** A behaviour with an endpoint that listens here. */
function listening(
  name: string,
  basis: Basis,
  enabled: readonly string[],
  run: (shop: Shop) => Promise<void>,
): ReturnType<typeof behaviour> {
  const withReceiver: Run = async (stripe, world) => {
    const receiver = new Receiver();
    try {
      const endpoint = await stripe.webhookEndpoints.create({
        url: await receiver.open(),
        enabled_events: enabledBy(enabled),
      });
      await run({ ...world, stripe, receiver, secret: endpoint.secret ?? '' });
    } finally {
      await receiver.close();
    }
  };
  return behaviour(name, basis, withReceiver);
}

function enabledBy(names: readonly string[]): Stripe.WebhookEndpointCreateParams.EnabledEvent[] {
  const known: Stripe.WebhookEndpointCreateParams.EnabledEvent[] = [
    '*',
    'charge.succeeded',
    'payment_intent.created',
    'charge.captured',
  ];
  return known.filter((event) => names.includes(event));
}

const eventOf = ({ secret, stripe }: Shop, { payload, signature }: Received): Stripe.Event =>
  stripe.webhooks.constructEvent(payload, signature, secret);
const arrived = async ({ receiver }: Shop, count: number): Promise<Received[]> => {
  await until(`${String(count)} deliveries`, () => receiver.received.length >= count);
  return receiver.received;
};

const arriving = [
  listening('arrive with a signature that the SDK accepts', ARRIVING, ['charge.succeeded'], async (shop) => {
    await plainHold(shop.stripe);
    const [first] = await arrived(shop, 1);
    equal(first === undefined ? '' : eventOf(shop, first).type, 'charge.succeeded');
  }),
  listening('are refused by the SDK under another secret', ARRIVING, ['charge.succeeded'], async (shop) => {
    await plainHold(shop.stripe);
    const [{ payload, signature } = { payload: '', signature: '' }] = await arrived(shop, 1);
    let refusedIt = false;
    try {
      shop.stripe.webhooks.constructEvent(payload, signature, 'whsec_another');
    } catch {
      refusedIt = true;
    }
    holds(refusedIt, 'the signature must not match');
  }),
  listening('sign time and body', ARRIVING, ['charge.succeeded'], async (shop) => {
    await plainHold(shop.stripe);
    shows((await arrived(shop, 1))[0], { signature: /^t=\d+,v1=[0-9a-f]{64}/ });
  }),
  listening('come only for enabled events', ARRIVING, ['charge.succeeded'], async (shop) => {
    await plainHold(shop.stripe);
    await arrived(shop, 1);
    await shop.control.advance(10);
    equal(
      shop.receiver.received.map((received) => eventOf(shop, received).type),
      ['charge.succeeded'],
    );
  }),
  listening('come for every event with a star', ARRIVING, ['*'], async (shop) => {
    await plainHold(shop.stripe);
    const types = (await arrived(shop, 3)).map((received) => eventOf(shop, received).type);
    equal(types.toSorted(), ['charge.succeeded', 'payment_intent.amount_capturable_updated', 'payment_intent.created']);
  }),
  listening(
    'say that they are the same as the events that can be read',
    ARRIVING,
    ['payment_intent.created'],
    async (shop) => {
      await open(shop.stripe);
      const [first] = await arrived(shop, 1);
      const event = first === undefined ? undefined : eventOf(shop, first);
      const read = await shop.stripe.events.retrieve(event?.id ?? '');
      equal({ ...read, pending_webhooks: 1 }, { ...event, pending_webhooks: 1 });
    },
  ),
  listening('count as pending until they are taken', ARRIVING, ['payment_intent.created'], async (shop) => {
    shop.receiver.answer = 500;
    await shop.control.post('clock', { freeze: true });
    await open(shop.stripe);
    await arrived(shop, 1);
    shows((await shop.stripe.events.list({ delivery_success: false })).data, [
      { type: 'payment_intent.created', pending_webhooks: 1 },
    ]);
  }),
  listening('come again after a failure', ARRIVING, ['payment_intent.created'], async (shop) => {
    shop.receiver.answer = 500;
    await shop.control.post('clock', { freeze: true });
    await open(shop.stripe);
    await arrived(shop, 1);
    shop.receiver.answer = 200;
    await shop.control.advance(86_400);
    equal(new Set(shop.receiver.received.map((received) => eventOf(shop, received).id)).size, 1);
    equal((await shop.stripe.events.list({ delivery_success: false })).data.length, 0);
  }),
  listening('do not take a redirect for a success', ARRIVING, ['payment_intent.created'], async (shop) => {
    shop.receiver.answer = 302;
    await shop.control.post('clock', { freeze: true });
    await open(shop.stripe);
    await arrived(shop, 1);
    equal((await shop.stripe.events.list({ delivery_success: false })).data.length, 1);
  }),
  listening('stop when the endpoint is deleted', ARRIVING, ['payment_intent.created'], async (shop) => {
    const [endpoint] = (await shop.stripe.webhookEndpoints.list()).data;
    await shop.stripe.webhookEndpoints.del(endpoint?.id ?? '');
    await open(shop.stripe);
    await shop.control.advance(10);
    equal(shop.receiver.received, []);
  }),
  listening(
    'go to several endpoints, each under its own secret',
    ARRIVING,
    ['payment_intent.created'],
    async (shop) => {
      const other = new Receiver();
      try {
        const endpoint = await shop.stripe.webhookEndpoints.create({
          url: await other.open(),
          enabled_events: ['payment_intent.created'],
        });
        await open(shop.stripe);
        await arrived(shop, 1);
        await until('the other delivery', () => other.received.length === 1);
        holds(endpoint.secret !== shop.secret, 'another secret');
        const [first] = other.received;
        equal(
          first === undefined ? '' : eventOf({ ...shop, secret: endpoint.secret ?? '' }, first).type,
          'payment_intent.created',
        );
      } finally {
        await other.close();
      }
    },
  ),
];

const switched = [
  listening('can be held back and let go', SWITCHED, ['payment_intent.created'], async (shop) => {
    await shop.control.post('webhooks', { mode: 'hold' });
    await open(shop.stripe);
    equal(shop.receiver.received, []);
    await shop.control.post('webhooks', { mode: 'normal', release: true });
    await arrived(shop, 1);
  }),
  listening('can be dropped and sent by hand', SWITCHED, ['payment_intent.created'], async (shop) => {
    await shop.control.post('webhooks', { mode: 'drop' });
    await open(shop.stripe);
    const [lost] = (await shop.stripe.events.list({ delivery_success: false })).data;
    await shop.control.post('webhooks', { redeliver: lost?.id });
    const [first] = await arrived(shop, 1);
    equal(first === undefined ? '' : eventOf(shop, first).id, lost?.id);
  }),
  listening('can come twice', SWITCHED, ['payment_intent.created'], async (shop) => {
    await shop.control.post('webhooks', { mode: 'duplicate', times: 2 });
    await open(shop.stripe);
    equal(new Set((await arrived(shop, 2)).map((received) => eventOf(shop, received).id)).size, 1);
  }),
  listening('can come late', SWITCHED, ['payment_intent.created'], async (shop) => {
    await shop.control.post('clock', { freeze: true });
    await shop.control.post('webhooks', { mode: 'delay', seconds: 60 });
    await open(shop.stripe);
    await shop.control.advance(59);
    equal(shop.receiver.received.length, 0);
    await shop.control.advance(1);
    equal(shop.receiver.received.length, 1);
  }),
];

const endpoints = [
  behaviour(
    'endpoints show their secret when they are made',
    { evidence: 'documented', source: ENDPOINTS },
    async (stripe) => {
      const made = await stripe.webhookEndpoints.create({ url: FAR, enabled_events: ['charge.succeeded'] });
      await stripe.webhookEndpoints.del(made.id);
      shows(made, {
        id: /^we_/,
        object: 'webhook_endpoint',
        url: FAR,
        status: 'enabled',
        secret: /^whsec_/,
        enabled_events: ['charge.succeeded'],
      });
    },
  ),
  behaviour('endpoints show their secret only then', { evidence: 'documented', source: ENDPOINTS }, async (stripe) => {
    const { id } = await stripe.webhookEndpoints.create({ url: FAR, enabled_events: ['charge.succeeded'] });
    const { secret } = await stripe.webhookEndpoints.retrieve(id);
    await stripe.webhookEndpoints.del(id);
    equal(secret, undefined);
  }),
  behaviour('endpoints can be deleted', { evidence: 'documented', source: ENDPOINTS }, async (stripe) => {
    const { id } = await stripe.webhookEndpoints.create({ url: FAR, enabled_events: ['charge.succeeded'] });
    shows(await stripe.webhookEndpoints.del(id), { id, object: 'webhook_endpoint', deleted: true });
    await refused(stripe.webhookEndpoints.retrieve(id), { status: 404, code: 'resource_missing' });
  }),
  behaviour(
    'endpoints need an address with a scheme',
    { evidence: 'documented', source: docs('error-codes#url-invalid') },
    async (stripe) => {
      await refused(stripe.webhookEndpoints.create({ url: 'shop.example', enabled_events: ['*'] }), {
        code: 'url_invalid',
        param: 'url',
      });
    },
  ),
  behaviour(
    'endpoints refuse events that do not exist',
    { evidence: 'documented', source: ENDPOINTS },
    async (stripe) => {
      const odd = { url: FAR, enabled_events: ['order.shipped'] };
      await refused(stripe.rawRequest('POST', '/v1/webhook_endpoints', odd), { param: 'enabled_events[0]' });
    },
  ),
  behaviour(
    'endpoints keep description and metadata',
    { evidence: 'documented', source: ENDPOINTS },
    async (stripe) => {
      const made = await stripe.webhookEndpoints.create({
        url: FAR,
        enabled_events: ['*'],
        description: 'orders',
        metadata: { a: '1' },
      });
      await stripe.webhookEndpoints.del(made.id);
      shows(made, { description: 'orders', metadata: { a: '1' } });
    },
  ),
];

export const webhooks = area('webhooks', [...arriving, ...switched, ...endpoints]);
