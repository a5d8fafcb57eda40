import { growingPause } from './growing-pause';

test.each([
  { attempts: 1, pause: 5 },
  { attempts: 2, pause: 10 },
  { attempts: 7, pause: 320 },
  { attempts: 8, pause: 600 },
  { attempts: 5000, pause: 600 },
])('after attempt $attempts: $pause s', ({ attempts, pause }) => {
  expect(growingPause(5, attempts, 600)).toBe(pause);
});
