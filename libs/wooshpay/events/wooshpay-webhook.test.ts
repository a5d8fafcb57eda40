import { createHmac } from 'node:crypto';
import { readWooshPayWebhook, type WooshPayWebhook } from './wooshpay-webhook';

const NOW = new Date('2026-11-30T12:00:00Z');
const SECRET = 'whsec_one';
const EVENT = {
  id: 'evt_1693466278934609920',
  object: 'event',
  created: 1_692_588_799_000,
  livemode: false,
  type: 'payment_intent.succeeded',
  data: {
    object: {
      id: 'pi_1693466278934609920',
      object: 'payment_intent',
      amount_received: 2300,
      metadata: { holdfast_order_id: '1042', holdfast_deployment: 'shop' },
    },
  },
};

function delivered(
  event: unknown,
  { secret = SECRET, at = NOW, body = JSON.stringify(event), secrets = [SECRET] }: Partial<Given> = {},
): WooshPayWebhook {
  const time = Math.floor(at.getTime() / 1000).toString();
  const digest = createHmac('sha256', secret)
    .update(`${time}.${JSON.stringify(event)}`)
    .digest('hex');
  return readWooshPayWebhook({ rawBody: Buffer.from(body), signature: `t=${time},v1=${digest}`, secrets, now: NOW });
}

interface Given {
  readonly secret: string;
  readonly at: Date;
  readonly body: string;
  readonly secrets: readonly string[];
}

test('a signed event is read, with the time by its magnitude', () => {
  const read = delivered(EVENT);
  if (read.kind !== 'event') throw new Error(read.reason);
  expect(read.event).toMatchObject({
    eventId: EVENT.id,
    type: EVENT.type,
    createdAt: '2023-08-21T03:33:19.000Z',
    about: 'hold',
    paymentIntentId: 'pi_1693466278934609920',
    chargeId: 'pi_1693466278934609920',
    amountReceived: 2300,
    orderId: '1042',
    deployment: 'shop',
    stripeRefundId: null,
  });
  const inSeconds = delivered({ ...EVENT, created: 1_692_588_799 });
  expect(inSeconds).toMatchObject({ event: { createdAt: '2023-08-21T03:33:19.000Z' } });
});

test('both secrets are good while one is changed', () => {
  expect(delivered(EVENT, { secret: 'whsec_two', secrets: [SECRET, 'whsec_two'] }).kind).toBe('event');
});

test.each<[string, Partial<Given>]>([
  ['signature_wrong', { secret: 'whsec_other' }],
  ['signature_wrong', { body: JSON.stringify({ ...EVENT, id: 'evt_2' }) }],
  ['signature_wrong', { secrets: [] }],
  ['timestamp_too_old', { at: new Date(NOW.getTime() - 301_000) }],
  ['timestamp_in_future', { at: new Date(NOW.getTime() + 301_000) }],
])('a delivery is refused as %s, case %#', (reason, given) => {
  expect(delivered(EVENT, given)).toEqual({ kind: 'refused', reason });
});

test.each([undefined, '', 't=1', 'v1=abc', `t=1,t=2,v1=${'a'.repeat(64)}`])(
  'the header %j is no signature',
  (signature) => {
    const read = readWooshPayWebhook({ rawBody: Buffer.from('{}'), signature, secrets: [SECRET], now: NOW });
    expect(read).toEqual({ kind: 'refused', reason: 'signature_missing' });
  },
);

test.each([[{ ...EVENT, id: '' }], [{ ...EVENT, data: {} }], ['text'], [[]]])('%j is no event', (event) => {
  expect(delivered(event)).toEqual({ kind: 'refused', reason: 'not_an_event' });
});

test.each([
  ['charge.refund.updated', 'refund'],
  ['payment_intent.canceled', 'hold'],
  ['setup_intent.succeeded', 'hold'],
  ['payment_intent.created', 'nothing'],
  ['invoice.paid', 'nothing'],
])('%s is about %s', (type, about) => {
  expect(delivered({ ...EVENT, type })).toMatchObject({ event: { about } });
});

test('a refund is named with its payment', () => {
  const object = {
    id: 're_1',
    object: 'refund',
    payment_intent: 'pi_1',
    metadata: { holdfast_refund_id: 'r1', holdfast_order_id: '1042' },
  };
  expect(delivered({ ...EVENT, type: 'charge.refund.updated', data: { object } })).toMatchObject({
    event: { stripeRefundId: 're_1', refundId: 'r1', paymentIntentId: 'pi_1', chargeId: 'pi_1', orderId: '1042' },
  });
});
