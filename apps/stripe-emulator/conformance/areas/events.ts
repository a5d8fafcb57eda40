import type Stripe from 'stripe';
import { AAT, area, behaviour, CONNECTOR, docs, SDK } from '../behaviour';
import type { Basis, World } from '../behaviour';
import { equal, eventually, idOf, refused, shows } from '../expectations';
import { open, paid, part, partHold, plainHold } from '../holds';

const MULTICAPTURE = docs('payments/multicapture#webhooks');
const EVENTS = docs('api/events');
const DAY = 86_400;

/** The types of the events about one PaymentIntent and its charges, oldest first, once there are so many. */
async function typesAbout(stripe: Stripe, world: World, intent: string, count: number): Promise<string[]> {
  const found = await eventually(
    `${String(count)} events`,
    async () => {
      const about = await eventsAbout(stripe, intent);
      return about.length >= count ? about : undefined;
    },
    world.wait,
  );
  return found.map(({ type }) => type);
}

async function eventsAbout(stripe: Stripe, intent: string): Promise<Stripe.Event[]> {
  const { data } = await stripe.events.list({ limit: 100 });
  return data.filter((event) => JSON.stringify(event.data.object).includes(`"${intent}"`)).reverse();
}

async function newest(stripe: Stripe, intent: string, type: string): Promise<Stripe.Event | undefined> {
  return (await eventsAbout(stripe, intent)).filter((event) => event.type === type).at(-1);
}

const HELD = ['payment_intent.created', 'charge.succeeded', 'payment_intent.amount_capturable_updated'];

const orders = [
  behaviour('tell of a new PaymentIntent', { evidence: 'recorded', source: AAT }, async (stripe, world) => {
    const { id } = await open(stripe);
    equal(await typesAbout(stripe, world, id, 1), ['payment_intent.created']);
  }),
  behaviour('tell of a hold', { evidence: 'recorded', source: AAT }, async (stripe, world) => {
    const { id } = await plainHold(stripe);
    equal(await typesAbout(stripe, world, id, 3), HELD);
  }),
  behaviour(
    'tell of a single capture',
    { evidence: 'recorded', source: AAT, needs: ['quiet account'] },
    async (stripe, world) => {
      const { id } = await plainHold(stripe);
      await stripe.paymentIntents.capture(id);
      const types = await typesAbout(stripe, world, id, 5);
      equal(
        types.filter((type) => type !== 'charge.updated'),
        [...HELD, 'charge.captured', 'payment_intent.succeeded'],
      );
    },
  ),
  behaviour('tell of a decline', { evidence: 'recorded', source: AAT }, async (stripe, world) => {
    const error = await refused(plainHold(stripe, { payment_method: 'pm_card_visa_chargeDeclined' }), { status: 402 });
    const types = await typesAbout(stripe, world, error.payment_intent?.id ?? '', 3);
    equal(types, ['payment_intent.created', 'charge.failed', 'payment_intent.payment_failed']);
  }),
  behaviour('tell of an automatic payment', { evidence: 'recorded', source: AAT }, async (stripe, world) => {
    const { id } = await paid(stripe);
    const types = await typesAbout(stripe, world, id, 4);
    equal(types, ['payment_intent.created', 'charge.succeeded', 'payment_intent.succeeded', 'charge.updated']);
  }),
  behaviour('tell of a cancel', { evidence: 'recorded', source: AAT }, async (stripe, world) => {
    const { id } = await plainHold(stripe);
    await stripe.paymentIntents.cancel(id);
    equal(await typesAbout(stripe, world, id, 4), [...HELD, 'payment_intent.canceled']);
  }),
  behaviour('tell that the buyer must act', { evidence: 'recorded', source: AAT }, async (stripe, world) => {
    const { id } = await plainHold(stripe, { payment_method: 'pm_card_authenticationRequired' });
    equal(await typesAbout(stripe, world, id, 2), ['payment_intent.created', 'payment_intent.requires_action']);
  }),
  behaviour(
    'tell of a part',
    { evidence: 'documented', source: MULTICAPTURE, needs: ['multicapture'] },
    async (stripe, world) => {
      const { id } = await partHold(stripe);
      await part(stripe, id, 1000);
      const types = await typesAbout(stripe, world, id, 5);
      equal(types.slice(3).toSorted(), ['charge.updated', 'payment_intent.amount_capturable_updated']);
    },
  ),
  behaviour(
    'tell of the final part',
    { evidence: 'documented', source: MULTICAPTURE, needs: ['multicapture'] },
    async (stripe, world) => {
      const { id } = await partHold(stripe);
      await stripe.paymentIntents.capture(id, { amount_to_capture: 1000, final_capture: true });
      const types = await typesAbout(stripe, world, id, 7);
      equal(types.slice(3).toSorted(), [
        'charge.captured',
        'charge.updated',
        'payment_intent.amount_capturable_updated',
        'payment_intent.succeeded',
      ]);
    },
  ),
  behaviour(
    'tell of the release of the rest',
    { evidence: 'documented', source: MULTICAPTURE, needs: ['multicapture'] },
    async (stripe, world) => {
      const { id } = await partHold(stripe);
      await part(stripe, id, 1000);
      await typesAbout(stripe, world, id, 5);
      await stripe.paymentIntents.capture(id, { amount_to_capture: 0, final_capture: true });
      const types = await typesAbout(stripe, world, id, 8);
      equal(types.slice(5).toSorted(), [
        'charge.captured',
        'payment_intent.amount_capturable_updated',
        'payment_intent.succeeded',
      ]);
    },
  ),
  behaviour(
    'do not tell of updates',
    { evidence: 'documented', source: docs('api/events/types'), needs: ['quiet account'] },
    async (stripe) => {
      const { id } = await open(stripe);
      await stripe.paymentIntents.update(id, { description: 'new' });
      equal(
        (await eventsAbout(stripe, id)).map(({ type }) => type),
        ['payment_intent.created'],
      );
    },
  ),
];

const PARTS: Basis = { evidence: 'documented', source: MULTICAPTURE, needs: ['multicapture', 'clock'] };

const contents = [
  behaviour('show what was capturable before a part', PARTS, async (stripe) => {
    const { id } = await partHold(stripe);
    await part(stripe, id, 1000);
    const event = await newest(stripe, id, 'payment_intent.amount_capturable_updated');
    shows(event?.data, { object: { amount_capturable: 3600 }, previous_attributes: { amount_capturable: 4600 } });
  }),
  behaviour('show that the charge was open before the final part', PARTS, async (stripe) => {
    const { id } = await partHold(stripe);
    await stripe.paymentIntents.capture(id);
    shows((await newest(stripe, id, 'charge.captured'))?.data, {
      object: { captured: true },
      previous_attributes: { captured: false },
    });
  }),
  behaviour('bring the balance transaction of a part', PARTS, async (stripe, { control }) => {
    const { id } = await partHold(stripe);
    await part(stripe, id, 1000);
    await control.advance(5);
    shows((await newest(stripe, id, 'charge.updated'))?.data, {
      object: { balance_transaction: /^txn_/ },
      previous_attributes: { balance_transaction: null },
    });
  }),
  behaviour(
    'let a part be read as a difference',
    { ...PARTS, evidence: 'recorded', source: CONNECTOR },
    async (stripe, { control }) => {
      const { id } = await partHold(stripe);
      await part(stripe, id, 1000);
      await control.advance(5);
      await part(stripe, id, 700);
      await control.advance(5);
      const updates = (await eventsAbout(stripe, id)).filter(({ type }) => type === 'charge.updated');
      equal(
        updates.map(({ data }) => data.previous_attributes),
        [
          { amount_captured: 0, balance_transaction: null },
          {
            amount_captured: 1000,
            balance_transaction:
              'amount_captured' in (updates[0]?.data.object ?? {}) ? idOf(transactionIn(updates[0])) : '',
          },
        ],
      );
    },
  ),
  behaviour(
    'keep the object as it was',
    { evidence: 'documented', source: EVENTS, needs: ['clock'] },
    async (stripe) => {
      const { id } = await plainHold(stripe);
      await stripe.paymentIntents.capture(id);
      shows((await newest(stripe, id, 'payment_intent.created'))?.data.object, {
        id,
        status: 'requires_payment_method',
        latest_charge: null,
      });
    },
  ),
  behaviour('name the request and its key', { evidence: 'documented', source: EVENTS }, async (stripe, world) => {
    const idempotencyKey = `conformance-${String(process.pid)}-${String(Date.now())}-request`;
    const intent = await stripe.paymentIntents.create({ amount: 1000, currency: 'usd' }, { idempotencyKey });
    await typesAbout(stripe, world, intent.id, 1);
    const event = await newest(stripe, intent.id, 'payment_intent.created');
    equal(event?.request, { id: intent.lastResponse.requestId, idempotency_key: idempotencyKey });
  }),
  behaviour(
    'name no request when time brought them',
    { evidence: 'documented', source: EVENTS, needs: ['clock'] },
    async (stripe, { control }) => {
      const { id } = await plainHold(stripe);
      await control.advance(8 * DAY);
      equal((await newest(stripe, id, 'payment_intent.canceled'))?.request, { id: null, idempotency_key: null });
    },
  ),
  behaviour(
    'carry the version they are written in',
    { evidence: 'documented', source: EVENTS, needs: ['quiet account'] },
    async (stripe) => {
      const { id } = await open(stripe);
      shows(await newest(stripe, id, 'payment_intent.created'), {
        object: 'event',
        api_version: '2026-10-28.endive',
        livemode: false,
      });
    },
  ),
];

const reading = [
  behaviour('can be read one by one', { evidence: 'documented', source: EVENTS }, async (stripe, world) => {
    const { id } = await open(stripe);
    await typesAbout(stripe, world, id, 1);
    const event = await newest(stripe, id, 'payment_intent.created');
    equal({ ...(await stripe.events.retrieve(event?.id ?? '')) }, { ...event });
  }),
  behaviour('are unknown when they are unknown', { evidence: 'documented', source: EVENTS }, async (stripe) => {
    await refused(stripe.events.retrieve('evt_none'), { status: 404, code: 'resource_missing' });
  }),
  behaviour(
    'can be listed by type',
    { evidence: 'documented', source: docs('api/events/list'), needs: ['quiet account'] },
    async (stripe) => {
      await plainHold(stripe);
      equal(
        (await stripe.events.list({ type: 'charge.succeeded' })).data.map(({ type }) => type),
        ['charge.succeeded'],
      );
    },
  ),
  behaviour(
    'can be listed by types',
    { evidence: 'documented', source: docs('api/events/list'), needs: ['quiet account'] },
    async (stripe) => {
      await plainHold(stripe);
      const { data } = await stripe.events.list({ types: ['charge.succeeded', 'payment_intent.created'] });
      equal(
        data.map(({ type }) => type),
        ['charge.succeeded', 'payment_intent.created'],
      );
    },
  ),
  behaviour(
    'can be listed by a family of types',
    { evidence: 'documented', source: docs('api/events/list'), needs: ['quiet account'] },
    async (stripe) => {
      await plainHold(stripe);
      equal((await stripe.events.list({ type: 'payment_intent.*' })).data.length, 2);
    },
  ),
  behaviour(
    'are kept for 30 days',
    { evidence: 'documented', source: EVENTS, needs: ['clock'] },
    async (stripe, { control }) => {
      const { id } = await open(stripe);
      await control.advance(29 * DAY);
      equal((await eventsAbout(stripe, id)).length, 1);
      await control.advance(2 * DAY);
      equal((await eventsAbout(stripe, id)).length, 0);
    },
  ),
  behaviour(
    'are said to be delivered when nobody listens',
    { evidence: 'documented', source: SDK, needs: ['quiet account'] },
    async (stripe) => {
      await open(stripe);
      shows((await stripe.events.list({ delivery_success: true })).data, [{ pending_webhooks: 0 }]);
    },
  ),
];

function transactionIn(event: Stripe.Event | undefined): string | Stripe.BalanceTransaction | null {
  return event?.type === 'charge.updated' ? event.data.object.balance_transaction : null;
}

export const events = area('events', [...orders, ...contents, ...reading]);
