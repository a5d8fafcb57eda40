import { ApplicationFailure } from '@temporalio/common';
import { ProviderMisuse, ProviderUnavailable } from '../../libs/domain/provider/payment-gateway';
import { failureOf, type AfterMisuse } from './provider-failure';

function unavailable(notExecuted: boolean): ProviderUnavailable {
  const details = { status: notExecuted ? 429 : null, replayed: false, notExecuted, requestId: 'req_1' };
  return new ProviderUnavailable('not now', details);
}

const pauses = { firstMs: 1_000, mostMs: 60_000 };

function failure(error: unknown, attempt: number, afterMisuse: AfterMisuse = 'end'): ApplicationFailure {
  const failed = failureOf(error, { attempt, afterMisuse, pauses });
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

test.each([
  { attempt: 1, pause: 1_000 },
  { attempt: 3, pause: 4_000 },
  { attempt: 20, pause: 60_000 },
])('an unknown outcome is asked for again $pause ms after attempt $attempt', ({ attempt, pause }) => {
  expect(failure(unavailable(false), attempt)).toMatchObject({ nextRetryDelay: pause, nonRetryable: false });
});

test('our own mistake ends the step, or is repeated slowly', () => {
  const misuse = new ProviderMisuse('bad', { code: 'parameter_unknown', param: 'x', requestId: 'req_1' });

  expect(failure(misuse, 1)).toMatchObject({ type: 'ProviderMisuse', nonRetryable: true });
  expect(failure(misuse, 1, 'repeat')).toMatchObject({ nonRetryable: false, nextRetryDelay: 60_000 });
});

test.each([1, 2])('our own mistake at attempt %i says whether an earlier one may have done something', (attempt) => {
  const misuse = new ProviderMisuse('bad', { code: null, param: null, requestId: 'req_1' });

  expect(failure(misuse, attempt)).toMatchObject({ details: [{ afterUnanswered: attempt > 1 }] });
});

test('a database in trouble is waited for at the same pace, and keeps its own words', () => {
  const error = new Error('connection refused');

  expect(failure(error, 2)).toMatchObject({ message: 'connection refused', type: 'Error', nextRetryDelay: 2_000 });
  expect(failure(error, 2).cause).toBe(error);
});

test('a failure that says its own pause is thrown as it came', () => {
  const waits = ApplicationFailure.create({ message: 'still on its way', nextRetryDelay: 5 });

  expect(failure(waits, 1)).toBe(waits);
});
