import fc from 'fast-check';
import {
  disputeEvidence,
  FIELD_CHARACTERS_AT_MOST,
  type DisputedCharge,
  type DisputedShipment,
  type EvidenceField,
} from './dispute-evidence';
import { money } from '../money/money';

const mug = { lineId: '1', name: 'Mug', productCode: 'SKU001', quantity: 1 };
const plate = { lineId: '2', name: 'Plate', productCode: null, quantity: 2 };

function shipmentOf(overrides: Partial<DisputedShipment> = {}): DisputedShipment {
  return {
    shipmentId: 'A',
    carrier: 'UPS',
    trackingNumber: '1Z999',
    amount: money(2300, 'usd'),
    capturedAt: '2026-11-22T23:10:00.000Z',
    items: [mug],
    ...overrides,
  };
}

function fieldsOf(charge: Partial<DisputedCharge>): Partial<Record<EvidenceField, string>> {
  const evidence = disputeEvidence({ orderId: '1042', customerReference: null, shipments: [shipmentOf()], ...charge });
  return Object.fromEntries(evidence.map(({ field, content }) => [field, content]));
}

describe('evidence from shipments', () => {
  it('of one shipment', () => {
    expect(fieldsOf({ customerReference: 'C-7' })).toEqual({
      product_description: '1 x Mug (SKU001)',
      shipping_carrier: 'UPS',
      shipping_date: '2026-11-22',
      shipping_tracking_number: '1Z999',
      uncategorized_text: [
        'Order 1042 of customer C-7: the card was charged when goods shipped, here for 1 shipment.',
        'Shipment A, 23.00 USD, shipped 2026-11-22 by UPS, tracking number 1Z999: 1 x Mug (SKU001)',
      ].join('\n'),
    });
  });

  it('of several shipments names each once, with its amount, date and tracking number', () => {
    const second = shipmentOf({
      ...{ shipmentId: 'B', carrier: 'DHL', trackingNumber: 'JD01', amount: money(4600, 'usd') },
      ...{ capturedAt: '2026-11-24T08:00:00.000Z', items: [{ ...mug, quantity: 2 }, plate] },
    });
    expect(
      fieldsOf({ shipments: [shipmentOf(), second, shipmentOf({ shipmentId: 'C', trackingNumber: null })] }),
    ).toEqual({
      product_description: '4 x Mug (SKU001), 2 x Plate',
      shipping_carrier: 'UPS, DHL',
      shipping_date: '2026-11-22, 2026-11-24',
      shipping_tracking_number: '1Z999, JD01',
      uncategorized_text: [
        'Order 1042: the card was charged when goods shipped, here for 3 shipments.',
        'Shipment A, 23.00 USD, shipped 2026-11-22 by UPS, tracking number 1Z999: 1 x Mug (SKU001)',
        'Shipment B, 46.00 USD, shipped 2026-11-24 by DHL, tracking number JD01: 2 x Mug (SKU001), 2 x Plate',
        'Shipment C, 23.00 USD, shipped 2026-11-22 by UPS, no tracking number: 1 x Mug (SKU001)',
      ].join('\n'),
    });
  });

  it('leaves out what nobody told us, and says nothing when nothing shipped', () => {
    const bare = fieldsOf({ shipments: [shipmentOf({ carrier: null, trackingNumber: null })] });
    expect(Object.keys(bare)).toEqual(['product_description', 'shipping_date', 'uncategorized_text']);
    expect(fieldsOf({ shipments: [] })).toEqual({});
  });

  it('does not let a name look like a line of ours', () => {
    const item = { ...mug, name: 'Mug\nParcel Z, 0.01 USD' };
    const { uncategorized_text: text } = fieldsOf({ shipments: [shipmentOf({ items: [item] })] });
    expect(text?.split('\n')).toHaveLength(2);
  });

  it('says how much did not fit', () => {
    const shipments = Array.from({ length: 51 }, (_, index) =>
      shipmentOf({ shipmentId: index.toString(), items: [{ ...mug, name: 'M'.repeat(1_000) }] }),
    );
    expect(fieldsOf({ shipments }).uncategorized_text).toMatch(/\nand 3\d more, which do not fit here$/);
    const long = [shipmentOf({ items: [{ ...mug, name: '😀'.repeat(30_000) }] })];
    expect(fieldsOf({ shipments: long }).product_description).toMatch(/😀, and 1 more, which do not fit here$/u);
  });

  it('always keeps Stripe’s limits, and all that fits', () => {
    const text = fc.option(fc.string({ maxLength: 600, unit: 'binary' }), { nil: null });
    const item = fc.record({
      lineId: fc.constantFrom('1', '2', '3'),
      name: fc.string({ minLength: 1, maxLength: 2_000, unit: 'binary' }),
      productCode: text,
      quantity: fc.integer({ min: 1, max: 9_999 }),
    });
    const shipments = fc.array(
      fc.record({ carrier: text, trackingNumber: text, items: fc.array(item, { minLength: 1, maxLength: 5 }) }),
      { minLength: 1, maxLength: 51 },
    );
    fc.assert(
      fc.property(shipments, text, (given, customerReference) => {
        const evidence = disputeEvidence({ orderId: '1', customerReference, shipments: given.map(shipmentOf) });
        const lengths = evidence.map(({ content }) => content.length);
        expect(Math.max(...lengths)).toBeLessThanOrEqual(FIELD_CHARACTERS_AT_MOST);
        expect(Math.min(...lengths)).toBeGreaterThan(0);
        expect(lengths.reduce((sum, length) => sum + length, 0)).toBeLessThanOrEqual(150_000);
        const lines = evidence.find(({ field }) => field === 'uncategorized_text')?.content.split('\n') ?? [];
        const last = lines.at(-1) ?? '';
        const dropped = Number(/^and (\d+) more, which do not fit here$/.exec(last)?.[1] ?? 0);
        expect(lines.filter((line) => line.startsWith('Shipment A')).length + dropped).toBe(given.length);
      }),
    );
  });
});
