import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createCustomer } from '../../test/setup/emulator';
import type { WholeGateway } from '../domain/provider/card-gateway';
import { money } from '../domain/money/money';
import { ProviderUnavailable } from '../domain/provider/payment-gateway';
import { gatewayAt } from './testing/scripted-stripe';
import { shipmentOf, StripeShop } from './testing/stripe-shop';
import { readEvent } from './events/webhook-event';

/**
 * Stripe adds words, leaves fields out and shows nulls without a new version. Every answer that the gateway reads is
 * taken from the emulator as it is, and each of its fields is changed in every way: nothing may be thrown but the one
 * defined error, and that only where money depends on the field.
 */

/** Every method that reads; the compiler asks for a new one here. */
type Reading = Extract<keyof WholeGateway, `read${string}` | `find${string}` | 'disputesOf' | 'externalRefunds'>;

type Read = (gateway: WholeGateway) => Promise<unknown>;

/** What names an object, its money, or where a list ends: without it nobody can say what is there. */
const MONEY: ReadonlySet<string> = new Set([
  ...['', 'id', 'amount', 'amount_capturable', 'amount_received', 'metadata', 'currency', 'created', 'fee', 'net'],
  ...[
    'exchange_rate',
    'charge',
    'balance_transactions',
    'balance_transaction',
    'failure_balance_transaction',
    'data',
    'has_more',
  ],
]);

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

type Path = readonly string[];

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

/** Every place in an answer, the whole of it first. */
function pathsOf(value: Json, at: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [at];
  const parts: [string, Json][] = isList(value)
    ? value.map((part, index) => [index.toString(), part])
    : Object.entries(value);
  return [at, ...parts.flatMap(([key, part]) => pathsOf(part, [...at, key]))];
}

const GONE = Symbol('nothing at all');

/** What Stripe could say tomorrow in the place of a value. */
const OTHER_VALUES: readonly (Json | typeof GONE)[] = [GONE, null, 'something_new', 0.5, -1, true, {}, [], [{}]];

function changed(value: Json, [key, ...rest]: Path, to: Json | typeof GONE): Json {
  if (key === undefined) return to === GONE ? null : to;
  const isGone = rest.length === 0 && to === GONE;
  if (typeof value !== 'object' || value === null) return value;
  if (isList(value)) {
    return value.flatMap((part, index) => {
      if (index.toString() !== key) return [part];
      return isGone ? [] : [changed(part, rest, to)];
    });
  }
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, part]): [string, Json][] => {
      if (name !== key) return [[name, part]];
      return isGone ? [] : [[name, changed(part, rest, to)]];
    }),
  );
}

const PLACES_AT_MOST = 60;

/** The places of an answer that are tried: of a list its first element, and so many that a run takes seconds. */
function sampleOf(paths: readonly Path[]): Path[] {
  // What stands in metadata are our own words, and a changed one is another's name.
  const theirs = paths.filter((path) => !path.slice(0, -1).includes('metadata'));
  const first = theirs.filter((path) => path.length > 0 && path.every((key) => !/^\d+$/.test(key) || key === '0'));
  const step = Math.ceil(first.length / PLACES_AT_MOST);
  // The head of an object is tried whole: that is where its status and its amounts are.
  return first.filter((path, index) => path.length <= 1 || index % step === 0);
}

/** Between the gateway and Stripe: remembers what Stripe said, and says it again with one change. */
class Between {
  readonly seen = new Map<string, Json>();
  change: { readonly url: string; readonly path: Path; readonly to: Json | typeof GONE } | undefined;
  private readonly server = createServer((request, response) => {
    void this.answer(request, response);
  });

  constructor(private readonly account: { readonly url: string; readonly apiKey: string }) {}

  async open(): Promise<string> {
    await new Promise<void>((listening) => this.server.listen(0, '127.0.0.1', listening));
    const address = this.server.address();
    if (typeof address !== 'object' || address === null) throw new Error('The server has no port');
    return `http://127.0.0.1:${address.port.toString()}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }

  /** What Stripe says to one reading, without a change. */
  async record(read: Read): Promise<[string, Json][]> {
    this.seen.clear();
    this.change = undefined;
    await read(gateway);
    return [...this.seen];
  }

  private async answer({ url = '' }: IncomingMessage, response: ServerResponse): Promise<void> {
    const known = this.seen.get(url) ?? (await this.ask(url));
    this.seen.set(url, known);
    const body = this.change?.url === url ? changed(known, this.change.path, this.change.to) : known;
    response.writeHead(200, { 'content-type': 'application/json', 'request-id': 'req_1' });
    response.end(JSON.stringify(body));
  }

  private async ask(url: string): Promise<Json> {
    const headers = { authorization: `Bearer ${this.account.apiKey}` };
    return (await (await fetch(`${this.account.url}${url}`, { headers })).json()) as Json;
  }
}

const shop = new StripeShop();
const { stripe } = shop;
const ref = { orderId: '1042', generation: 1, intendedAt: '2026-11-22T16:00:00.000Z' };
const always = { from: '2026-01-01T00:00:00.000Z', to: '2100-01-01T00:00:00.000Z' };
let between: Between;
let gateway: WholeGateway;

/** A hold for a seller that is captured and settled, with its refund and what came back of its transfer. */
async function sold(): Promise<{ paymentIntentId: string; chargeId: string; transferId: string; refundId: string }> {
  const split = { kind: 'application_fee', amount: 461 } as const;
  const hold = await shop.authorized({ connect: { destination: 'acct_1Seller', onBehalfOf: true, split } });
  await shop.gateway.capture(shipmentOf(hold, 'A', { connect: { kind: 'application_fee', amount: 231 } }));
  const chargeId = hold.charge?.chargeId ?? '';
  const refund = { ref: REFUND, idempotencyKey: 'r1', chargeId, amount: money(100, 'usd'), reason: 'x' };
  const answer = await shop.gateway.refund(refund);
  await shop.advance(60);
  const [transfer] = await shop.gateway.readShares({ orderId: '1042', chargeId, kinds: ['transfer'] });
  const transferId = transfer?.stripeId ?? '';
  const back = { ref: { ...REFUND, reversal: 1 }, kind: 'transfer', stripeId: transferId } as const;
  await shop.gateway.reverseShare({ ...back, idempotencyKey: 'b1', amount: money(50, 'usd') });
  const refundId = answer.kind === 'answered' ? answer.refund.stripeRefundId : '';
  return { paymentIntentId: hold.paymentIntentId, chargeId, transferId, refundId };
}

const REFUND = { orderId: '1042', refundId: 'R1', part: 1 };

async function disputed(): Promise<{ chargeId: string; disputeId: string }> {
  const hold = await shop.authorized({ idempotencyKey: 'd', paymentMethod: 'pm_card_createDispute' });
  await shop.gateway.capture(shipmentOf(hold, 'D', { idempotencyKey: 'dc' }));
  const chargeId = hold.charge?.chargeId ?? '';
  const [dispute] = await shop.gateway.disputesOf(chargeId);
  return { chargeId, disputeId: dispute?.disputeId ?? '' };
}

/** A hold and a card that wait for their buyer. */
async function waiting(): Promise<{ paymentIntentId: string; setupIntentId: string }> {
  const returnUrl = 'https://shop.example/';
  const paymentMethod = 'pm_card_threeDSecure2Required';
  const { paymentIntentId } = await shop.authorized({ idempotencyKey: 'w', paymentMethod, returnUrl });
  const customer = await createCustomer(stripe);
  const card = await shop.gateway.saveCard({
    ...{ ref, idempotencyKey: 's', customer, paymentMethod: 'pm_card_authenticationRequiredOnSetup', returnUrl },
    metadata: {},
  });
  return { paymentIntentId, setupIntentId: card.kind === 'answered' ? card.card.setupIntentId : '' };
}

/** The readings, over objects that exist. */
let reads: Readonly<Record<Reading, readonly Read[]>>;

beforeAll(async () => {
  between = new Between(stripe);
  gateway = gatewayAt(await between.open());
  const { chargeId, paymentIntentId, refundId, transferId } = await sold();
  const dispute = await disputed();
  const open = await waiting();
  const back = { ref: { ...REFUND, reversal: 1 }, kind: 'transfer', stripeId: transferId } as const;
  const again = { orderId: '1042', disputeId: dispute.disputeId, piece: 1 };
  const sent = { ref: again, idempotencyKey: 't', destination: 'acct_1Seller', amount: money(10, 'usd') };
  await shop.gateway.transfer(sent);
  reads = {
    readHold: [(to) => to.readHold(paymentIntentId), (to) => to.readHold(open.paymentIntentId)],
    readCard: [(to) => to.readCard(open.setupIntentId)],
    readSettlements: [(to) => to.readSettlements(chargeId)],
    readRefund: [(to) => to.readRefund(refundId)],
    readDispute: [(to) => to.readDispute(dispute.disputeId)],
    readShares: [(to) => to.readShares({ orderId: '1042', chargeId, kinds: ['transfer', 'application_fee'] })],
    readForAdoption: [(to) => to.readForAdoption(paymentIntentId)],
    findHold: [(to) => to.findHold({ ref, between: always })],
    findOpenHolds: [(to) => to.findOpenHolds({ ref, between: always })],
    findCard: [(to) => to.findCard({ ref, between: always })],
    findRefund: [(to) => to.findRefund({ ref: REFUND, chargeId })],
    findReversal: [(to) => to.findReversal(back)],
    findTransfer: [(to) => to.findTransfer(again)],
    disputesOf: [(to) => to.disputesOf(dispute.chargeId)],
    externalRefunds: [(to) => to.externalRefunds(chargeId)],
  };
});
afterAll(() => between.close());

const READINGS: readonly Reading[] = [
  ...(['readHold', 'readCard', 'readSettlements', 'readRefund', 'readDispute', 'readShares', 'findHold'] as const),
  ...(['readForAdoption', 'findOpenHolds', 'findCard', 'findRefund', 'findReversal', 'findTransfer'] as const),
  ...(['disputesOf', 'externalRefunds'] as const),
];

test('every reading is tried', () => {
  expect(Object.keys(reads).sort()).toEqual([...READINGS].sort());
});

/** How a reading of a changed answer went wrong; undefined when it did not. */
async function troubleOf(read: Read, path: Path): Promise<string | undefined> {
  try {
    await read(gateway);
    return undefined;
  } catch (error) {
    if (!(error instanceof ProviderUnavailable)) return String(error);
    const name = path.at(-1) ?? '';
    return MONEY.has(name) || /^\d+$/.test(name) ? undefined : error.message;
  }
}

test.each(READINGS)(
  '%s throws nothing but the defined error, and only for money, whatever becomes of a field',
  async (name) => {
    const troubles: string[] = [];
    let tried = 0;
    for (const read of reads[name]) {
      for (const [url, answer] of await between.record(read)) {
        for (const [at, path] of sampleOf(pathsOf(answer)).entries()) {
          for (const to of OTHER_VALUES.filter((_, index) => index % 3 === at % 3)) {
            between.change = { url, path, to };
            const trouble = await troubleOf(read, path);
            tried += 1;
            if (trouble !== undefined)
              troubles.push(`${path.join('.')} = ${to === GONE ? 'nothing at all' : JSON.stringify(to)}: ${trouble}`);
          }
        }
      }
    }
    expect(troubles).toEqual([]);
    expect(tried).toBeGreaterThan(50);
  },
  120_000,
);

test('a field that nobody knows changes no reading', async () => {
  for (const name of READINGS) {
    for (const read of reads[name]) {
      const answers = await between.record(read);
      const before = await read(gateway);
      for (const [url, answer] of answers) {
        if (typeof answer !== 'object' || answer === null || isList(answer))
          throw new Error(`${url} answers no object`);
        between.seen.set(url, { ...answer, added_tomorrow: { deep: [1, null, 'x'] } });
      }
      expect(await read(gateway)).toEqual(before);
    }
  }
});

test.each([
  { name: 'readHold', says: { status: 'unknown', ended: null } },
  { name: 'readCard', says: { status: 'unknown' } },
  { name: 'readRefund', says: { status: 'pending' } },
  { name: 'readDispute', says: { status: 'something_new' } },
] as const)('$name: a status that Stripe adds tomorrow is told by its name', async ({ name, says }) => {
  const [read] = reads[name];
  if (read === undefined) throw new Error('nothing is read');
  const [[url] = ['']] = await between.record(read);
  between.change = { url, path: ['status'], to: 'something_new' };
  expect(await read(gateway)).toMatchObject({ ...says, unknown: { field: 'status', value: 'something_new' } });
});

/** What makes an event one. */
const HEAD: ReadonlySet<string> = new Set(['', 'id', 'object', 'type', 'created', 'livemode', 'data']);

test('an event is read whatever becomes of its fields, unless it is none any more', async () => {
  const headers = { authorization: `Bearer ${stripe.apiKey}` };
  const listed = (await (await fetch(`${stripe.url}/v1/events?limit=100`, { headers })).json()) as { data: Json[] };
  const troubles: string[] = [];
  for (const event of listed.data) {
    for (const path of pathsOf(event)) {
      const isHead = path.length <= 1 || (path.length === 2 && path[1] === 'object');
      if (isHead && HEAD.has(path.at(-1) ?? '')) continue;
      for (const to of OTHER_VALUES) {
        if (readEvent(changed(event, path, to)) === undefined)
          troubles.push(`${path.join('.')} = ${to === GONE ? 'nothing at all' : JSON.stringify(to)}`);
      }
    }
  }
  expect(troubles).toEqual([]);
  expect(listed.data.length).toBeGreaterThan(5);
});
