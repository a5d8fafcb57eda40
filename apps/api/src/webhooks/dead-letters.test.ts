import { eventually } from '../../../../test/setup/eventually';
import { openApiShop, stripeEvent } from '../../../../test/setup/shop/api-shop';
import { deadLetterPageSchema, letterDecisionSchema, type DeadLetterPage } from './dead-letter.schema';

const shop = openApiShop();

async function lettersOf(eventId: string, query = ''): Promise<DeadLetterPage['deadLetters']> {
  const page = deadLetterPageSchema.parse((await shop.api.get(`/v1/dead-letters?limit=100${query}`)).json());
  return page.deadLetters.filter((letter) => letter.eventId === eventId);
}

function outcomes(eventId: string): Promise<unknown[]> {
  return shop.sql('select outcome from webhook_events where event_id = $1', [eventId]);
}

/** An event of an order that nobody knew when it came, and that was given up. */
async function deadLetter(orderId: string, paymentIntent: string): Promise<string> {
  const object = { id: paymentIntent, object: 'payment_intent', status: 'requires_capture', metadata: {} };
  const event = stripeEvent('payment_intent.amount_capturable_updated', object);
  await shop.deliver(event);
  await shop.sql(
    `update webhook_events set outcome = 'dead_letter', dead_letter_reason = 'nobody knows it', delivered_at = null,
       next_attempt_at = null, order_id = $2, attempts = 40 where event_id = $1`,
    [event.id, orderId],
  );
  return event.id;
}

test('an abandoned event is delivered once more, at once, and says who had it so', async () => {
  const order = await shop.placeOrder();
  const eventId = await deadLetter(order.orderId, await order.paymentIntentId());
  expect(await lettersOf(eventId)).toMatchObject([{ orderNumber: null, droppedAt: null, decisions: [] }]);
  const answer = await shop.api.post(
    `/v1/dead-letters/${eventId}/redeliver`,
    { reason: 'the order is here' },
    { 'holdfast-actor': 'jane' },
  );
  expect(letterDecisionSchema.parse(answer.json())).toMatchObject({
    ...{ eventId, decision: 'redelivered', decidedBy: 'jane', reason: 'the order is here' },
  });
  await eventually(
    () => outcomes(eventId),
    ([row]) => (row as { outcome: string | null }).outcome !== null,
  );
  expect(await lettersOf(eventId)).toEqual([]);
  const again = await shop.api.post(`/v1/dead-letters/${eventId}/redeliver`, {});
  expect(again.problem().code).toBe('dead_letter_not_found');
});

test('a dropped event is listed apart with its reason, and can still be delivered', async () => {
  const order = await shop.placeOrder();
  const eventId = await deadLetter(order.orderId, await order.paymentIntentId());
  const drop = (body: object) => shop.api.post(`/v1/dead-letters/${eventId}/drop`, body);
  expect((await drop({})).problem().errors?.map(({ path }) => path)).toEqual(['reason']);
  expect((await drop({ reason: 'of the old shop' })).json()).toMatchObject({ decision: 'dropped' });
  expect(await lettersOf(eventId)).toEqual([]);
  expect(await lettersOf(eventId, '&dropped=true')).toMatchObject([
    {
      reason: 'nobody knows it',
      decisions: [{ decision: 'dropped', decidedBy: 'anonymous', reason: 'of the old shop' }],
    },
  ]);
  expect((await drop({ reason: 'once more' })).problem().code).toBe('dead_letter_not_found');
  expect((await shop.api.post(`/v1/dead-letters/${eventId}/redeliver`, {})).status).toBe(200);
  expect(await lettersOf(eventId, '&dropped=true')).toEqual([]);
});

test('nothing can be decided about an event that never came', async () => {
  for (const [path, body] of [
    ['redeliver', {}],
    ['drop', { reason: 'r' }],
  ] as const) {
    const answer = await shop.api.post(`/v1/dead-letters/evt_never/${path}`, body);
    expect(answer.problem().code).toBe('dead_letter_not_found');
  }
});
