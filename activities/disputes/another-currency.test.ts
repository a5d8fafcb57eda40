import { ConnectDesk } from '../../test/setup/desks/connect-desk';
import { DisputeDesk } from '../../test/setup/desks/dispute-desk';
import { addFunds } from '../../test/setup/desks/funds-at-stripe';
import { openShopDatabase } from '../../test/setup/desks/shop-database';
import { newOrder } from '../../test/examples/orders';

/** A dispute in euros of a charge in dollars. */

const place = openShopDatabase();

async function disputed(settlement: 'gbp'): Promise<{ desk: ConnectDesk; dispute: DisputeDesk }> {
  const payment = { ...newOrder().payment, paymentMethod: 'pm_card_emulatorDisputeInAnotherCurrency' };
  const desk = new ConnectDesk(place, { applicationFeeAmount: 460 }, { payment });
  await desk.stripe.account({ settlement_currency: settlement });
  await addFunds(desk.shop.stripe, 10_000);
  await desk.shipAndSettle();
  return { desk, dispute: await DisputeDesk.of(place, desk.shop, await desk.shop.paymentIntentId()) };
}

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
