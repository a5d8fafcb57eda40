import type Stripe from 'stripe';
import { area, behaviour, docs } from '../behaviour';
import type { Basis } from '../behaviour';
import { equal, holds, refused } from '../expectations';
import { open, plainHold } from '../holds';

const LIST = docs('api/events/list');
const CLOCK: Basis = { evidence: 'documented', source: LIST, needs: ['clock'] };
const DAY = 86_400;

const TYPE = 'payment_intent.created';

/** What is listed of these PaymentIntents alone, newest first. */
function namesIn({ data }: { readonly data: readonly Stripe.Event[] }): string[] {
  return data.map((event) => (event.type === TYPE ? event.data.object.id : event.type));
}

/** Read as one reads what was missed: from the past to the present and from the present to the past. */
export const eventList = area('event list', [
  behaviour(
    'goes on from an event, forwards and backwards',
    { evidence: 'documented', source: docs('webhooks/process-undelivered-events'), needs: ['quiet account'] },
    async (stripe) => {
      const ids: string[] = [];
      for (let made = 0; made < 4; made += 1) ids.unshift((await open(stripe)).id);
      const all = await stripe.events.list({ types: [TYPE] });
      equal(namesIn(all), ids);
      const [newest, , , oldest] = all.data;
      const forwards = await stripe.events.list({ types: [TYPE], ending_before: oldest?.id ?? '', limit: 2 });
      equal([namesIn(forwards), forwards.has_more], [[ids[1], ids[2]], true]);
      const backwards = await stripe.events.list({ types: [TYPE], starting_after: newest?.id ?? '', limit: 3 });
      equal([namesIn(backwards), backwards.has_more], [ids.slice(1), false]);
    },
  ),
  behaviour('is of a range of time, both ends said', CLOCK, async (stripe, { control }) => {
    const early = await open(stripe);
    await control.advance(100);
    const middle = await open(stripe);
    await control.advance(100);
    const last = await open(stripe);
    const since = { gte: early.created + 1, lt: last.created };
    equal(namesIn(await stripe.events.list({ types: [TYPE], created: since })), [middle.id]);
    equal(namesIn(await stripe.events.list({ types: [TYPE], created: { gte: early.created } })).length, 3);
  }),
  behaviour('keeps to the range and the types from page to page', CLOCK, async (stripe, { control }) => {
    await plainHold(stripe);
    await control.advance(100);
    const two = [await plainHold(stripe), await plainHold(stripe)];
    const created = { gte: Math.min(...two.map((each) => each.created)) };
    const types = [TYPE, 'charge.succeeded'];
    const first = await stripe.events.list({ types, created, limit: 3 });
    const second = await stripe.events.list({ types, created, limit: 3, starting_after: first.data.at(-1)?.id ?? '' });
    equal([first.data.length, first.has_more, second.data.length, second.has_more], [3, true, 1, false]);
  }),
  behaviour('takes 20 types and no more', { evidence: 'documented', source: LIST }, async (stripe) => {
    const types = Array.from({ length: 20 }, () => TYPE);
    await stripe.events.list({ types });
    await refused(stripe.events.list({ types: [...types, TYPE] }), { param: 'types' });
  }),
  behaviour('takes a type or types, not both', { evidence: 'documented', source: LIST }, async (stripe) => {
    await refused(stripe.events.list({ types: [TYPE], type: TYPE }), { status: 400 });
  }),
  behaviour('knows no place at an event that is not kept', CLOCK, async (stripe, { control }) => {
    await open(stripe);
    const [event] = (await stripe.events.list({ types: [TYPE] })).data;
    await control.advance(31 * DAY);
    await refused(stripe.events.list({ starting_after: event?.id ?? '' }), { status: undefined });
    await refused(stripe.events.list({ ending_before: event?.id ?? '' }), { status: undefined });
  }),
  behaviour(
    'is dated by the clock that dates the events',
    { evidence: 'assumed', source: 'the header Date of HTTP', needs: ['clock'] },
    async (stripe, { control, key, send }) => {
      await control.advance(DAY);
      const { created } = await open(stripe);
      const { headers } = await send('GET', '/v1/events', { headers: { authorization: `Bearer ${key}` } });
      const date = Date.parse(headers.get('date') ?? '') / 1000;
      holds(Math.abs(date - created) <= 5, `${String(date)} is far from ${String(created)}`);
    },
  ),
]);
