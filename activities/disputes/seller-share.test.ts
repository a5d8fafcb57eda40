import { newOrder } from '../../test/examples/orders';
import { ConnectDesk } from '../../test/setup/desks/connect-desk';
import { DisputeDesk } from '../../test/setup/desks/dispute-desk';
import { openShopDatabase } from '../../test/setup/desks/shop-database';

const place = openShopDatabase();

test('a platform whose money a dispute took is told what a connected account has of it', async () => {
  const payment = { ...newOrder().payment, paymentMethod: 'pm_card_createDispute' };
  const desk = new ConnectDesk(place, { applicationFeeAmount: 460 }, { payment });
  await desk.shipBoth();
  const dispute = await DisputeDesk.of(place, desk.shop, await desk.shop.paymentIntentId());
  await dispute.look();
  await dispute.look();
  const alerts = (await desk.shop.record()).attention.filter(({ code }) => code === 'transfer_reversal_failed');
  expect(alerts.map(({ message }) => message)).toEqual([
    expect.stringContaining('took 23.00 USD of the platform; the connected account has 20.70 USD of it'),
  ]);
});

test('a dispute of what is all the shop’s own says nothing of sellers', async () => {
  const dispute = await DisputeDesk.open(place);
  await dispute.look();
  expect(await dispute.attention()).toEqual(['dispute_opened']);
});
