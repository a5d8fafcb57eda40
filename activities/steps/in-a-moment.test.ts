import { ProviderUnavailable } from '../../libs/domain/provider/payment-gateway';
import { inAMoment, openGuard } from './in-a-moment';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

test('an answer that comes within two seconds is taken', async () => {
  let tell: (reading: string) => void = () => undefined;
  const answer = inAMoment(new Promise<string>((resolve) => (tell = resolve)));
  await jest.advanceTimersByTimeAsync(1_900);
  tell('read');
  expect(await answer).toBe('read');
});

test('after two seconds nobody waits for the answer any more', async () => {
  const answer = inAMoment(new Promise(() => undefined)).catch((error: unknown) => error);
  await jest.advanceTimersByTimeAsync(2_000);
  expect(await answer).toBeInstanceOf(ProviderUnavailable);
});

test('a failed read fails as it did', async () => {
  await expect(inAMoment(Promise.reject(new Error('reset')))).rejects.toThrow('reset');
});

test('what was read is recorded for five seconds, and not by an attempt that stood still', () => {
  const guard = openGuard();
  jest.advanceTimersByTime(5_000);
  guard.requireWanted();
  jest.advanceTimersByTime(1);
  expect(() => {
    guard.requireWanted();
  }).toThrow('the read is too old');
});
