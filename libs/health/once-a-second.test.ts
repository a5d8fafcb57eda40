import { eventually } from '../../test/setup/eventually';
import { answeredWithin } from './answered-within';
import { reportOn } from './dependency';
import { onceASecond } from './once-a-second';
import { oneAtATime } from './one-at-a-time';

function counted(): { readonly asked: () => number; readonly ask: () => Promise<number> } {
  let asked = 0;
  return { asked: () => asked, ask: () => Promise.resolve((asked += 1)) };
}

test('a thousand who ask get one answer, and those who come a second later the next one', async () => {
  const { asked, ask } = counted();
  const shared = onceASecond(ask);
  const answers = await Promise.all(Array.from({ length: 1000 }, shared));
  expect([new Set(answers), asked()]).toEqual([new Set([1]), 1]);
  const begun = Date.now();
  expect(await eventually(shared, (answer) => answer === 2)).toBe(2);
  expect(Date.now() - begun).toBeGreaterThan(900);
  expect(asked()).toBe(2);
});

test('an answer that failed is asked for again, a second later', async () => {
  let asked = 0;
  const shared = onceASecond(() => {
    asked += 1;
    return asked === 1 ? Promise.reject(new Error('away')) : Promise.resolve('here');
  });
  await expect(shared()).rejects.toThrow('away');
  await expect(shared()).rejects.toThrow('away');
  expect(asked).toBe(1);
  await eventually(
    () => shared().catch(() => 'away'),
    (answer) => answer === 'here',
  );
});

test('who is slow is asked by one at a time, and waited for no longer than was said', async () => {
  let asked = 0;
  let answer: (words: string | undefined) => void = () => undefined;
  const ask = oneAtATime(() => {
    asked += 1;
    return new Promise<string | undefined>((resolve) => {
      answer = resolve;
    });
  });
  const told: unknown[] = [];
  const report = (): ReturnType<typeof reportOn> => reportOn({ ask, onDown: (reason) => told.push(reason) });
  await expect(answeredWithin(20, ask)).rejects.toThrow('no answer within 20 ms');
  expect(await report()).toMatchObject({ status: 'down' });
  expect([asked, told]).toEqual([1, [new Error('no answer within 2000 ms')]]);
  const waiting = report();
  answer('it is read-only');
  expect(await waiting).toMatchObject({ status: 'down', detail: 'it is read-only' });
  const again = report();
  answer(undefined);
  expect(await again).toMatchObject({ status: 'up' });
  expect(asked).toBe(2);
});
