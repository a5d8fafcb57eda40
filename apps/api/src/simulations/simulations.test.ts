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

function lines(lineId: string): readonly object[] {
  return [{ lineId, quantity: 1 }];
}

function shipment(shipmentId: string, lineId: string): object {
  return { shipmentId, lines: lines(lineId) };
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

test('a buyer who authenticates, and a refund, are played, at a provider that is not set up here', async () => {
  const { moments } = await simulation({
    order: { ...ORDER, payment: { provider: 'wooshpay' } },
    card: { authentication: true },
    events: [
      { afterHours: 1, authentication: 'fails' },
      { afterHours: 2, confirmation: { paymentMethod: 'pm_other' } },
      { afterHours: 3, authentication: 'succeeds' },
      { afterHours: 24, shipment: { shipmentId: 'A', lines: [...lines('1'), ...lines('2')] } },
      { afterHours: 48, refund: { refundId: 'R', lines: lines('1'), reason: 'broken' } },
      { afterHours: 49, refund: { refundId: 'R2', shipmentId: 'B', reason: 'broken' } },
    ],
  });
  expect(moments.map(({ kind, by, status }) => `${kind} by ${by}: ${status}`)).toEqual([
    'hold_awaited by shop: requires_action',
    'hold_awaited by buyer: requires_payment_method',
    'hold_awaited by shop: requires_action',
    'hold_placed by buyer: authorized',
    'shipment_captured by shop: completed',
    'refund_succeeded by shop: completed',
    'refused by shop: completed',
  ]);
  expect(moments[5]).toMatchObject({ amounts: { captured: 4600, refunded: 2300 }, requests: [{ kind: 'refund' }] });
  expect(moments[6]?.refusal).toMatchObject({ code: 'units_not_available', status: 409 });
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
