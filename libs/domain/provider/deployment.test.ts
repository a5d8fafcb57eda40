import { tagOf, whoseTag } from './deployment';
import {
  authorizeKey,
  captureKey,
  chargeKey,
  confirmKey,
  evidenceKey,
  abandonKey,
  keyUnder,
  incrementKey,
  refundKey,
  releaseKey,
  restKey,
  reversalKey,
  steppedDownKey,
  orphanedHoldKey,
} from './idempotency-key';

const shop = { name: 'shop', epoch: 3 };

test.each([
  ['shop.3', 'ours'],
  ['shop', 'ours_before'],
  ['shop.2', 'ours_before'],
  ['shop.4', 'foreign'],
  ['shop-eu', 'foreign'],
  ['sho', 'foreign'],
  ['shop.3.1', 'foreign'],
  ['shop.', 'foreign'],
  ['Shop.3', 'foreign'],
  ['', 'foreign'],
  [null, 'foreign'],
] as const)('to the third epoch of "shop", what carries %j is %s', (tag, whose) => {
  expect(whoseTag(tag, shop)).toBe(whose);
});

test('the first epoch has the bare name', () => {
  expect([tagOf({ name: 'shop', epoch: 1 }), tagOf(shop)]).toEqual(['shop', 'shop.3']);
  expect(whoseTag('shop', { name: 'shop', epoch: 1 })).toBe('ours');
});

test('the longest key stays below what Stripe takes', () => {
  const tag = tagOf({ name: 'n'.repeat(32), epoch: 9_999_999 });
  const id = 'i'.repeat(64);
  const stripes = `pi_${'s'.repeat(40)}`;
  const many = 9_999_999;
  const keys = [
    authorizeKey(id, many),
    steppedDownKey(confirmKey(id, many, many), 'multicapture'),
    captureKey(id, id, many),
    chargeKey(id, id, many),
    incrementKey(id, many, many),
    `${releaseKey(id, many)}/${many.toString()}`,
    restKey(id, many, many),
    abandonKey(id, many, many),
    orphanedHoldKey(id, many, stripes),
    refundKey(id, id, many, many),
    evidenceKey(stripes, many),
    reversalKey(id, id, many, many, many),
  ];
  for (const key of keys) expect(keyUnder(tag, key).length).toBeLessThanOrEqual(255);
});
