import { isDay, isTimeZone, localTime, monthOf, startOfDay } from './calendar';

test.each([
  { day: '2026-11-01', zone: 'UTC', at: '2026-11-01T00:00:00.000Z' },
  { day: '2026-11-01', zone: 'Europe/Berlin', at: '2026-10-31T23:00:00.000Z' },
  { day: '2026-07-01', zone: 'Europe/Berlin', at: '2026-06-30T22:00:00.000Z' },
  { day: '2026-10-25', zone: 'Europe/Berlin', at: '2026-10-24T22:00:00.000Z' },
  { day: '2026-10-26', zone: 'Europe/Berlin', at: '2026-10-25T23:00:00.000Z' },
  { day: '2026-11-01', zone: 'America/New_York', at: '2026-11-01T04:00:00.000Z' },
  { day: '2026-11-01', zone: 'Asia/Kolkata', at: '2026-10-31T18:30:00.000Z' },
  { day: '2026-11-01', zone: 'Pacific/Kiritimati', at: '2026-10-31T10:00:00.000Z' },
])('$day begins in $zone at $at', ({ day, zone, at }) => {
  expect(startOfDay(day, zone)).toBe(at);
  expect(localTime(at, zone)).toBe(`${day} 00:00:00`);
});

test('a month ends where the next one begins, also that of a change of the clocks and of a year', () => {
  expect(monthOf('2026-10', 'Europe/Berlin')).toEqual({
    from: '2026-09-30T22:00:00.000Z',
    to: '2026-10-31T23:00:00.000Z',
  });
  expect(monthOf('2026-12', 'UTC').to).toBe(monthOf('2027-01', 'UTC').from);
});

test('clocks show each second around a change, whatever was asked before', () => {
  const change = Date.parse('2026-10-25T01:00:00Z');
  const seconds = [-1, 0, 1, 3600, -1].map((second) => new Date(change + second * 1000).toISOString());
  expect(seconds.map((at) => localTime(at, 'Europe/Berlin').slice(11))).toEqual([
    ...['02:59:59', '02:00:00', '02:00:01', '03:00:00', '02:59:59'],
  ]);
});

test('only days that exist are days', () => {
  expect(['2026-02-28', '2028-02-29', '2026-02-29', '2026-13-01', '26-1-1', ''].map(isDay)).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
});

test('only time zones that exist are time zones', () => {
  expect(['Europe/Berlin', 'UTC', 'Europe/Nowhere', ''].map(isTimeZone)).toEqual([true, true, false, false]);
});
