import { Barrier } from './calls/barrier';
import { Household } from './calls/household';
import { Subjects } from './calls/subjects';
import { cellId, cellsOf, type Cell } from './cells/cell';
import { LIVES } from './lives';
import { errorResponse, MessageReader, query, READY, statementOf, StatementTexts } from './proxies/postgres-wire';
import { NEW_VALUE, withNewWords, wordsOf } from './proxies/provider-answers';
import { choose } from './run/choose';
import { Crowd } from './run/crowd';
import type { Result } from './run/result';
import { tooManyUnmet } from './run/table';

/** The parts of the machine that need no product. */

const CALL = { channel: 'stripe', caller: 'worker', what: 'POST /v1/refunds' } as const;

function cells(): Cell[] {
  const [life] = LIVES;
  if (life === undefined) throw new Error('there is no life');
  const subject = new Subjects().open();
  for (let nth = 0; nth < 40; nth += 1) subject.meet(CALL, true);
  return cellsOf(life, subject.calls);
}

function typed(type: string, text: string, ...rest: readonly number[]): Buffer {
  const body = Buffer.concat([Buffer.from(text), Buffer.from(rest)]);
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length + 4);
  return Buffer.concat([Buffer.from(type), length, body]);
}

describe("PostgreSQL's messages", () => {
  test('are found however the bytes arrive', () => {
    const bytes = Buffer.concat([query('select 1'), errorResponse('ERROR', '40001', 'no'), READY]);
    for (let size = 1; size <= bytes.length; size += 1) {
      const reader = new MessageReader(0);
      const found = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
        reader.take(bytes.subarray(at * size, (at + 1) * size)),
      ).flat();
      expect(found.map(({ type }) => type)).toEqual(['Q', 'E', 'Z']);
      expect(new StatementTexts().in(found)).toBe('select 1');
    }
  });

  test('name a prepared statement once, and then run it by its name', () => {
    const parse = typed('P', 's1\0select $1\0', 0, 0);
    const bind = typed('B', '\0s1\0', 0, 0, 0, 0, 0, 0);
    const texts = new StatementTexts();
    const read = (bytes: Buffer): string | undefined => texts.in(new MessageReader(0).take(bytes));
    expect(read(bind)).toBeUndefined();
    expect(read(Buffer.concat([parse, bind]))).toBe('select $1');
    expect(read(bind)).toBe('select $1');
  });

  test.each([
    ['insert into "orders" ("a") values ($1)', { changes: true, table: 'orders' }],
    [
      'update "webhook_events" set "a" = 1 where "b" in (select "b" from "c" for update skip locked)',
      { changes: true, table: 'webhook_events' },
    ],
    ['select "a" from "captures" where "b" = $1 for update', { changes: false, table: 'captures' }],
    ['delete from "x"', { changes: true, table: 'x' }],
    ['set local lock_timeout = 1', undefined],
  ])('%s', (sql, expected) => {
    expect(statementOf(sql)).toEqual(expected);
  });
});

test("new words are put into Stripe's answers where Stripe has lists of words, and nowhere else", () => {
  const card = { brand: 'visa', last4: '4242' };
  const body = Buffer.from(
    JSON.stringify({ id: 'pi_1', object: 'payment_intent', status: 'succeeded', card, metadata: { type: 'a' } }),
  );
  expect(wordsOf(body).sort()).toEqual(['others', 'status']);
  expect(JSON.parse(withNewWords(body, 'status').toString())).toMatchObject({ status: NEW_VALUE, card });
  expect(JSON.parse(withNewWords(body, 'others').toString())).toMatchObject({
    ...{ status: 'succeeded', object: 'payment_intent' },
    ...{ card: { brand: NEW_VALUE, last4: '4242' }, metadata: { type: 'a' } },
  });
  expect(wordsOf(Buffer.from('{"error":{"type":"card_error"}}'))).toEqual([]);
  expect(wordsOf(Buffer.from('<html>'))).toEqual([]);
  expect(wordsOf(Buffer.from('{"object":"event","type":"charge.updated"}'))).toEqual([]);
});

test('a call is its order’s by the order’s id, or by an id that Stripe’s answer has named', () => {
  const subjects = new Subjects();
  const [one, other] = [subjects.open(), subjects.open()];
  expect(subjects.find(`order/${one.orderId}/capture`)).toBe(one);
  subjects.learn(other, '{"id":"pi_1abcdefghij","customer":"cus_1abcdefghij"}');
  subjects.learn(one, '{"data":[{"id":"pi_1abcdefghij"}]}');
  expect(subjects.find('/v1/payment_intents/pi_1abcdefghij')).toBe(other);
  expect(subjects.find('pm_card_visa pi_9999999999')).toBeUndefined();
  subjects.close(other);
  expect(subjects.find('cus_1abcdefghij')).toBeUndefined();
});

test('a fault hits its call alone, and five refusals hit five', () => {
  const call = 'stripe worker POST /v1/refunds #2';
  const hitBy = (fault: 'error_500' | 'five_errors_500'): number[] => {
    const subject = new Subjects().open([{ call, fault }]);
    return Array.from({ length: 8 }, () => subject.meet(CALL, true)).flatMap((met) =>
      met.fault === undefined ? [] : [met.call.nth],
    );
  };
  expect(hitBy('error_500')).toEqual([2]);
  expect(hitBy('five_errors_500')).toEqual([2, 3, 4, 5, 6]);
});

test('three parts are all cells, each once; a seed draws the same cells again', () => {
  const all = cells();
  const inParts = (wish: { every?: boolean; seed?: string }): string[] =>
    ['1/3', '2/3', '3/3'].flatMap((part) => choose(all, { ...wish, part }).cells.map(cellId)).sort();
  expect(inParts({ every: true })).toEqual(all.map(cellId).sort());
  expect(inParts({ seed: 'a' })).toEqual(choose(all, { seed: 'a' }).cells.map(cellId).sort());
  const drawn = choose(all, { sample: '7', seed: 'a' }).cells.map(cellId);
  expect(drawn).toHaveLength(7);
  expect(choose([...all].reverse(), { sample: '7', seed: 'a' }).cells.map(cellId)).toEqual(drawn);
  expect(choose(all, { sample: '7', seed: 'b' }).cells.map(cellId)).not.toEqual(drawn);
  expect(() => choose(all, { cell: 'none' })).toThrow('There is no cell none');
});

test('more orders live side by side while the shop has quick answers, fewer once it has to wait', async () => {
  const crowd = new Crowd(30);
  let living = 0;
  const come = async (orders: number): Promise<number> => {
    for (let order = 0; order < orders; order += 1) void crowd.enter().then(() => (living += 1));
    await new Promise(setImmediate);
    return living;
  };
  const answers = (milliseconds: number): void => {
    for (let answer = 0; answer < 12; answer += 1) crowd.feel(milliseconds, 1);
  };
  expect(await come(100)).toBe(24);
  answers(50);
  expect(await come(0)).toBe(28);
  answers(50);
  expect(await come(0)).toBe(30);
  for (let slow = 0; slow < 20; slow += 1) answers(9_000);
  for (let order = 0; order < 30; order += 1) crowd.leave();
  living = 0;
  expect(await come(0)).toBe(12);
});

test('calls of no order are the household’s, those of an order that has ended are nobody’s', () => {
  const subjects = new Subjects();
  const call = { channel: 'stripe', caller: 'worker', what: 'GET /v1/events' } as const;
  const [one, other] = ['error_500', 'truncated'] as const;
  const household = new Household([
    { call: 'stripe worker GET /v1/events #1', fault: one },
    { call: 'stripe worker GET /v1/events #2', fault: other },
  ]);
  const ended = subjects.open(undefined);
  subjects.learn(ended, 'pi_1abcdefghij');
  subjects.close(ended);
  expect(subjects.ownerOf('GET /v1/events')).toBeUndefined();
  subjects.useHousehold(household);
  expect(subjects.ownerOf('pi_1abcdefghij')).toBeUndefined();
  expect(subjects.ownerOf(ended.orderId)).toBeUndefined();
  const met = [1, 2, 3].map(() => subjects.ownerOf('GET /v1/events')?.meet(call, false).fault);
  expect(met).toEqual([one, other, undefined]);
  expect(household.subjects.map(({ hits }) => hits)).toEqual([1, 1]);
});

test('a run in which more than three in a hundred calls did not come says so', () => {
  const [cell] = cells();
  if (cell === undefined) throw new Error('there is no cell');
  const result = (kind: 'passed' | 'unmet'): Result => ({ cell, verdict: { kind }, orderId: 'fx1', seconds: 1 });
  const run = (unmet: number): Result[] =>
    Array.from({ length: 100 }, (_, index) => result(index < unmet ? 'unmet' : 'passed'));
  expect(tooManyUnmet(run(3))).toBeUndefined();
  expect(tooManyUnmet(run(4))).toMatch(/^4 of 100 calls did not come/);
});

test('the blow falls when all are there, and whoever comes later is not taken for struck', async () => {
  const barrier = new Barrier(3);
  const told: string[] = [];
  const waiting = ['a', 'b'].map((id) => barrier.arrive(id).then(() => told.push(`${id} goes on`)));
  barrier.leave('c');
  await barrier.hit(60_000, () => Promise.resolve(void told.push('the blow')));
  await Promise.all(waiting);
  expect(told).toEqual(['the blow', 'a goes on', 'b goes on']);
  await barrier.arrive('c');
  expect([...barrier.arrived]).toEqual(['a', 'b']);
});
