import { openPace, TooManyWaiting } from './pace';

/** Milliseconds until each of so many turns had come, which were asked for together. */
async function turns(pace: ReturnType<typeof openPace>, count: number): Promise<number[]> {
  const begun = performance.now();
  return Promise.all(
    Array.from({ length: count }, async () => {
      await pace.turn();
      return performance.now() - begun;
    }),
  );
}

test('requests that come together leave together, as many as a quarter of a second has', async () => {
  const pace = openPace(1_000);
  const took = await turns(pace, 400);
  expect(took[200]).toBeLessThan(150);
  // 250 at once, and the other 150 a millisecond apart.
  expect(took[399]).toBeGreaterThan(140);
});

test('a worker keeps to its share of the pace', async () => {
  const pace = openPace(1_000);
  pace.shareAmong(10);
  const took = await turns(pace, 45);
  // 25 at once, and the other 20 ten milliseconds apart.
  expect(took[44]).toBeGreaterThan(185);
});

test('a request whose turn is too far away is not sent', async () => {
  const pace = openPace(1);
  const waiting = Array.from({ length: 9 }, () => pace.turn());
  await expect(pace.turn()).rejects.toThrow(TooManyWaiting);
  await expect(Promise.race(waiting)).resolves.toBeUndefined();
});
