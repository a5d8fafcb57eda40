import { setTimeout as pause } from 'node:timers/promises';
import pino from 'pino';
import { z } from 'zod';
import { fetchMissedEvents, type MissedEventsContext } from '../activities/events/fetch-missed-events';
import type { Input } from '../libs/domain/orders/inputs';
import type { Step } from '../libs/domain/payment/steps';
import type { PaymentGateway } from '../libs/domain/provider/payment-gateway';
import { readOpenWork } from '../libs/postgres/watch/open-work-reader';
import { createEventList } from '../libs/stripe/events/event-list';
import { createStripeClient } from '../libs/stripe/requests/client';
import { fulfilled } from './examples/cards';
import { createCustomer, createTestStripe, type TestStripe } from './setup/emulator';
import { CardDesk, first as firstShipment } from './setup/desks/card-desk';
import { InboxDesk } from './setup/desks/inbox-desk';
import { orderKeepingCard } from './setup/desks/kept-card';
import { OrderDesk } from './setup/desks/order-desk';
import { createShopDatabase, type ShopDatabase } from './setup/desks/shop-database';
import { killedAfter, WorkerKilled } from './setup/killed-worker';

/** An account on which other programs make fifteen hundred payments in the hour in which ours lose answers. */

/** Paging through them would take fifteen requests, twice as many as a search may. */
const FOREIGN = 1_500;
const MINUTES = 60;
const AT_ONCE = 25;
const DAY = 24 * 3600;
const HOUR = 3600;

/** Above what a request and its reads take; below what paging through the account would. */
const REQUESTS_AT_MOST = 4;
/** A search goes through the minutes in which the request can have arrived: 14 of them. */
const SEARCH_AT_MOST = Math.ceil((14 * FOREIGN) / MINUTES / 100) + REQUESTS_AT_MOST;

let place: ShopDatabase;
let stripe: TestStripe;
let shops: OrderDesk[];
let lost: Record<'authorize' | 'authorizeOld' | 'givenUp' | 'renewal' | 'charge' | 'saveCard' | 'saveCardOld', Lost>;

interface Lost {
  readonly shop: OrderDesk;
  readonly step: Step;
}

beforeAll(async () => {
  [place, stripe] = [await createShopDatabase(), createTestStripe()];
  const customer = await createCustomer(stripe);
  const card = { customer, paymentMethod: 'pm_card_visa' };
  const renewing = new OrderDesk(place, orderKeepingCard(customer), stripe);
  const charging = new CardDesk(place, fulfilled('charge_on_ship', card), stripe);
  const saving = [0, 1].map(() => new CardDesk(place, fulfilled('charge_on_ship', card), stripe));
  const holding = [0, 1, 2].map(() => new OrderDesk(place, {}, stripe));
  shops = [renewing, charging, ...saving, ...holding];
  await renewing.handle({ kind: 'authorize' });
  await pass(6.6 * DAY);
  await charging.handle({ kind: 'authorize' });

  await foreignTraffic(MINUTES / 2);
  const lose = async (shop: OrderDesk | undefined, input: Input, gateway: PaymentGateway): Promise<Lost> => {
    if (shop === undefined) throw new Error('there is no such shop');
    const step = shop.stepFor(input);
    await expect(shop.attempt(step, gateway)).rejects.toThrow(WorkerKilled);
    return { shop, step };
  };
  const authorize = { kind: 'authorize' } as const;
  const killed = killedAfter(renewing.gateway, 'authorize');
  lost = {
    authorize: await lose(holding[0], authorize, killed),
    authorizeOld: await lose(holding[1], authorize, killed),
    givenUp: await lose(holding[2], authorize, killed),
    renewal: await lose(renewing, { kind: 'deadline' }, killed),
    charge: await lose(charging, firstShipment, killedAfter(charging.gateway, 'chargeCard')),
    saveCard: await lose(saving[0], authorize, killedAfter(charging.gateway, 'saveCard')),
    saveCardOld: await lose(saving[1], authorize, killedAfter(charging.gateway, 'saveCard')),
  };
  await foreignTraffic(MINUTES / 2);
}, 240_000);
afterAll(() => place.drop());

/** Stripe's clock, and that of every shop. */
async function pass(seconds: number): Promise<void> {
  const [one, ...others] = shops;
  await one?.pass(seconds);
  for (const shop of others) shop.passHere(seconds);
}

/** What others do in half an hour; those of its last minutes are paid, with events of their own. */
async function foreignTraffic(minutes: number): Promise<void> {
  const [one] = shops;
  const begun = { amount: '1000', currency: 'usd' };
  const paid = { ...begun, confirm: 'true', payment_method: 'pm_card_visa', return_url: 'https://shop.example/return' };
  for (let minute = 1; minute <= minutes; minute += 1) {
    let left = Math.ceil(FOREIGN / MINUTES);
    const buyer = async (): Promise<void> => {
      while (left-- > 0) await one?.submit('/v1/payment_intents', minute > minutes - 3 ? paid : begun);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, buyer));
    await pass(60);
  }
}

const clockSchema = z.object({ now: z.number() });
const requestsSchema = z.object({ requests: z.array(z.object({ method: z.string(), path: z.string() })) });

async function control(path: string): Promise<unknown> {
  const answer = await fetch(`${stripe.url}/_emulator/${path}`, {
    headers: { authorization: `Bearer ${stripe.apiKey}` },
  });
  return answer.json();
}

/** What Stripe is asked by something, as `METHOD /path`. */
async function requestsOf(work: () => Promise<unknown>): Promise<string[]> {
  await pass(2);
  const { now } = clockSchema.parse(await control('clock'));
  await work();
  const { requests } = requestsSchema.parse(await control(`requests?since=${now.toString()}`));
  return requests.map(({ method, path }) => `${method} ${path}`);
}

function lists(requests: readonly string[]): string[] {
  return requests.filter((request) => /^GET \/v1\/(payment|setup)_intents$/.test(request));
}

test.each(['authorize', 'renewal', 'charge', 'saveCard'] as const)(
  'the way back from a lost answer of %s lists nothing while its key is trusted',
  async (what) => {
    const { shop, step } = lost[what];
    const requests = await requestsOf(async () => shop.learn(step, await shop.attempt(step)));
    expect(lists(requests)).toEqual([]);
    expect(requests.length).toBeLessThanOrEqual(REQUESTS_AT_MOST);
    // A renewal holds beside the old hold, which is given back next.
    const { status, amounts } = await shop.record();
    expect([status, amounts.held, amounts.captured]).toEqual(
      {
        authorize: ['authorized', 4600, 0],
        renewal: ['authorized', 9200, 0],
        charge: ['partially_captured', 0, 2300],
        saveCard: ['card_saved', 0, 0],
      }[what],
    );
  },
);

test('the hold of an abandoned order is found by the minute it was made in, and canceled', async () => {
  const { shop, step } = lost.givenUp;
  shop.learn(step, { kind: 'step_failed', message: 'given up' });
  const cancellation = { cancellationId: 'c', reason: 'r', contentHash: 'h', requestId: 'r' };
  const requests = await requestsOf(() => shop.handle({ kind: 'cancel_lines', cancellation }));
  expect(lists(requests).length).toBeGreaterThan(1);
  expect(requests.length).toBeLessThanOrEqual(SEARCH_AT_MOST);
  expect(requests.filter((request) => request.endsWith('/cancel'))).toHaveLength(1);
  expect(await shop.record()).toMatchObject({ status: 'canceled', attention: [], amounts: { held: 0 } });
});

test('missed events are read since the last search, and the sweep ends foreign ones', async () => {
  const inbox = new InboxDesk(place);
  const [one] = shops;
  inbox.pass(((one?.clock().getTime() ?? 0) - Date.now()) / 1000);
  const { url: apiBase, apiKey } = stripe;
  const context: MissedEventsContext = {
    ...{ inbox: inbox.inbox, delivery: inbox.delivery, database: place.database, clock: inbox.clock },
    ...{ events: createEventList(createStripeClient({ apiKey, apiBase, timeoutSeconds: 5 })) },
    ...{ fetched: true, afterSeconds: 0, log: pino({ level: 'silent' }) },
  };
  // A minute ago it had read everything.
  const readUntil = new Date(inbox.clock().getTime() - 60_000).toISOString();
  await place.database.updateTable('missed_events_search').set({ read_until: readUntil }).execute();
  let stored = 0;
  const requests = await requestsOf(async () => {
    for (let more = true; more;) {
      const report = await fetchMissedEvents(context);
      stored += report.stored;
      more = report.more;
    }
  });
  expect(stored).toBeGreaterThan(FOREIGN / MINUTES / 2);
  expect(requests.length).toBeLessThanOrEqual(Math.ceil((3 * FOREIGN) / MINUTES / 100));
  inbox.pass(60);
  for (let more = true; more; more = (await inbox.sweep.deliverDueEvents()).more) await pause(0);
  expect(await readOpenWork(place.database)).toMatchObject({ waitingEvents: 0, deploymentConflict: false });
});

test.each(['authorizeOld', 'saveCardOld'] as const)(
  'a day later, %s is searched for in its own minutes alone',
  async (what) => {
    await pass(21 * HOUR);
    const { shop, step } = lost[what];
    const requests = await requestsOf(async () => shop.learn(step, await shop.attempt(step)));
    expect(requests.length).toBeLessThanOrEqual(SEARCH_AT_MOST);
    expect(requests.filter((request) => request.startsWith('POST'))).toEqual([]);
    const status = what === 'saveCardOld' ? 'card_saved' : 'authorized';
    expect(await shop.record()).toMatchObject({ status, attention: [] });
  },
);
