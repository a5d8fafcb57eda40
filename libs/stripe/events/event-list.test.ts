import { createStripeClient } from '../requests/client';
import { FRAUD_TYPES } from './fraud-signal';
import { createEventList, LISTED_TYPES, type EventPage } from './event-list';
import { json, openScriptedStripe } from '../testing/scripted-stripe';

const scripted = openScriptedStripe();

function listed(data: unknown[], headers: Record<string, string> = {}): Promise<EventPage> {
  scripted.get = json(200, { object: 'list', url: '/v1/events', has_more: false, data }, headers);
  const client = createStripeClient({ apiKey: 'sk_test_1', apiBase: scripted.url, timeoutSeconds: 1 });
  return createEventList(client).listEvents({ since: '2026-11-30T10:00:00.000Z', after: null });
}

const EVENT = { id: 'evt_1', object: 'event', created: 1_796_000_000, livemode: false, type: 'charge.dispute.created' };

test('no request names more types than Stripe takes', () => {
  expect(new Set(LISTED_TYPES).size).toBe(LISTED_TYPES.length);
  expect(LISTED_TYPES.length).toBeLessThanOrEqual(20);
});

test('what is suspected is listed: nobody else would tell it again', () => {
  expect([...FRAUD_TYPES].filter((type) => !new Set<string>(LISTED_TYPES).has(type))).toEqual([]);
});

test('an event of any version is read by the names in it', async () => {
  const old = {
    ...EVENT,
    api_version: '2014-08-20',
    data: { object: { id: 'dp_1', object: 'dispute', charge: 'ch_1' } },
  };
  const unversioned = {
    ...EVENT,
    id: 'evt_2',
    data: { object: { id: 'du_1', object: 'dispute', payment_intent: 'pi_1' } },
  };
  expect(await listed([old, unversioned])).toMatchObject({
    events: [
      { eventId: 'evt_1', apiVersion: '2014-08-20', about: 'dispute', disputeId: 'dp_1', chargeId: 'ch_1' },
      { eventId: 'evt_2', apiVersion: null, disputeId: 'du_1', paymentIntentId: 'pi_1' },
    ],
    unreadable: 0,
  });
});

test('an entry that is no event keeps nobody from the others', async () => {
  const good = { ...EVENT, id: 'evt_3', data: { object: { id: 'du_2', object: 'dispute' } } };
  expect(await listed([{ id: 'evt_x', object: 'event' }, good])).toMatchObject({
    events: [{ eventId: 'evt_3' }],
    unreadable: 1,
  });
});

test('Stripe’s clock is read from its answer', async () => {
  const date = 'Mon, 30 Nov 2026 10:00:05 GMT';
  expect(await listed([], { date })).toMatchObject({ at: '2026-11-30T10:00:05.000Z', next: null });
  expect(await listed([], { date: 'yesterday' })).toMatchObject({ at: null });
});

test('an answer that is no list can be asked for again', async () => {
  scripted.get = json(200, { object: 'list', data: 'none' });
  const client = createStripeClient({ apiKey: 'sk_test_1', apiBase: scripted.url, timeoutSeconds: 1 });
  const asked = createEventList(client).listEvents({ since: '2026-11-30T10:00:00.000Z', after: null });
  await expect(asked).rejects.toThrow("Stripe's list of events cannot be read at data, has_more");
});
