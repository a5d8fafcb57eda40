import { ConnectDesk } from '../../test/setup/desks/connect-desk';
import { DisputeDesk } from '../../test/setup/desks/dispute-desk';
import { addFunds } from '../../test/setup/desks/funds-at-stripe';
import { openShopDatabase } from '../../test/setup/desks/shop-database';
import { newOrder } from '../../test/examples/orders';

/** A dispute in euros of a charge in dollars. */

const place = openShopDatabase();

async function disputed(settlement: 'usd' | 'gbp'): Promise<{ desk: ConnectDesk; dispute: DisputeDesk }> {
  const payment = { ...newOrder().payment, paymentMethod: 'pm_card_emulatorDisputeInAnotherCurrency' };
  const desk = new ConnectDesk(place, { applicationFeeAmount: 460 }, { payment });
  await desk.stripe.account({ settlement_currency: settlement });
  await addFunds(desk.shop.stripe, 10_000);
  await desk.shipAndSettle();
  return { desk, dispute: await DisputeDesk.of(place, desk.shop, await desk.shop.paymentIntentId()) };
}

test('the seller’s share follows what it was in a balance in the order’s currency', async () => {
  const { desk, dispute } = await disputed('usd');
  await dispute.look();
  expect((await dispute.record()).currency).toBe('eur');
  expect(await dispute.shares()).toEqual(['taken_back 2070 requested']);
  await dispute.share();
  expect(await dispute.shares()).toEqual(['taken_back 2070 done']);
  await dispute.stripe.submit(dispute.disputeId, 'winning');
  await desk.shop.pass(10 * 24 * 60 * 60);
  await dispute.look();
  await dispute.share();
  expect(await dispute.shares()).toEqual(['taken_back 2070 done', 'given_again 2070 done']);
  expect([await dispute.balance('disputes'), await desk.attention()]).toEqual([['0 eur'], []]);
  await desk.expectSound();
});

test('where nobody says what it is in the order’s currency, a person settles the share', async () => {
  const { desk, dispute } = await disputed('gbp');
  await dispute.look();
  expect(await dispute.shares()).toEqual([]);
  const alerts = (await desk.shop.record()).attention.map(({ code, message }) => `${code}: ${message}`);
  expect(alerts).toEqual([
    expect.stringMatching(/^amount_mismatch: dispute du_\w+ moved [\d.]+ EUR of a charge in USD/),
    expect.stringMatching(/^dispute_opened: /),
  ]);
  await dispute.look();
  expect(await desk.attention()).toHaveLength(2);
  await desk.expectSound();
});
