import { readWooshPayIntent } from './intent-reading';

const CREATED = Date.parse('2026-11-01T10:00:00Z');
const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;

function endOf(reason: string | undefined, canceledAfter: number): string | null {
  const canceled = { status: 'canceled', created: CREATED, canceled_at: CREATED + canceledAfter };
  const intent = { id: 'pi_1693466278934609920', amount: 4600, ...canceled, cancellation_reason: reason };
  return readWooshPayIntent({}, intent).ended;
}

test.each([
  ['abandoned', HOUR, 'released'],
  ['automatic', HOUR, 'expired'],
  ['automatic', 7 * DAY, 'expired'],
  [undefined, HOUR, 'released'],
  [undefined, 7 * DAY, 'expired'],
  ['brand_new_value', HOUR, 'released'],
  ['brand_new_value', 7 * DAY, 'expired'],
])('a hold that ended with the reason %s after %d ms is %s', (reason, canceledAfter, ended) => {
  expect(endOf(reason, canceledAfter)).toBe(ended);
});
