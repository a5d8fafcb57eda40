import { ProviderUnavailable } from '../domain/provider/payment-gateway';
import { PROVIDERS, whileTested } from './testing/provider-under-test';
import { buyerAnswers, DAY, ANY_TIME, held, newCustomer, orderOf, REF, releaseOf } from './testing/requests';

/** What every provider does with a hold, whatever else it can do. */
describe.each(PROVIDERS)('$name', (each) => {
  const provider = whileTested(each);

  test('a card that approves holds the whole amount, and nothing is received', async () => {
    const hold = await held(provider.open());
    expect(hold).toMatchObject({ status: 'requires_capture', amount: 4600, amountCapturable: 4600, amountReceived: 0 });
    expect(hold).toMatchObject({ ended: null, lastCapture: null, lastError: null });
  });

  test('a hold names its charge, and until when it lives', async () => {
    const { charge } = await held(provider.open());
    expect(charge?.chargeId).toBeTruthy();
    expect(Date.parse(charge?.captureBefore ?? '')).toBeGreaterThan(Date.parse(charge?.authorizedAt ?? '') + DAY);
  });

  test('a hold says what its card allows, and that all of it can be captured', async () => {
    const { charge } = await held(provider.open());
    expect(charge?.capabilities.maximumCapturable).toBeGreaterThanOrEqual(4600);
  });

  test('a hold that is read is what its answer said', async () => {
    const opened = provider.open();
    const hold = await held(opened);
    expect(await opened.gateway.readHold(hold.paymentIntentId)).toEqual(hold);
  });

  test('a declined card is an answer, with a code and words for the buyer', async () => {
    const hold = await held(provider.open(), { paymentMethod: 'pm_card_chargeDeclined' });
    expect(hold).toMatchObject({ status: 'requires_payment_method', lastError: { code: 'card_declined' } });
    expect(hold.lastError?.message).toMatch(/declined/);
  });

  test('a declined hold takes another card', async () => {
    const opened = provider.open();
    const { paymentIntentId } = await held(opened, { paymentMethod: 'pm_card_chargeDeclined' });
    const confirm = { idempotencyKey: 'confirm', paymentIntentId, features: null, returnUrl: null };
    expect(await opened.gateway.confirm({ ...confirm, paymentMethod: 'pm_card_visa' })).toMatchObject({
      kind: 'answered',
      hold: { status: 'requires_capture', amountCapturable: 4600 },
    });
  });

  test('a payment method that nobody knows is refused', async () => {
    const { gateway } = provider.open();
    expect(await gateway.authorize(orderOf({ paymentMethod: 'pm_of_nobody' }))).toMatchObject({ kind: 'refused' });
  });

  test('a customer whom nobody knows is refused', async () => {
    const { gateway } = provider.open();
    expect(await gateway.authorize(orderOf({ customer: 'cus_of_nobody' }))).toMatchObject({ kind: 'refused' });
  });

  test('without a payment method a hold waits for the browser, with a client secret', async () => {
    const hold = await held(provider.open(), { paymentMethod: null });
    expect(hold).toMatchObject({ status: 'requires_payment_method', charge: null, ended: null });
    expect(hold.clientSecret).toContain(hold.paymentIntentId);
  });

  test('a bank that asks sends the buyer to a page, and holds once they answered', async () => {
    const opened = provider.open();
    const asked = await held(opened, { paymentMethod: 'pm_card_threeDSecureRequired' });
    expect(asked).toMatchObject({ status: 'requires_action', nextAction: { type: 'redirect_to_url' } });
    expect(await buyerAnswers(opened, asked, 'complete')).toMatchObject({
      status: 'requires_capture',
      amountCapturable: 4600,
    });
  });

  test('a buyer who fails at the bank is asked for another card', async () => {
    const opened = provider.open();
    const asked = await held(opened, { paymentMethod: 'pm_card_threeDSecureRequired' });
    const failed = await buyerAnswers(opened, asked, 'fail');
    expect(failed).toMatchObject({ status: 'requires_payment_method', amountCapturable: 0, ended: null });
    expect(failed.lastError).not.toBeNull();
  });

  test('a call that is repeated under its key is the same hold', async () => {
    const opened = provider.open();
    const [one, other] = [await held(opened), await held(opened)];
    expect(other.paymentIntentId).toBe(one.paymentIntentId);
    expect(await opened.gateway.findOpenHolds({ ref: REF, between: ANY_TIME })).toEqual([one.paymentIntentId]);
  });

  test('two keys are two holds', async () => {
    const opened = provider.open();
    const [one, other] = [await held(opened), await held(opened, { idempotencyKey: 'another' })];
    expect(other.paymentIntentId).not.toBe(one.paymentIntentId);
    expect(await opened.gateway.findOpenHolds({ ref: REF, between: ANY_TIME })).toHaveLength(2);
  });

  test('a hold is found by the names that it carries', async () => {
    const opened = provider.open();
    const { paymentIntentId } = await held(opened);
    expect(await opened.gateway.findHold({ ref: REF, between: ANY_TIME })).toMatchObject({ paymentIntentId });
  });

  test.each([
    { what: 'another order', search: { ref: { ...REF, orderId: '1043' }, between: ANY_TIME } },
    { what: 'another authorization', search: { ref: { ...REF, generation: 2 }, between: ANY_TIME } },
    { what: 'another time', search: { ref: REF, between: { from: ANY_TIME.from, to: '2020-01-02T00:00:00.000Z' } } },
  ])('the hold of one order is not found for $what', async ({ search }) => {
    const opened = provider.open();
    await held(opened);
    expect(await opened.gateway.findHold(search)).toBeUndefined();
    expect(await opened.gateway.findOpenHolds(search)).toEqual([]);
  });

  test('a hold that is given back is not open any more, and still found', async () => {
    const opened = provider.open();
    const hold = await held(opened);
    await opened.gateway.release(releaseOf(hold));
    expect(await opened.gateway.findOpenHolds({ ref: REF, between: ANY_TIME })).toEqual([]);
    expect(await opened.gateway.findHold({ ref: REF, between: ANY_TIME })).toMatchObject({ ended: 'released' });
  });

  test('a payment that is taken at once holds nothing', async () => {
    const paid = await held(provider.open(), { captures: 'at_once' });
    expect(paid).toMatchObject({ status: 'succeeded', amountReceived: 4600, amountCapturable: 0 });
  });

  test('a hold that nobody captures is expired when it runs out', async () => {
    const opened = provider.open();
    const { paymentIntentId } = await held(opened);
    await opened.advance(31 * DAY);
    expect(await opened.gateway.readHold(paymentIntentId)).toMatchObject({ ended: 'expired', amountCapturable: 0 });
  });

  test('a hold that is placed is not placed again by a confirm', async () => {
    const opened = provider.open();
    const { paymentIntentId } = await held(opened);
    const confirm = { idempotencyKey: 'confirm', paymentIntentId, features: null, returnUrl: null };
    expect(await opened.gateway.confirm({ ...confirm, paymentMethod: 'pm_card_visa' })).toMatchObject({
      kind: 'answered',
      hold: { status: 'requires_capture', amountCapturable: 4600 },
    });
  });

  test('a hold that was given back says so to a confirm', async () => {
    const opened = provider.open();
    const hold = await held(opened, { paymentMethod: null });
    await opened.gateway.release(releaseOf(hold));
    const { paymentIntentId } = hold;
    const confirm = { idempotencyKey: 'confirm', paymentIntentId, features: null, returnUrl: null };
    expect(await opened.gateway.confirm({ ...confirm, paymentMethod: 'pm_card_visa' })).toMatchObject({
      kind: 'answered',
      hold: { status: 'canceled', ended: 'released' },
    });
  });

  test('a card that is kept is named with its customer', async () => {
    const opened = provider.open();
    const customer = await newCustomer(opened);
    const { card } = await held(opened, { customer, saveForLater: true });
    expect(card).toMatchObject({ customer, keptFor: 'off_session' });
    expect(card?.paymentMethod).toBeTruthy();
  });

  test('a hold tells whoever would adopt it whose it is', async () => {
    const opened = provider.open();
    const { paymentIntentId } = await held(opened);
    expect(await opened.gateway.readForAdoption(paymentIntentId)).toMatchObject({
      ...{ capturedBy: 'us', currency: 'usd', isCard: true },
      owner: { kind: 'order', orderId: '1042', intendedAt: REF.intendedAt },
    });
    expect(await opened.gateway.readForAdoption('pi_of_nobody')).toBeUndefined();
  });

  test('a hold that is not there cannot be read', async () => {
    await expect(provider.open().gateway.readHold('pi_of_nobody')).rejects.not.toThrow(ProviderUnavailable);
  });
});
