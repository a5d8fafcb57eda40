import fc from 'fast-check';
import { hasCardNumber } from './card-number';

/** Thirty ways to write a card number, and thirty numbers that are none. */
const CARDS: readonly string[] = [
  '4242424242424242',
  '4242 4242 4242 4242',
  '4242-4242-4242-4242',
  '4242 – 4242 – 4242 – 4242',
  '4242.4242.4242.4242',
  '4242/4242/4242/4242',
  '4242,4242,4242,4242',
  '4242_4242_4242_4242',
  '4242:4242|4242*4242',
  '4242+4242+4242+4242',
  '(4242)(4242)(4242)(4242)',
  '4242x4242x4242x4242',
  '4242    4242    4242    4242',
  '4242\u22124242\u22124242\u22124242',
  '4 2 4 2 4 2 4 2 4 2 4 2 4 2 4 2',
  '42 42 42 42 42 42 42 42',
  '4242\u200b4242\u200d4242\u20604242',
  '42424242\u00ad42424242',
  '4\ufe0f\u20e3242424242424242',
  '４２４２４２４２４２４２４２４２',
  '\u0664\u0662\u0664\u0662\u0664\u0662\u0664\u0662\u0664\u0662\u0664\u0662\u0664\u0662\u0664\u0662',
  '\u096a\u0968\u096a\u0968 \u096a\u0968\u096a\u0968 \u09ea\u09e8\u09ea\u09e8 \u09ea\u09e8\u09ea\u09e8',
  '④②④②④②④②④②④②④②④②',
  'card 4242424242424242 12/27 123',
  'x4242424242424242x',
  '42424242424242421227',
  '4242424242424242123',
  '42424242424242421227123',
  '3782 822463 100051234',
  '%34242-4242-4242-4242',
];

const NO_CARDS: readonly string[] = [
  // GTIN-13 of China, Germany, Britain and Japan, GTIN-12, GTIN-8.
  '6901234567892',
  '4006381330060',
  '5000159400022',
  '4902505080005',
  '036000291452',
  '96385074',
  'GTIN 4006381330060, 6901234567892 and 5000159400022',
  // Tracking numbers of FedEx, USPS, UPS, DHL, Royal Mail, Deutsche Post.
  '612909800316764',
  '9400100000000000000000',
  '1Z999AA10123456784',
  'JD014600006281234567',
  'RM123456785GB',
  '00340434161094042557',
  // Phone numbers, alone and two at once.
  '+49 30 901820',
  '+44 20 7946 0958, +44 20 7946 0018',
  '0034 612 345 678',
  '612 345 678 / 611 222 333',
  // Times, dates and prices.
  '2026-11-29T10:00:00.000Z',
  '2026-11-29 10:00:00',
  '20261129100000',
  '49.99, 59.99, 69.99, 79.99',
  // Sizes, years, versions, addresses.
  'sizes 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47',
  '36 37 38 39 40 41 42 43 44',
  '2019 2020 2021 2022 2023',
  '192.168.100.200 to 192.168.100.250',
  // Ids of shops and of Stripe, and numbers of a card's length.
  'a1b2c3d4-4242-4242-4242-424242424242',
  'pm_1Q0PsIJvEtkwdCNYMSaVuRz6',
  '4242424242424241',
  '0000000000000000',
  '424242424242424242424242',
];

it.each(CARDS)('%j is taken for a card number', (text) => {
  expect(hasCardNumber(text)).toBe(true);
});

it.each(NO_CARDS)('%j is no card number', (text) => {
  expect(hasCardNumber(text)).toBe(false);
});

it('the table has thirty of each kind', () => {
  expect([new Set(CARDS).size, new Set(NO_CARDS).size]).toEqual([30, 30]);
});

it.each([
  ['Mastercard', '5555555555554444'],
  ['Mastercard of the newer range', '2223003122003222'],
  ['American Express', '378282246310005'],
  ['Discover', '6011111111111117'],
  ['Diners Club', '3056930009020004'],
  ['Diners Club of 14 digits', '36227206271667'],
  ['JCB', '3566002020360505'],
  ['UnionPay', '6200000000000005'],
  ['UnionPay of 19 digits', '6205500000000000004'],
  ['Dankort', '5019717010103742'],
])('a card of %s is found: %s', (_network, number) => {
  expect(hasCardNumber(number)).toBe(true);
});

it('a UUID of digits alone hides no card', () => {
  expect(hasCardNumber('42424242-4242-4242-0000-000000000000')).toBe(true);
});

it('any right Visa number is found whatever stands between its groups, and no wrong one', () => {
  const digits = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 14, maxLength: 14 });
  const gap = fc.constantFrom('', ' ', '-', '. ', ' / ', '\u200b', '_', ' x ');
  fc.assert(
    fc.property(digits, gap, fc.integer({ min: 1, max: 9 }), (middle, between, shift) => {
      const start = `4${middle.join('')}`;
      const last = '0123456789'.split('').find((digit) => hasCardNumber(start + digit));
      expect(last).toBeDefined();
      const right = start + String(last);
      const wrong = start + ((Number(last) + shift) % 10).toString();
      const grouped = (number: string): string => (number.match(/.{4}/g) ?? []).join(between);
      expect(hasCardNumber(`paid with ${grouped(right)}.`)).toBe(true);
      expect(hasCardNumber(wrong)).toBe(false);
    }),
  );
});

it.each(['4-', '4', '42 ', '4242 ', '4242424242424241 ', '%34', '\u0664', 'a1b2c3d4-', '\u200b'])(
  'a text of 64 KB made of %j takes the processor less than two seconds',
  (part) => {
    const text = part.repeat(Math.ceil(65_536 / part.length));
    const started = process.cpuUsage();
    hasCardNumber(text);
    // Of the processor, not by the clock: others use this machine too.
    expect(process.cpuUsage(started).user / 1000).toBeLessThan(2000);
  },
);
