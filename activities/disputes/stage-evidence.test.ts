import { DisputeDesk } from '../../test/setup/desks/dispute-desk';
import { openShopDatabase } from '../../test/setup/desks/shop-database';

const STAGE = '/v1/disputes/*';

const place = openShopDatabase();

test('evidence is staged once, and is what the shipments say', async () => {
  const desk = await DisputeDesk.open(place);
  await desk.look();
  expect(await desk.stage()).toMatchObject({ evidence: 'staged', status: 'needs_response' });
  const record = await desk.record();
  expect(record).toMatchObject({ evidenceState: 'staged', evidenceStagedAt: expect.stringMatching(/Z$/) as string });
  const prepared = Object.fromEntries(record.evidence.map(({ field, content }) => [field, content]));
  expect(prepared).toMatchObject({
    ...{ product_description: '1 x Product 001 (SKU001)', shipping_carrier: 'UPS', shipping_tracking_number: '1Z999' },
    shipping_date: new Date().toISOString().slice(0, 10),
    uncategorized_text: expect.stringContaining('Shipment A, 23.00 USD') as string,
  });
  expect(await desk.atStripe()).toMatchObject({ status: 'needs_response', evidence: prepared });
  await desk.look();
  await desk.stage();
  expect(await desk.shop.requests(STAGE)).toBe(1);
  expect((await desk.timeline()).filter((kind) => kind === 'dispute_evidence_staged')).toHaveLength(1);
});

test('a shipment that ships after the staging is not added', async () => {
  const desk = await DisputeDesk.open(place);
  await desk.look();
  await desk.stage();
  await desk.shop.ship('B', '2:1');
  expect(await desk.look()).toMatchObject({ evidence: 'staged' });
  expect(JSON.stringify((await desk.record()).evidence)).not.toContain('Shipment B');
});

test('evidence that a person wrote is left alone', async () => {
  const desk = await DisputeDesk.open(place);
  await desk.stripe.writeByHand(desk.disputeId, 'Ada');
  expect(await desk.look()).toMatchObject({ evidence: 'by_hand' });
  expect(await desk.stage()).toMatchObject({ evidence: 'by_hand' });
  expect((await desk.atStripe()).evidence['shipping_carrier']).toBeNull();
});

test('a dispute that ended between look and staging gets no evidence, and is recorded as it is', async () => {
  const desk = await DisputeDesk.open(place);
  await desk.look();
  await desk.stripe.close(desk.disputeId);
  expect(await desk.stage()).toMatchObject({ status: 'lost', evidence: 'none' });
  expect(await desk.record()).toMatchObject({ status: 'lost', evidenceStagedAt: null });
});
