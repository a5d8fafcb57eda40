import Stripe from 'stripe';
import { readWebhook, type WebhookReading } from './webhook';

const SECRET = 'whsec_new';
const NOW = 1_795_363_748;

interface Delivery {
  readonly body: string;
  readonly signedAt?: number;
  readonly signedWith?: string;
  readonly secrets?: readonly string[];
  readonly signature?: string | undefined;
}

function deliver({
  body,
  signedAt = NOW,
  signedWith = SECRET,
  secrets = [SECRET],
  ...given
}: Delivery): WebhookReading {
  const own = Stripe.webhooks.generateTestHeaderString({ payload: body, secret: signedWith, timestamp: signedAt });
  const signature = 'signature' in given ? given.signature : own;
  return readWebhook({ rawBody: Buffer.from(body), signature, secrets, now: new Date(NOW * 1000 + 999) });
}

function eventOf(type: string, object: unknown, previous?: unknown): Record<string, unknown> {
  return {
    id: 'evt_1',
    object: 'event',
    api_version: '2026-10-28.endive',
    created: NOW - 5,
    livemode: false,
    type,
    data: { object, ...(previous !== undefined && { previous_attributes: previous }) },
  };
}

const intent = {
  id: 'pi_1',
  object: 'payment_intent',
  latest_charge: 'ch_1',
  metadata: { holdfast_order_id: '1042' },
  amount: 1,
};
const charge = {
  id: 'ch_1',
  object: 'charge',
  payment_intent: 'pi_1',
  balance_transaction: 'txn_1',
  metadata: { holdfast_order_id: '1042' },
};
const genuine = JSON.stringify(eventOf('payment_intent.succeeded', intent));

describe('a genuine delivery', () => {
  test('is read by name, with its payload whole', () => {
    expect(deliver({ body: genuine })).toEqual({
      kind: 'event',
      event: {
        eventId: 'evt_1',
        type: 'payment_intent.succeeded',
        apiVersion: '2026-10-28.endive',
        createdAt: '2026-11-22T16:09:03.000Z',
        livemode: false,
        about: 'hold',
        paymentIntentId: 'pi_1',
        chargeId: 'ch_1',
        balanceTransactionId: null,
        setupIntentId: null,
        amountReceived: null,
        account: null,
        deployment: null,
        intendedAt: null,
        orderId: '1042',
        refundId: null,
        stripeRefundId: null,
        disputeId: null,
        payload: eventOf('payment_intent.succeeded', intent),
      },
    });
  });

  test.each([-300, -299, 0, 299, 300])('is taken %d seconds from now', (seconds) => {
    expect(deliver({ body: genuine, signedAt: NOW + seconds }).kind).toBe('event');
  });

  test.each(['whsec_old', 'whsec_new'])('is taken under either secret while one is rolled: %s', (signedWith) => {
    expect(deliver({ body: genuine, signedWith, secrets: ['whsec_old', 'whsec_new'] }).kind).toBe('event');
  });

  test('is taken when Stripe signs with both', () => {
    const both = ['whsec_gone', SECRET].map((secret) =>
      Stripe.webhooks.generateTestHeaderString({ payload: genuine, secret, timestamp: NOW }),
    );
    const signature = [both[0], both[1]?.replace(/^t=\d+,/, '')].join(',');
    expect(deliver({ body: genuine, signature }).kind).toBe('event');
  });
});

describe('a delivery is refused', () => {
  const signed = Stripe.webhooks.generateTestHeaderString({ payload: genuine, secret: SECRET, timestamp: NOW });

  test.each([
    { why: 'no header', given: { signature: undefined }, reason: 'signature_missing' },
    { why: 'an empty header', given: { signature: '' }, reason: 'signature_missing' },
    { why: 'a header of another kind', given: { signature: 'sha256=abc' }, reason: 'signature_missing' },
    {
      why: 'a time that is none',
      given: { signature: signed.replace(/^t=\d+/, 't=now') },
      reason: 'signature_missing',
    },
    { why: 'two times', given: { signature: `t=${NOW.toString()},${signed}` }, reason: 'signature_missing' },
    { why: 'no v1', given: { signature: `t=${NOW.toString()},v0=abc` }, reason: 'signature_wrong' },
    { why: 'another secret', given: { signedWith: 'whsec_theirs' }, reason: 'signature_wrong' },
    { why: 'no secret of ours', given: { secrets: [] }, reason: 'signature_wrong' },
    { why: 'an empty secret of ours', given: { secrets: ['', ' '] }, reason: 'signature_wrong' },
    { why: 'an altered body', given: { body: `${genuine} `, signature: signed }, reason: 'signature_wrong' },
    { why: 'an empty body', given: { body: '' }, reason: 'not_an_event' },
    {
      why: 'a time the signature does not cover',
      given: { signature: signed.replace(/^t=\d+/, `t=${(NOW + 1).toString()}`) },
      reason: 'signature_wrong',
    },
    { why: '301 seconds old', given: { signedAt: NOW - 301 }, reason: 'timestamp_too_old' },
    { why: '301 seconds in the future', given: { signedAt: NOW + 301 }, reason: 'timestamp_in_future' },
    { why: 'no JSON', given: { body: 'not json' }, reason: 'not_an_event' },
    { why: 'no object', given: { body: '[]' }, reason: 'not_an_event' },
    { why: 'no event', given: { body: '{"object":"charge"}' }, reason: 'not_an_event' },
    {
      why: 'a thin event',
      given: { body: '{"id":"evt_1","object":"v2.core.event","type":"v1.charge.updated"}' },
      reason: 'thin_event',
    },
  ])('$why: $reason', ({ given, reason }) => {
    expect(deliver({ body: genuine, ...given })).toEqual({ kind: 'refused', reason });
  });

  test.each(['id', 'type', 'created', 'livemode', 'data'])('an event without %s', (missing) => {
    const body = JSON.stringify({ ...eventOf('charge.updated', charge), [missing]: undefined });
    expect(deliver({ body })).toEqual({ kind: 'refused', reason: 'not_an_event' });
  });
});

describe('what an event is about', () => {
  const refund = {
    ...{ id: 're_1', object: 'refund', charge: 'ch_1', payment_intent: 'pi_1' },
    metadata: { holdfast_order_id: '1042', holdfast_refund_id: 'R1', holdfast_refund_part: '1' },
  };
  const dispute = { id: 'du_1', object: 'dispute', charge: 'ch_1', payment_intent: 'pi_1', metadata: {} };
  const nothing = { paymentIntentId: null, chargeId: null, balanceTransactionId: null, orderId: null };
  const aboutCharge = { ...nothing, paymentIntentId: 'pi_1', chargeId: 'ch_1', orderId: '1042' };

  test.each([
    {
      event: eventOf('charge.updated', charge, { balance_transaction: null }),
      expected: { ...aboutCharge, about: 'settlement', balanceTransactionId: 'txn_1' },
    },
    {
      event: eventOf('charge.updated', charge, { balance_transaction: 'txn_0', amount_captured: 0 }),
      expected: { ...aboutCharge, about: 'settlement', balanceTransactionId: 'txn_1' },
    },
    {
      event: eventOf(
        'charge.updated',
        { ...charge, balance_transaction: { id: 'txn_1', fee: 5 } },
        { balance_transaction: null },
      ),
      expected: { ...aboutCharge, about: 'settlement', balanceTransactionId: 'txn_1' },
    },
    {
      event: eventOf('charge.updated', { ...charge, balance_transaction: null }, { balance_transaction: null }),
      expected: { ...aboutCharge, about: 'nothing' },
    },
    {
      event: eventOf('charge.updated', charge, { receipt_email: null }),
      expected: { ...aboutCharge, about: 'nothing', balanceTransactionId: 'txn_1' },
    },
    {
      event: eventOf('charge.updated', charge),
      expected: { ...aboutCharge, about: 'nothing', balanceTransactionId: 'txn_1' },
    },
    {
      event: eventOf('refund.created', { id: 're_1', object: 'refund', charge: 'ch_1', payment_intent: 'pi_1' }),
      expected: { ...aboutCharge, about: 'refund', orderId: null, stripeRefundId: 're_1', refundId: null },
    },
    { event: eventOf('refund.created', refund), expected: { about: 'nothing', refundId: 'R1' } },
    {
      event: eventOf('refund.updated', refund, { status: 'pending' }),
      expected: { ...aboutCharge, about: 'refund', stripeRefundId: 're_1', refundId: 'R1' },
    },
    {
      event: eventOf('charge.refund.updated', refund, { status: 'pending' }),
      expected: { ...aboutCharge, about: 'refund', stripeRefundId: 're_1', refundId: 'R1' },
    },
    { event: eventOf('refund.failed', refund), expected: { about: 'refund', stripeRefundId: 're_1' } },
    { event: eventOf('refund.updated', refund, { destination_details: {} }), expected: { about: 'nothing' } },
    {
      event: eventOf('setup_intent.succeeded', {
        id: 'seti_1',
        object: 'setup_intent',
        metadata: { holdfast_order_id: '1042' },
      }),
      expected: { ...nothing, about: 'hold', setupIntentId: 'seti_1', orderId: '1042' },
    },
    ...['created', 'updated', 'closed', 'funds_withdrawn', 'funds_reinstated'].map((news) => ({
      event: eventOf(`charge.dispute.${news}`, dispute, { status: 'needs_response' }),
      expected: { ...nothing, about: 'dispute', paymentIntentId: 'pi_1', chargeId: 'ch_1', disputeId: 'du_1' },
    })),
    {
      event: eventOf('charge.dispute.updated', dispute, {
        evidence: { shipping_carrier: null },
        evidence_details: { due_by: 1, has_evidence: false },
      }),
      expected: { about: 'dispute' },
    },
    {
      event: eventOf('charge.dispute.updated', dispute, {
        evidence: { shipping_carrier: null },
        evidence_details: { has_evidence: false },
      }),
      expected: { about: 'nothing', disputeId: 'du_1' },
    },
    {
      event: eventOf('charge.dispute.updated', dispute, { evidence: { shipping_carrier: null } }),
      expected: { about: 'nothing' },
    },
    { event: eventOf('charge.dispute.updated', dispute, {}), expected: { about: 'dispute' } },
    {
      event: eventOf('application_fee.created', {
        ...{ id: 'fee_1', object: 'application_fee', charge: 'py_1', originating_transaction: 'ch_1' },
        balance_transaction: 'txn_2',
      }),
      expected: { ...nothing, about: 'settlement', chargeId: 'ch_1', balanceTransactionId: 'txn_2' },
    },
    {
      event: eventOf('transfer.created', {
        ...{ id: 'tr_1', object: 'transfer', source_transaction: 'ch_1', balance_transaction: 'txn_3' },
      }),
      expected: { ...nothing, about: 'settlement', chargeId: 'ch_1', balanceTransactionId: 'txn_3' },
    },
    {
      event: eventOf('transfer.created', { id: 'tr_1', object: 'transfer', source_transaction: null }),
      expected: { ...nothing, about: 'nothing' },
    },
    { event: eventOf('payout.paid', { object: 'payout' }), expected: { ...nothing, about: 'nothing' } },
    {
      event: eventOf('charge.captured', {
        id: 7,
        object: 'charge',
        payment_intent: 7,
        metadata: { holdfast_order_id: 7 },
      }),
      expected: { ...nothing, about: 'hold' },
    },
  ])('$event.type $event.data', ({ event, expected }) => {
    expect(deliver({ body: JSON.stringify(event) })).toMatchObject({ kind: 'event', event: expected });
  });

  test.each([
    'payment_intent.amount_capturable_updated',
    'payment_intent.succeeded',
    'payment_intent.canceled',
    'payment_intent.payment_failed',
    'payment_intent.requires_action',
    'payment_intent.processing',
    'charge.expired',
    'charge.captured',
    'setup_intent.canceled',
    'setup_intent.requires_action',
    'setup_intent.setup_failed',
    'setup_intent.succeeded',
  ])('%s: a hold', (type) => {
    expect(deliver({ body: JSON.stringify(eventOf(type, intent)) })).toMatchObject({ event: { about: 'hold' } });
  });

  test.each(['payment_intent.created', 'charge.succeeded', 'charge.failed', 'charge.refunded'])(
    '%s: nothing',
    (type) => {
      expect(deliver({ body: JSON.stringify(eventOf(type, intent)) })).toMatchObject({ event: { about: 'nothing' } });
    },
  );
});
