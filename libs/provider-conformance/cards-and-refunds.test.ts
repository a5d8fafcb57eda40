import { money } from '../domain/money/money';
import { PROVIDERS, whileTested, type OpenedProvider } from './testing/provider-under-test';
import type { PaymentIntentReading } from '../domain/provider/payment-intent-reading';
import type { RefundAnswer, RefundReading } from '../domain/provider/refund-gateway';
import {
  captureOf,
  cardSetupOf,
  chargeOf,
  DAY,
  ANY_TIME,
  held,
  newCustomer,
  REF,
  refundOf,
  releaseOf,
  savedCard,
} from './testing/requests';

async function captured(opened: OpenedProvider, paymentMethod = 'pm_card_visa'): Promise<PaymentIntentReading> {
  const hold = await held(opened, { paymentMethod });
  await opened.gateway.capture(captureOf(hold));
  return hold;
}

function made(answer: RefundAnswer): RefundReading {
  if (answer.kind !== 'answered') throw new Error(`Refused: ${JSON.stringify(answer)}`);
  return answer.refund;
}

/** What every provider does with saved cards, and with money that goes back. */
describe.each(PROVIDERS)('$name', (each) => {
  const provider = whileTested(each);

  describe('a saved card', () => {
    test('belongs to a customer who is made once under a key, and known then', async () => {
      const opened = provider.open();
      const customer = await newCustomer(opened);
      expect(await newCustomer(opened)).toBe(customer);
      expect(await opened.gateway.isCustomer(customer)).toBe(true);
      expect(await opened.gateway.isCustomer('cus_of_nobody')).toBe(false);
    });

    test('is saved without taking anything, found by its names, and read as it was answered', async () => {
      const opened = provider.open();
      const saved = await opened.gateway.saveCard(cardSetupOf(await newCustomer(opened)));
      if (saved.kind !== 'answered') throw new Error('refused');
      expect(saved.card.status).toBe('succeeded');
      expect(await opened.gateway.findCard({ ref: REF, between: ANY_TIME })).toEqual(saved.card);
      expect(await opened.gateway.readCard(saved.card.setupIntentId)).toEqual(saved.card);
    });

    test('is not found for another order', async () => {
      const opened = provider.open();
      await savedCard(opened);
      const search = { ref: { ...REF, orderId: '1043' }, between: ANY_TIME };
      expect(await opened.gateway.findCard(search)).toBeUndefined();
    });

    test('stays open for another one when it is declined', async () => {
      const opened = provider.open();
      const customer = await newCustomer(opened);
      const saved = await opened.gateway.saveCard(cardSetupOf(customer, { paymentMethod: 'pm_card_chargeDeclined' }));
      if (saved.kind !== 'answered') throw new Error('refused');
      const { setupIntentId } = saved.card;
      expect(saved.card).toMatchObject({ status: 'requires_payment_method', lastError: { code: 'card_declined' } });
      const another = { idempotencyKey: 'another', setupIntentId, paymentMethod: 'pm_card_visa', returnUrl: null };
      expect(await opened.gateway.confirmCard(another)).toMatchObject({ card: { status: 'succeeded' } });
    });

    test('can be given up while it waits for the browser', async () => {
      const opened = provider.open();
      const saved = await opened.gateway.saveCard(cardSetupOf(await newCustomer(opened), { paymentMethod: null }));
      if (saved.kind !== 'answered') throw new Error('refused');
      const { clientSecret, setupIntentId } = saved.card;
      expect(clientSecret).toContain(setupIntentId);
      const ended = await opened.gateway.cancelCard({ idempotencyKey: 'cancel', setupIntentId });
      expect(ended.status).toBe('canceled');
    });

    test('says that it is saved to whoever gives it up', async () => {
      const opened = provider.open();
      const saved = await opened.gateway.saveCard(cardSetupOf(await newCustomer(opened)));
      if (saved.kind !== 'answered') throw new Error('refused');
      const { setupIntentId } = saved.card;
      const ended = await opened.gateway.cancelCard({ idempotencyKey: 'cancel', setupIntentId });
      expect(ended.status).toBe('succeeded');
    });

    test('pays for a shipment while its buyer is away, once under its key', async () => {
      const opened = provider.open();
      const card = await savedCard(opened);
      const [one, other] = [
        await opened.gateway.chargeCard(chargeOf(card)),
        await opened.gateway.chargeCard(chargeOf(card)),
      ];
      expect(one).toMatchObject({
        kind: 'answered',
        hold: { status: 'succeeded', amountReceived: 2300, lastCapture: { shipmentId: 'A', generation: 1 } },
      });
      expect(other).toMatchObject({ hold: one.kind === 'answered' ? one.hold : 'none' });
    });

    test('pays nothing when the bank declines, and says why', async () => {
      const opened = provider.open();
      const card = await savedCard(opened, 'pm_card_chargeCustomerFail');
      expect(await opened.gateway.chargeCard(chargeOf(card))).toMatchObject({
        kind: 'answered',
        hold: { amountReceived: 0, ended: null, lastError: { code: 'card_declined' } },
      });
    });

    test('renews a hold while its buyer is away', async () => {
      const opened = provider.open();
      const { customer, paymentMethod } = await savedCard(opened);
      const renewed = { ref: { ...REF, generation: 2 }, idempotencyKey: 'renewed', presence: 'off_session' } as const;
      const hold = await held(opened, { ...renewed, customer, paymentMethod, returnUrl: null });
      expect(hold).toMatchObject({ status: 'requires_capture', amountCapturable: 4600 });
    });
  });

  describe('a kept card', () => {
    test('bears a second hold for more beside the first, which is given back then', async () => {
      const opened = provider.open();
      const first = await held(opened, { customer: await newCustomer(opened), saveForLater: true });
      const { customer, paymentMethod } = first.card ?? {};
      if (customer === undefined || paymentMethod === undefined) throw new Error('the card is not kept');
      const second = { ref: { ...REF, generation: 2 }, idempotencyKey: 'second', presence: 'off_session' } as const;
      const more = { ...second, amount: money(7900, 'usd'), customer, paymentMethod, returnUrl: null };
      expect(await held(opened, more)).toMatchObject({ status: 'requires_capture', amountCapturable: 7900 });
      expect(await opened.gateway.release(releaseOf(first))).toMatchObject({ hold: { ended: 'released' } });
    });
  });

  describe('a refund', () => {
    test('gives a part back, names its charge, and is read as it was answered', async () => {
      const opened = provider.open();
      const paid = await captured(opened);
      const refund = made(await opened.gateway.refund(refundOf(paid)));
      expect(refund).toMatchObject({ status: 'succeeded', amount: 1000, chargeId: paid.charge?.chargeId });
      expect(await opened.gateway.readRefund(refund.stripeRefundId)).toMatchObject({
        status: 'succeeded',
        amount: 1000,
      });
    });

    test('gives back once when it is repeated under its key', async () => {
      const opened = provider.open();
      const request = refundOf(await captured(opened));
      const [one, other] = [await opened.gateway.refund(request), await opened.gateway.refund(request)];
      expect(made(other).stripeRefundId).toBe(made(one).stripeRefundId);
    });

    test('gives back all of a charge in parts, and no cent more', async () => {
      const opened = provider.open();
      const paid = await captured(opened);
      made(await opened.gateway.refund(refundOf(paid, 1000)));
      made(await opened.gateway.refund(refundOf(paid, 3600, { idempotencyKey: 'rest' })));
      expect(await opened.gateway.refund(refundOf(paid, 1, { idempotencyKey: 'more' }))).toMatchObject({
        kind: 'refused',
        reason: 'exceeds_charge',
      });
    });

    test('is refused when it is more than was captured', async () => {
      const opened = provider.open();
      expect(await opened.gateway.refund(refundOf(await captured(opened), 4601))).toMatchObject({
        kind: 'refused',
        reason: 'exceeds_charge',
      });
    });

    test('has failed when a bank sends it back, and says why', async () => {
      const opened = provider.open();
      const refund = made(await opened.gateway.refund(refundOf(await captured(opened, 'pm_card_refundFail'))));
      await opened.advance(DAY);
      const failed = await opened.gateway.readRefund(refund.stripeRefundId);
      expect(failed).toMatchObject({ status: 'failed', amount: 1000 });
      expect(failed.failureReason).toBeTruthy();
    });

    test('is of a charge of a saved card as of a hold', async () => {
      const opened = provider.open();
      const charged = await opened.gateway.chargeCard(chargeOf(await savedCard(opened)));
      if (charged.kind !== 'answered') throw new Error('refused');
      expect(made(await opened.gateway.refund(refundOf(charged.hold, 2300)))).toMatchObject({ amount: 2300 });
    });
  });
});
