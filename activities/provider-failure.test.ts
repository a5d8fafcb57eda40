import { ApplicationFailure } from '@temporalio/common';
import { ProviderMisuse, ProviderUnavailable } from '../libs/domain/payment-gateway';
import { failureOf } from './provider-failure';

function unavailable(notExecuted: boolean): ProviderUnavailable {
  const details = { status: notExecuted ? 429 : null, replayed: false, notExecuted, requestId: 'req_1' };
  return new ProviderUnavailable('not now', details);
}

function failure(error: unknown, attempt: number): ApplicationFailure {
  const failed = failureOf(error, attempt, 'end');
  if (!(failed instanceof ApplicationFailure)) throw new Error('not a failure of ours');
  return failed;
}

test.each([
  { attempt: 1, from: 500, to: 1000 },
  { attempt: 4, from: 4_000, to: 8_000 },
  { attempt: 50, from: 15_000, to: 30_000 },
])('slowed down at attempt $attempt: a pause between $from and $to ms', ({ attempt, from, to }) => {
  const pauses = Array.from({ length: 50 }, () => Number(failure(unavailable(true), attempt).nextRetryDelay));

  expect(Math.min(...pauses)).toBeGreaterThanOrEqual(from);
  expect(Math.max(...pauses)).toBeLessThanOrEqual(to);
  expect(new Set(pauses).size).toBeGreaterThan(10);
});

test('an unknown outcome is repeated at the pace of the retry policy', () => {
  expect(failure(unavailable(false), 3)).toMatchObject({ nextRetryDelay: undefined, nonRetryable: false });
});

test('our own mistake ends the step, or is repeated slowly', () => {
  const misuse = new ProviderMisuse('bad', { code: 'parameter_unknown', param: 'x', requestId: 'req_1' });

  expect(failureOf(misuse, 1, 'end')).toMatchObject({ type: 'ProviderMisuse', nonRetryable: true });
  expect(failureOf(misuse, 1, 'repeat')).toMatchObject({ nonRetryable: false, nextRetryDelay: '60 s' });
});

test.each([1, 2])('our own mistake at attempt %i says whether an earlier one may have done something', (attempt) => {
  const misuse = new ProviderMisuse('bad', { code: null, param: null, requestId: 'req_1' });

  expect(failureOf(misuse, attempt, 'end')).toMatchObject({ details: [{ afterUnanswered: attempt > 1 }] });
});

test('a database in trouble is thrown as it came', () => {
  const error = new Error('connection refused');

  expect(failureOf(error, 1, 'end')).toBe(error);
});
