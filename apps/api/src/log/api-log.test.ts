import { createLog } from './api-log';

function logged(error: unknown): string {
  const lines: string[] = [];
  createLog('info', { write: (line) => void lines.push(line) }).error({ err: error }, 'it failed');
  return lines.join('');
}

test('an error is logged with its code, its stack and its cause', () => {
  const cause = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
  expect(JSON.parse(logged(new TypeError('outer', { cause })))).toMatchObject({
    process: 'api',
    msg: 'it failed',
    err: {
      type: 'TypeError',
      message: 'outer',
      stack: expect.stringContaining('api-log.test') as string,
      cause: { code: 'ECONNREFUSED' },
    },
  });
});

test("a row in the details of PostgreSQL's error stays out of the log", () => {
  const detail = 'Failing row contains (evt_1, {"receipt_email": "jo@shop.example"}).';
  const error = Object.assign(new Error('violates check constraint'), { code: '23514', detail, where: detail });
  const line = logged(new Error('outer', { cause: error }));
  expect(line).toContain('23514');
  expect(line).not.toContain('jo@shop.example');
});

test.each([['text'], [undefined], [null], [7]])('%p, thrown by somebody, is logged too', (thrown) => {
  expect(logged(thrown)).toContain('it failed');
});
