import type Stripe from 'stripe';
import { Receiver, until } from '../../../src/emulator-under-test';
import { area, behaviour, CHOSEN } from '../../behaviour';
import type { Basis, World } from '../../behaviour';
import { equal, shows } from '../../expectations';
import { paid } from '../../holds';

const CLI: Basis = {
  evidence: 'documented',
  source: 'https://github.com/stripe/stripe-cli (pkg/cmd/resource/events_resend.go)',
  needs: ['receiver'],
};

async function retry({ send }: World, id: string, body: string): Promise<unknown> {
  return (await send('POST', `/v1/events/${id}/retry`, { body })).json;
}

/** A shop that was told of a payment once. */
async function told(
  stripe: Stripe,
  run: (receiver: Receiver, endpoint: string, event: string) => Promise<void>,
): Promise<void> {
  const receiver = new Receiver();
  try {
    const endpoint = await stripe.webhookEndpoints.create({
      url: await receiver.open(),
      enabled_events: ['charge.succeeded'],
    });
    await paid(stripe);
    await until('the webhook', () => receiver.received.length === 1);
    const [event] = (await stripe.events.list({ type: 'charge.succeeded' })).data;
    await run(receiver, endpoint.id, event?.id ?? '');
  } finally {
    await receiver.close();
  }
}

export const resending = area('resending events', [
  behaviour('sends an event to the endpoint that is named', CLI, async (stripe, world) => {
    await told(stripe, async (receiver, endpoint, event) => {
      shows(await retry(world, event, `webhook_endpoint=${endpoint}`), { object: 'event', id: event });
      await until('the webhook again', () => receiver.received.length === 2);
      const ids = receiver.received.map(({ payload }) => (JSON.parse(payload) as Stripe.Event).id);
      equal(ids, [event, event]);
    });
  }),
  behaviour('leaves endpoints alone when it is for the CLI', CLI, async (stripe, world) => {
    await told(stripe, async (receiver, endpoint, event) => {
      await retry(world, event, 'for_stripecli=true');
      await retry(world, event, `webhook_endpoint=${endpoint}`);
      await until('the webhook again', () => receiver.received.length === 2);
    });
  }),
  behaviour('makes no new event', CLI, async (stripe, world) => {
    await told(stripe, async (_receiver, _endpoint, event) => {
      const before = (await stripe.events.list()).data.length;
      await retry(world, event, 'for_stripecli=true');
      equal((await stripe.events.list()).data.length, before);
    });
  }),
  behaviour('knows no event of another id', CLI, async (_stripe, world) => {
    shows(await retry(world, 'evt_1none', 'for_stripecli=true'), { error: { code: 'resource_missing' } });
  }),
  behaviour(
    'knows no endpoint of another id',
    { ...CLI, evidence: 'assumed', source: CHOSEN },
    async (stripe, world) => {
      await told(stripe, async (_receiver, _endpoint, event) => {
        shows(await retry(world, event, 'webhook_endpoint=we_1none'), { error: { param: 'webhook_endpoint' } });
      });
    },
  ),
  behaviour('opens a session for the CLI', CLI, async (_stripe, { send }) => {
    const body = 'device_name=desk&websocket_features[]=webhooks';
    shows((await send('POST', '/v1/stripecli/sessions', { body })).json, {
      secret: /^whsec_/,
      websocket_id: /./,
      websocket_url: /^wss?:/,
      websocket_authorized_feature: 'webhooks',
    });
  }),
]);
