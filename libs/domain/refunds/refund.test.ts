import { answerToRefund, refundStatus, RESERVING_STATES, type RefundCommand, type RefundFact } from './refund';
import { refundMayBecome, type RefundState } from '../orders/transitions';

test.each<{ parts: RefundState[]; is: string }>([
  { parts: ['requested'], is: 'requested' },
  { parts: ['succeeded', 'unknown'], is: 'requested' },
  { parts: ['succeeded', 'succeeded'], is: 'succeeded' },
  { parts: ['succeeded', 'pending'], is: 'pending' },
  { parts: ['pending', 'failed'], is: 'pending' },
  { parts: ['succeeded', 'failed'], is: 'failed' },
  { parts: ['succeeded', 'refused'], is: 'failed' },
  { parts: ['refused', 'refused'], is: 'refused' },
])('a refund of $parts is $is', ({ parts, is }) => {
  expect(refundStatus(parts)).toBe(is);
});

test('what is failed or refused stays so, and reserves nothing', () => {
  const states: RefundState[] = ['requested', 'unknown', 'pending', 'succeeded', 'failed', 'refused'];
  const ends = states.filter((from) => states.every((to) => from === to || !refundMayBecome(from, to)));
  expect(ends).toEqual(['failed', 'refused']);
  expect(states.filter((state) => !RESERVING_STATES.includes(state))).toEqual(ends);
  expect(refundMayBecome('succeeded', 'failed')).toBe(true);
  expect(refundMayBecome('succeeded', 'pending')).toBe(false);
});

const hashes = { contentHash: 'content', acceptanceId: 'mine', requestId: 'request' };
const command: RefundCommand = { refundId: 'r', shipmentId: null, lines: null, amount: 5, reason: 'broken', ...hashes };
const recorded: RefundFact = {
  ...{ kind: 'refund_recorded', status: 'pending', amount: 5, currency: 'usd', nextReadAt: null },
  ...{ contentHash: 'content', acceptanceId: 'theirs' },
};
const refusal = { code: 'refund_refused', message: 'no' } as const;

test.each<{ fact: RefundFact; is: object }>([
  { fact: recorded, is: { kind: 'accepted', status: 'pending', acceptanceId: 'theirs' } },
  { fact: { ...recorded, contentHash: 'other' }, is: { refusal: { code: 'refund_conflict' } } },
  { fact: { kind: 'refund_refused', refusal }, is: { kind: 'refused', refusal } },
  { fact: { kind: 'step_failed', message: 'key' }, is: { refusal: { code: 'temporarily_unavailable' } } },
])('$fact.kind is answered', ({ fact, is }) => {
  expect(answerToRefund(command, fact)).toMatchObject(is);
});
