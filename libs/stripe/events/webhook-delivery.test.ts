import { createServer, type Server } from 'node:http';
import { createTestStripe } from '../../../test/setup/emulator';
import { createStripeClient } from '../requests/client';
import { readWebhook, type WebhookDelivery } from './webhook';

/** Deliveries as a Stripe server makes them, from its signature to its order. */
let server: Server;
let address: string;
let take: (delivery: Pick<WebhookDelivery, 'rawBody' | 'signature'>) => void;

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { 'stripe-signature': signature } = request.headers;
      take({ rawBody: Buffer.concat(chunks), signature: typeof signature === 'string' ? signature : undefined });
      response.end();
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const bound = server.address();
  if (typeof bound !== 'object' || bound === null) throw new Error('The server has no port');
  address = `http://127.0.0.1:${bound.port.toString()}/`;
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
});

test('a hold, a capture and its settlement are told in events we can read', async () => {
  const { url, apiKey } = createTestStripe();
  const client = createStripeClient({ apiKey, apiBase: url, timeoutSeconds: 5 });
  const endpoint = await client.webhookEndpoints.create({ url: address, enabled_events: ['*'] });
  const secrets = ['whsec_of_another_endpoint', endpoint.secret ?? ''];
  const told: unknown[] = [];
  const settled = new Promise<void>((resolve) => {
    take = (delivery) => {
      const reading = readWebhook({ ...delivery, secrets, now: new Date() });
      told.push(reading);
      if (reading.kind === 'event' && reading.event.about === 'settlement') resolve();
    };
  });

  const intent = await client.paymentIntents.create({
    amount: 4600,
    currency: 'usd',
    capture_method: 'manual',
    confirm: true,
    payment_method: 'pm_card_visa',
    allowed_payment_method_types: ['card'],
    metadata: { holdfast_order_id: '1042' },
  });
  await client.paymentIntents.capture(intent.id, { amount_to_capture: 4600, final_capture: true });
  await fetch(`${url}/_emulator/clock`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}` },
    body: '{"advance_seconds":60}',
  });
  await settled;

  const ours = { paymentIntentId: intent.id, orderId: '1042' };
  const event = (type: string, about: string): unknown =>
    expect.objectContaining({ kind: 'event', event: expect.objectContaining({ type, about, ...ours }) as unknown });
  expect(told).toEqual(
    expect.arrayContaining([
      event('payment_intent.amount_capturable_updated', 'hold'),
      event('charge.captured', 'hold'),
      event('payment_intent.succeeded', 'hold'),
      event('charge.updated', 'settlement'),
    ]),
  );
  expect(told).not.toContainEqual(expect.objectContaining({ kind: 'refused' }));
});
