import { PROVIDERS, whileTested } from './testing/provider-under-test';
import { captureOf, DAY, held, releaseOf } from './testing/requests';

/** What every provider does with a capture that ends its hold, and with a release. */
describe.each(PROVIDERS)('$name', (each) => {
  const provider = whileTested(each);

  test('a final capture takes its amount and ends the hold', async () => {
    const opened = provider.open();
    expect(await opened.gateway.capture(captureOf(await held(opened)))).toMatchObject({
      kind: 'captured',
      hold: { status: 'succeeded', amountReceived: 4600, amountCapturable: 0, ended: 'captured' },
    });
  });

  test('a final capture of a part gives the rest back', async () => {
    const opened = provider.open();
    const hold = await held(opened);
    await opened.gateway.capture(captureOf(hold, 2300));
    expect(await opened.gateway.readHold(hold.paymentIntentId)).toMatchObject({
      ...{ amount: 4600, amountReceived: 2300, amountCapturable: 0, ended: 'captured' },
    });
  });

  test('a capture names its shipment', async () => {
    const opened = provider.open();
    const hold = await held(opened);
    await opened.gateway.capture(captureOf(hold, 2300, { ref: { shipmentId: 'B', generation: 3 } }));
    const { lastCapture } = await opened.gateway.readHold(hold.paymentIntentId);
    expect(lastCapture).toEqual({ shipmentId: 'B', generation: 3 });
  });

  test('a capture that is repeated under its key takes its amount once', async () => {
    const opened = provider.open();
    const request = captureOf(await held(opened), 2300);
    await opened.gateway.capture(request);
    expect(await opened.gateway.capture(request)).toMatchObject({ kind: 'captured', hold: { amountReceived: 2300 } });
  });

  test('a capture of more than is held is refused, and the hold lives', async () => {
    const opened = provider.open();
    expect(await opened.gateway.capture(captureOf(await held(opened), 4601))).toMatchObject({
      kind: 'refused',
      reason: 'amount_too_large',
      hold: { ended: null, amountCapturable: 4600, amountReceived: 0 },
    });
  });

  test('a capture of a hold that was given back is refused as gone', async () => {
    const opened = provider.open();
    const hold = await held(opened);
    await opened.gateway.release(releaseOf(hold));
    expect(await opened.gateway.capture(captureOf(hold))).toMatchObject({
      kind: 'refused',
      reason: 'hold_gone',
      hold: { ended: 'released', amountReceived: 0 },
    });
  });

  test('a capture of a hold that ran out is refused as gone', async () => {
    const opened = provider.open();
    const hold = await held(opened);
    await opened.advance(31 * DAY);
    expect(await opened.gateway.capture(captureOf(hold))).toMatchObject({
      kind: 'refused',
      reason: 'hold_gone',
      hold: { ended: 'expired', amountReceived: 0 },
    });
  });

  test('a second capture after the final one is refused, and the first keeps its name', async () => {
    const opened = provider.open();
    const hold = await held(opened);
    await opened.gateway.capture(captureOf(hold, 2300));
    const second = { ref: { shipmentId: 'B', generation: 1 }, idempotencyKey: 'second' };
    expect(await opened.gateway.capture(captureOf(hold, 2300, second))).toMatchObject({
      kind: 'refused',
      reason: 'hold_gone',
      hold: { amountReceived: 2300, lastCapture: { shipmentId: 'A' } },
    });
  });

  test('what was captured counts as arrived, by a settlement or by the word of the provider', async () => {
    const opened = provider.open();
    const hold = await held(opened);
    await opened.gateway.capture(captureOf(hold, 2300));
    await opened.advance(DAY);
    const { settled, settlements } = await opened.gateway.readSettlements(hold.charge?.chargeId ?? '');
    const arrived = settled === true ? [2300] : settlements.map(({ amount }) => amount.amount);
    expect(arrived).toEqual([2300]);
  });

  test('nothing counts as arrived of a hold without a capture', async () => {
    const opened = provider.open();
    const { charge } = await held(opened);
    expect(await opened.gateway.readSettlements(charge?.chargeId ?? '')).toEqual({ settlements: [] });
  });

  test('a release gives the whole hold back', async () => {
    const opened = provider.open();
    expect(await opened.gateway.release(releaseOf(await held(opened)))).toMatchObject({
      kind: 'released',
      hold: { ended: 'released', amountCapturable: 0, amountReceived: 0 },
    });
  });

  test('a release that is repeated under its key changes nothing', async () => {
    const opened = provider.open();
    const hold = await held(opened);
    await opened.gateway.release(releaseOf(hold));
    expect(await opened.gateway.release(releaseOf(hold))).toMatchObject({ hold: { ended: 'released' } });
  });

  test('a release of what was given back says that it was over before', async () => {
    const opened = provider.open();
    const hold = await held(opened);
    await opened.gateway.release(releaseOf(hold));
    expect(await opened.gateway.release(releaseOf(hold, { idempotencyKey: 'again' }))).toMatchObject({
      kind: 'already_ended',
      hold: { ended: 'released' },
    });
  });

  test('a release of what ran out says that it was over before', async () => {
    const opened = provider.open();
    const hold = await held(opened);
    await opened.advance(31 * DAY);
    expect(await opened.gateway.release(releaseOf(hold))).toMatchObject({
      kind: 'already_ended',
      hold: { ended: 'expired' },
    });
  });

  test('a release after the final capture says that it was over before', async () => {
    const opened = provider.open();
    const hold = await held(opened);
    await opened.gateway.capture(captureOf(hold, 2300));
    expect(await opened.gateway.release(releaseOf(hold, { how: 'zero_final_capture' }))).toMatchObject({
      kind: 'already_ended',
      hold: { ended: 'captured', amountReceived: 2300 },
    });
  });

  test('a hold that waits for its buyer can be given up', async () => {
    const opened = provider.open();
    const hold = await held(opened, { paymentMethod: 'pm_card_threeDSecureRequired' });
    expect(await opened.gateway.release(releaseOf(hold))).toMatchObject({
      kind: 'released',
      hold: { status: 'canceled', ended: 'released' },
    });
  });
});
