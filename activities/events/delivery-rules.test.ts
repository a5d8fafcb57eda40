import type { ClaimedEvent } from '../../libs/postgres/events/claimed-event';
import type { EventSubject } from '../../libs/postgres/events/event-facts';
import type { RefundState } from '../../libs/domain/orders/transitions';
import { carriesItsName, decideDelivery, decideDisputeDelivery, decideRefundDelivery } from './delivery-rules';

function event(overrides: Partial<ClaimedEvent>): ClaimedEvent {
  return {
    eventId: 'evt_1',
    type: 'payment_intent.canceled',
    about: 'hold',
    paymentIntentId: 'pi_1',
    chargeId: null,
    balanceTransactionId: null,
    orderId: '1042',
    refundId: null,
    stripeRefundId: null,
    livemode: false,
    disputeId: null,
    receivedAt: '2026-11-22T10:00:00.000Z',
    attempts: 1,
    ...overrides,
  };
}

const held: EventSubject = {
  orderId: '1042',
  status: 'authorized',
  authorization: 'held',
  confirmInFlight: false,
  captureInFlight: false,
  releaseInFlight: false,
  receivedSums: [0, 2300],
  settlementRecorded: false,
};

const settlement = event({ about: 'settlement', type: 'charge.updated' });
const transfer = event({ about: 'settlement', type: 'transfer.created' });
const canceled = event({ type: 'payment_intent.canceled' });
const capturable = event({ type: 'payment_intent.amount_capturable_updated' });

test.each<{ what: string; of: ClaimedEvent; about: EventSubject | undefined; is: string }>([
  { what: 'nothing we know', of: event({ about: 'nothing' }), about: undefined, is: 'not_needed' },
  { what: 'no order', of: canceled, about: undefined, is: 'not_ours' },
  { what: 'a completed order', of: canceled, about: { ...held, status: 'completed' }, is: 'order_closed' },
  { what: 'a canceled order', of: settlement, about: { ...held, status: 'canceled' }, is: 'order_closed' },
  { what: 'a settlement', of: settlement, about: held, is: 'signal' },
  {
    what: 'a settlement of a closed hold',
    of: settlement,
    about: { ...held, authorization: 'captured' },
    is: 'signal',
  },
  {
    what: 'a settlement of a payment whose news is not delivered yet',
    of: settlement,
    about: { ...held, authorization: 'requires_action' },
    is: 'later',
  },
  { what: 'a saved card', of: canceled, about: { ...held, authorization: 'saved' }, is: 'not_needed' },
  { what: 'a recorded settlement', of: settlement, about: { ...held, settlementRecorded: true }, is: 'not_needed' },
  { what: 'a transfer, a moment after its settlement', of: transfer, about: held, is: 'later' },
  { what: 'a transfer whose settlement nobody told of', of: { ...transfer, attempts: 2 }, about: held, is: 'signal' },
  { what: 'a recorded transfer', of: transfer, about: { ...held, settlementRecorded: true }, is: 'not_needed' },
  { what: 'a hold we are asking for', of: capturable, about: { ...held, authorization: 'requested' }, is: 'later' },
  { what: 'no card yet', of: capturable, about: { ...held, authorization: 'requires_payment_method' }, is: 'signal' },
  { what: 'an authentication', of: capturable, about: { ...held, authorization: 'requires_action' }, is: 'signal' },
  { what: 'processing', of: capturable, about: { ...held, authorization: 'processing' }, is: 'signal' },
  {
    what: 'a decline, while we confirm',
    of: event({ type: 'payment_intent.payment_failed' }),
    about: { ...held, authorization: 'requires_action', confirmInFlight: true },
    is: 'later',
  },
  { what: 'our own capture of a hold', of: capturable, about: held, is: 'not_needed' },
  { what: 'our own sum', of: event({ ...capturable, amountReceived: 2300 }), about: held, is: 'not_needed' },
  { what: 'a sum that is not ours', of: event({ ...capturable, amountReceived: 700 }), about: held, is: 'signal' },
  {
    what: 'a sum that our capture may explain',
    of: event({ ...capturable, amountReceived: 4600 }),
    about: { ...held, captureInFlight: true },
    is: 'later',
  },
  {
    what: 'a late word of the start',
    of: event({ type: 'payment_intent.requires_action' }),
    about: held,
    is: 'not_needed',
  },
  { what: 'a late processing', of: event({ type: 'payment_intent.processing' }), about: held, is: 'not_needed' },
  { what: 'a late decline', of: event({ type: 'payment_intent.payment_failed' }), about: held, is: 'not_needed' },
  { what: 'the end of a hold', of: canceled, about: held, is: 'signal' },
  { what: 'an end, while we capture', of: canceled, about: { ...held, captureInFlight: true }, is: 'later' },
  { what: 'an end, while we release', of: canceled, about: { ...held, releaseInFlight: true }, is: 'later' },
  { what: 'a captured hold', of: canceled, about: { ...held, authorization: 'captured' }, is: 'not_needed' },
  { what: 'a released hold', of: canceled, about: { ...held, authorization: 'released' }, is: 'not_needed' },
  { what: 'an expired hold', of: canceled, about: { ...held, authorization: 'expired' }, is: 'not_needed' },
  { what: 'a hold that is not ours', of: canceled, about: { ...held, authorization: null }, is: 'not_needed' },
])('$what: $is', ({ of, about, is }) => {
  const delivery = decideDelivery(of, about);

  expect(delivery.kind === 'finish' ? delivery.outcome : delivery.kind).toBe(is);
});

const NEWS = { stripeRefundId: 're_1' };

test.each<{ state: RefundState; is: string }>([
  { state: 'requested', is: 'later' },
  { state: 'unknown', is: 'later' },
  { state: 'pending', is: 'signal_refund' },
  { state: 'succeeded', is: 'signal_refund' },
  { state: 'failed', is: 'not_needed' },
  { state: 'refused', is: 'not_needed' },
])('news of a refund that is $state: $is', ({ state, is }) => {
  const delivery = decideRefundDelivery(NEWS, { orderId: '1042', refundId: 'R1', state }, undefined);

  expect(delivery.kind === 'finish' ? delivery.outcome : delivery.kind).toBe(is);
});

test.each([
  { what: 'of what is no order of ours', order: undefined, is: 'not_ours' },
  { what: 'made by somebody else', order: { orderId: '1042', isCaptured: true, captureInFlight: false }, is: 're_1' },
  {
    what: 'made by somebody else before we know of a capture',
    order: { orderId: '1042', isCaptured: false, captureInFlight: false },
    is: 'later',
  },
])('news of a refund that we do not know, $what: $is', ({ order, is }) => {
  const delivery = decideRefundDelivery(NEWS, undefined, order);
  const what = { finish: 'outcome', later: 'kind', signal_refund: 'refundId' } as const;
  expect({ ...delivery }).toHaveProperty(what[delivery.kind], is);
});

test('news of a dispute: the order of its charge is told, once it is clear what was captured', () => {
  const quiet = { orderId: '1042', isCaptured: true, captureInFlight: false };
  expect(decideDisputeDelivery({ disputeId: 'du_1' }, quiet)).toEqual({
    ...{ kind: 'signal_dispute', orderId: '1042', disputeId: 'du_1' },
  });
  expect(decideDisputeDelivery({ disputeId: 'du_1' }, { ...quiet, captureInFlight: true })).toMatchObject({
    kind: 'later',
  });
  expect(decideDisputeDelivery({ disputeId: 'du_1' }, undefined)).toEqual({ kind: 'finish', outcome: 'not_ours' });
  expect(decideDisputeDelivery({ disputeId: null }, quiet)).toEqual({ kind: 'finish', outcome: 'not_needed' });
});

test.each([
  ['payment_intent.canceled', true],
  ['setup_intent.succeeded', true],
  ['charge.updated', true],
  ['charge.dispute.created', false],
  ['charge.refund.updated', false],
  ['refund.created', false],
  ['transfer.created', false],
  ['application_fee.created', false],
])('the object of %s carries the name of whoever asked for it: %s', (type, does) => {
  expect(carriesItsName(type)).toBe(does);
});
