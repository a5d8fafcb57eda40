import type { Input } from '../../libs/domain/orders/inputs';
import { shipmentOf } from '../../test/examples/payments';
import { CardDesk } from '../../test/setup/desks/card-desk';
import { DisputeDesk } from '../../test/setup/desks/dispute-desk';
import { openShopDatabase } from '../../test/setup/desks/shop-database';

const place = openShopDatabase();

function sent(shipmentId: string, lineId: string, trackingNumber: string): Input {
  const shipment = { ...shipmentOf(shipmentId, [{ lineId, quantity: 1 }]), carrier: 'UPS', trackingNumber };
  return { kind: 'capture_shipment', shipment };
}

test('the buyer disputes the payment of one shipment: its evidence is of that shipment alone', async () => {
  const card = await CardDesk.saved(place, 'pm_card_createDispute');
  await card.handle(sent('A', '1', '1Z-A'));
  await card.handle(sent('B', '2', '1Z-B'));
  const { shipments } = await card.record();
  const second = shipments.find(({ shipmentId }) => shipmentId === 'B')?.capture;
  const desk = await DisputeDesk.of(place, card, second?.paymentIntentId ?? '');
  expect(await desk.look()).toMatchObject({ kind: 'dispute_recorded', amount: 2300, withdrawn: 2300 });
  const record = await desk.record();
  expect(record).toMatchObject({ chargeId: second?.chargeId, paymentIntentId: second?.paymentIntentId });
  expect(JSON.stringify(record.evidence)).toContain('1Z-B');
  expect(JSON.stringify(record.evidence)).not.toContain('1Z-A');
  expect(await desk.attention()).toEqual(['dispute_opened']);
});
