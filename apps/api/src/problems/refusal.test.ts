import type { Refusal } from '../../../../libs/domain/payment/refusal';
import { answerOf } from './problem-answer';
import { problemOf, refusalSchema } from './refusal';
import { problemSchema } from './problem.schema';

const refusals: readonly [Refusal, number, object][] = [
  [{ code: 'shipment_conflict', message: 'm' }, 409, {}],
  [{ code: 'cancellation_conflict', message: 'm' }, 409, {}],
  [
    { code: 'payment_declined', message: 'm', declineCode: 'insufficient_funds' },
    402,
    { declineCode: 'insufficient_funds', message: 'm', detail: expect.stringContaining(': m') as string },
  ],
  [
    { code: 'payment_declined', message: 'm', declineCode: null },
    402,
    { declineCode: null, detail: expect.stringContaining(': m') as string },
  ],
  [{ code: 'order_not_capturable', message: 'm', status: 'requires_action' }, 409, { orderStatus: 'requires_action' }],
  [
    { code: 'units_not_available', message: 'm', left: [{ lineId: '1', quantity: 0 }] },
    409,
    { left: [{ lineId: '1', quantity: 0 }] },
  ],
  [{ code: 'amount_exceeds_hold', message: 'm', maximumAmount: 2300 }, 409, { maximumAmount: 2300 }],
  [{ code: 'hold_lost', message: 'm' }, 409, {}],
  [{ code: 'order_closed', message: 'm', status: 'completed' }, 409, { orderStatus: 'completed' }],
  [{ code: 'temporarily_unavailable', message: 'm' }, 503, {}],
];

test.each(refusals)('%j', (refusal, status, members) => {
  // As it comes back from the workflow, through JSON.
  const received = refusalSchema.parse(JSON.parse(JSON.stringify(refusal)));
  const answer = answerOf(problemOf(received), { id: 'r', url: '/v1/orders/1042/shipments?x=1' });
  expect(answer.status).toBe(status);
  expect(answer.headers['Retry-After']).toBe(status === 503 ? '2' : undefined);
  expect(problemSchema.parse(JSON.parse(answer.body))).toMatchObject({
    code: refusal.code,
    status,
    detail: 'M.',
    instance: '/v1/orders/1042/shipments',
    ...members,
  });
});
