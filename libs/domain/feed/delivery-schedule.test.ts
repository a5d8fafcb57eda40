import { addSeconds } from '../orders/deadline';
import { nextDeliveryAfter } from './delivery-schedule';

const FIRST = '2026-11-30T12:00:00.000Z';

function pauseAfter(attempts: number, secondsLater: number, askedPause: number | null = null): number | null {
  return nextDeliveryAfter({ attempts, firstAttemptAt: FIRST, askedPause }, addSeconds(FIRST, secondsLater));
}

test('an event that nobody takes is sent after 5 s, then ever later, for three days', () => {
  const sentAt: number[] = [];
  let now = 0;
  for (let pause = pauseAfter(1, now); pause !== null; pause = pauseAfter(sentAt.length + 1, now)) {
    now += pause;
    sentAt.push(now);
  }
  expect(sentAt.slice(0, 4)).toEqual([5, 15, 35, 75]);
  expect(sentAt.length).toBeGreaterThan(20);
  expect(sentAt.length).toBeLessThan(30);
  const [last = 0] = sentAt.slice(-1);
  expect(last).toBeGreaterThanOrEqual(3 * 24 * 3600);
  expect(last).toBeLessThan(3.5 * 24 * 3600);
});

test('a pause that the receiver asks for is granted up to an hour, and never shortens ours', () => {
  expect(pauseAfter(1, 0, 120)).toBe(120);
  expect(pauseAfter(1, 0, 86_400)).toBe(3600);
  expect(pauseAfter(10, 0, 1)).toBe(2560);
});
