import fc from 'fast-check';
import { hasCardNumber, jsonHasCardNumber } from './card-number';

test.each([
  '4242424242424242',
  '4242 4242 4242 4242',
  '4242-4242-4242-4242',
  '4242 – 4242 – 4242 – 4242',
  'card 4242424242424242 12/27 123',
  '4242 4242 4242 4242 12 27 123',
  'x4242424242424242x',
  '４２４２４２４２４２４２４２４２',
  '5555555555554444',
  '2223003122003222',
  '378282246310005',
  '6011111111111117',
  '3056930009020004',
  '36227206271667',
  '3566002020360505',
  '6200000000000005',
  '6205500000000000004',
  '5019717010103742',
])('%s is taken for a card number', (text) => {
  expect(hasCardNumber(text)).toBe(true);
});

test.each([
  '4242424242424241',
  '1042',
  '',
  '2026-11-29T10:00:00.000Z',
  '2026-11-29 10:00:00',
  '0000000000000000',
  '9400100000000000000000',
  '424242424242424242424242',
  'a1b2c3d4-4242-4242-4242-424242424242',
  'pm_1Q0PsIJvEtkwdCNYMSaVuRz6',
])('%s is not', (text) => {
  expect(hasCardNumber(text)).toBe(false);
});

test.each([
  '{"4242424242424242":1}',
  '{"lines":[{"quantity":4242424242424242}]}',
  '{"quantity": 6205500000000000004}',
  '{"a":{"b":["x",null,"5555 5555 5555 4444"]}}',
  String.raw`{"a":"\u0034242424242424242"}`,
])('%s holds one', (json) => {
  expect(jsonHasCardNumber(json, JSON.parse(json))).toBe(true);
});

test.each(['{"amount":4200,"ok":true,"nothing":null,"list":[]}', '{"a":"4242\\"","b":4242,"c":42424242}', '"x"', '4'])(
  '%s holds none',
  (json) => {
    expect(jsonHasCardNumber(json, JSON.parse(json))).toBe(false);
  },
);

test('a body that nests as deep as it is long is looked through', () => {
  const json = `${'['.repeat(100_000)}"4242424242424242"${']'.repeat(100_000)}`;
  expect(jsonHasCardNumber(json, JSON.parse(json))).toBe(true);
});

test('a Visa number is found however it is grouped, and not once a digit is wrong', () => {
  const digits = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 14, maxLength: 14 });
  fc.assert(
    fc.property(digits, fc.constantFrom('', ' ', '-', '. '), fc.integer({ min: 1, max: 9 }), (middle, gap, shift) => {
      const start = `4${middle.join('')}`;
      const last = '0123456789'.split('').find((digit) => hasCardNumber(start + digit));
      expect(last).toBeDefined();
      const right = start + String(last);
      const wrong = start + ((Number(last) + shift) % 10).toString();
      const grouped = (number: string): string => (number.match(/.{4}/g) ?? []).join(gap);
      expect(hasCardNumber(`paid with ${grouped(right)}.`)).toBe(true);
      expect(hasCardNumber(wrong)).toBe(false);
    }),
  );
});
