import { MockActivityEnvironment } from '@temporalio/testing';
import { withHeartbeat } from './heartbeat';

beforeEach(() => jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] }));
afterEach(() => jest.useRealTimers());

test('nothing in the first 5 s, then every 5 s, and nothing after the end', async () => {
  const environment = new MockActivityEnvironment();
  let beats = 0;
  environment.on('heartbeat', () => {
    beats++;
  });
  let finish: () => void = () => undefined;
  const done = environment.run(() =>
    withHeartbeat(
      () =>
        new Promise<void>((resolve) => {
          finish = resolve;
        }),
    ),
  );
  await new Promise(setImmediate);

  const after: number[] = [];
  for (const seconds of [4.9, 0.2, 5, 5]) {
    jest.advanceTimersByTime(seconds * 1000);
    after.push(beats);
  }
  expect(after).toEqual([0, 1, 2, 3]);
  finish();
  await done;
  jest.advanceTimersByTime(60_000);
  expect(beats).toBe(3);
});
