import { openApiAlone } from '../../../../test/setup/shop/api-alone';
import { EXAMPLE_ORDER } from '../testing/example-order';
import { simulationSchema, type SimulationBody } from './simulation.schema';

const alone = openApiAlone();

const ORDER = { ...EXAMPLE_ORDER, orderId: 'sim' };
const placedAt = '2026-12-01T08:00:00.000Z';

async function simulation(changes: object): Promise<SimulationBody> {
  const answer = await alone.api.post('/v1/simulations', {
    order: ORDER,
    placedAt,
    events: [],
    ...changes,
  });
  expect(answer.status).toBe(200);
  return simulationSchema.parse(answer.json());
}

function shipment(shipmentId: string, lineId: string): object {
  return { shipmentId, lines: [{ lineId, quantity: 1 }] };
}

test('a second shipment nine days late is told with every cent on the way, and nothing is stored', async () => {
  const { moments, status } = await simulation({
    events: [
      { afterHours: 24, shipment: shipment('A', '1') },
      { afterHours: 216, shipment: shipment('B', '2') },
    ],
  });
  expect(moments.map(({ kind, id }) => `${kind} ${id ?? ''}`.trim())).toEqual([
    'hold_placed',
    'shipment_captured A',
    'hold_warned',
    'hold_released',
    'refused B',
  ]);
  expect(moments[3]).toMatchObject({
    at: '2026-12-07T20:00:00.000Z',
    by: 'clock',
    amounts: { held: 0, released: 2300 },
  });
  expect(moments[4]?.refusal).toMatchObject({ code: 'order_closed', status: 409 });
  expect(status).toBe('completed');
  expect((await alone.api.get('/v1/orders/sim')).problem().code).toBe('order_not_found');
});

test('a card of one capture covers shipments, and cancellations, lines and deadlines count', async () => {
  const { moments } = await simulation({
    card: { multicapture: false, incrementalAuthorization: true },
    events: [
      { afterHours: 1, deadline: { onDeadline: 'capture_remaining' } },
      { afterHours: 24, shipment: shipment('A', '1') },
      { afterHours: 48, cancellation: { cancellationId: 'C', reason: 'sold out' } },
    ],
  });
  expect(moments.map(({ kind }) => kind)).toEqual([
    ...['hold_placed', 'deadline_changed', 'shipment_covered'],
    ...['lines_canceled', 'shipment_captured'],
  ]);
  expect(moments.at(-1)).toMatchObject({
    status: 'completed',
    amounts: { captured: 2300, released: 2300, covered: 0 },
  });
});

test('an order that would not be accepted, and an event in which nothing happens, are refused', async () => {
  for (const events of [[{ afterHours: 1 }], [{ afterHours: 1, fault: 'hold_lost', shipment: shipment('A', '1') }]]) {
    const answer = await alone.api.post('/v1/simulations', { order: ORDER, events });
    expect(answer.problem()).toMatchObject({ code: 'invalid_request', errors: [{ path: 'events[0].shipment' }] });
  }
  const order = { ...ORDER, currency: 'xxx' };
  const refused = (await alone.api.post('/v1/simulations', { order, events: [] })).problem();
  expect(refused.code).toBe('invalid_request');
});
