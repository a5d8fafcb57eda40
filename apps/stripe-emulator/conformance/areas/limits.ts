import Stripe from 'stripe';
import { area, behaviour, CHOSEN, docs, SDK } from '../behaviour';
import type { Basis, World } from '../behaviour';
import { equal, eventually, refused, shows } from '../expectations';
import { open, part, partHold, plainHold } from '../holds';

const LIMITS = docs('rate-limits');
const SWITCHED: Basis = { evidence: 'documented', source: LIMITS, needs: ['settings', 'clock'] };

/** An account with rate limits whose clock stands still, and a PaymentIntent in it. */
async function limited(stripe: Stripe, { control }: World): Promise<string> {
  const { id } = await open(stripe);
  await control.post('clock', { freeze: true });
  await control.post('account', { rate_limits: true });
  return id;
}
async function times(count: number, call: () => Promise<unknown>): Promise<void> {
  for (let done = 0; done < count; done += 1) await call();
}

export const rateLimits = area('rate limits', [
  behaviour('let 25 requests a second pass at one endpoint', SWITCHED, async (stripe, world) => {
    const id = await limited(stripe, world);
    await times(25, async () => stripe.paymentIntents.retrieve(id));
    await refused(stripe.paymentIntents.retrieve(id), { status: 429 });
  }),
  behaviour('give the reason in a header', SWITCHED, async (stripe, world) => {
    const id = await limited(stripe, world);
    await times(25, async () => stripe.paymentIntents.retrieve(id));
    const { headers = {} } = await refused(stripe.paymentIntents.retrieve(id), { status: 429 });
    equal(headers['stripe-rate-limited-reason'], 'endpoint-rate');
  }),
  behaviour('do not say when to come back', SWITCHED, async (stripe, world) => {
    const id = await limited(stripe, world);
    await times(25, async () => stripe.paymentIntents.retrieve(id));
    const { headers = {} } = await refused(stripe.paymentIntents.retrieve(id), { status: 429 });
    equal(headers['retry-after'], undefined);
  }),
  behaviour('let other endpoints pass', SWITCHED, async (stripe, world) => {
    const id = await limited(stripe, world);
    await times(25, async () => stripe.paymentIntents.retrieve(id));
    shows(await stripe.charges.list(), { object: 'list' });
  }),
  behaviour('let requests pass again a second later', SWITCHED, async (stripe, world) => {
    const id = await limited(stripe, world);
    await times(25, async () => stripe.paymentIntents.retrieve(id));
    await world.control.advance(1);
    shows(await stripe.paymentIntents.retrieve(id), { id });
  }),
  behaviour('let 100 requests a second pass in an account', SWITCHED, async (stripe, world) => {
    const id = await limited(stripe, world);
    const calls = [
      async () => stripe.paymentIntents.retrieve(id),
      async () => stripe.charges.list(),
      async () => stripe.events.list(),
      async () => stripe.paymentIntents.list(),
    ];
    for (const call of calls) await times(25, call);
    const { headers = {} } = await refused(stripe.balanceTransactions.list(), { status: 429 });
    equal(headers['stripe-rate-limited-reason'], 'global-rate');
  }),
  behaviour('change nothing when they refuse', SWITCHED, async (stripe, world) => {
    const id = await limited(stripe, world);
    await times(25, async () => stripe.paymentIntents.update(id, { description: 'kept' }));
    await refused(stripe.paymentIntents.update(id, { description: 'lost' }), { status: 429 });
    shows(await stripe.paymentIntents.retrieve(id), { description: 'kept' });
  }),
  behaviour(
    'are off until they are switched on',
    { evidence: 'assumed', source: CHOSEN, needs: ['settings'] },
    async (stripe) => {
      const { id } = await open(stripe);
      await times(40, async () => stripe.paymentIntents.retrieve(id));
    },
  ),
]);

const LOCKS: Basis = { evidence: 'documented', source: docs('error-codes#lock-timeout'), needs: ['faults'] };
const CAPTURES = { method: 'POST', path: '/v1/payment_intents/*/capture' };

interface Slow {
  readonly id: string;
  readonly slow: Promise<Stripe.PaymentIntent>;
  /** Lets the slow capture end. */
  readonly end: () => Promise<Stripe.PaymentIntent>;
}

/** A capture that keeps its PaymentIntent busy. */
async function slowCapture(stripe: Stripe, { control }: World): Promise<Slow> {
  const { id } = await partHold(stripe);
  await control.post('faults', { match: CAPTURES, effect: { kind: 'hold' } });
  const slow = part(stripe, id, 100);
  const arrived = async (): Promise<true | undefined> =>
    JSON.stringify(await control.get('faults')).includes('"hits":1') ? true : undefined;
  await eventually('the slow capture has arrived', arrived, async () => Promise.resolve());
  const end = async (): Promise<Stripe.PaymentIntent> => {
    await control.delete('faults/fault_1');
    return slow;
  };
  return { id, slow, end };
}

export const locks = area('locks', [
  behaviour('refuse a second change while the first is on its way', LOCKS, async (stripe, world) => {
    const { id, end } = await slowCapture(stripe, world);
    await refused(part(stripe, id, 200), { status: 429, type: 'invalid_request_error', code: 'lock_timeout' });
    shows(await end(), { amount_received: 100 });
  }),
  behaviour('tell the SDK to try again', { ...LOCKS, source: SDK }, async (stripe, world) => {
    const { id, end } = await slowCapture(stripe, world);
    const { headers = {} } = await refused(part(stripe, id, 200), { status: 429 });
    await end();
    equal([headers['stripe-should-retry'], headers['stripe-rate-limited-reason']], ['true', undefined]);
  }),
  behaviour('say what is going on', LOCKS, async (stripe, world) => {
    const { id, end } = await slowCapture(stripe, world);
    await refused(stripe.paymentIntents.cancel(id), {
      status: 429,
      message: /^This object cannot be accessed right now because another API request or Stripe process is currently/,
    });
    await end();
  }),
  behaviour('let reads pass', { ...LOCKS, evidence: 'assumed', source: CHOSEN }, async (stripe, world) => {
    const { id, end } = await slowCapture(stripe, world);
    shows(await stripe.paymentIntents.retrieve(id), { id });
    await end();
  }),
  behaviour('let other PaymentIntents pass', LOCKS, async (stripe, world) => {
    const { end } = await slowCapture(stripe, world);
    const other = await plainHold(stripe);
    shows(await stripe.paymentIntents.capture(other.id), { status: 'succeeded' });
    await end();
  }),
  behaviour('are gone once the first has ended', LOCKS, async (stripe, world) => {
    const { id, end } = await slowCapture(stripe, world);
    await end();
    shows(await part(stripe, id, 200), { amount_received: 300 });
  }),
  behaviour(
    'leave the key of the refused request free',
    { ...LOCKS, source: docs('api/idempotent_requests') },
    async (stripe, world) => {
      const { id, end } = await slowCapture(stripe, world);
      const capture = async (): Promise<Stripe.PaymentIntent> =>
        stripe.paymentIntents.capture(
          id,
          { amount_to_capture: 200, final_capture: false },
          { idempotencyKey: 'locked' },
        );
      await refused(capture(), { code: 'lock_timeout', status: 429 });
      await end();
      shows(await capture(), { amount_received: 300 });
    },
  ),
]);

const FAULTS: Basis = { evidence: 'assumed', source: 'the control API of the emulator', needs: ['faults'] };

async function fault(world: World, effect: object): Promise<void> {
  await world.control.post('faults', { match: CAPTURES, effect });
}
/** What the SDK makes of it. */
async function kindOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => 'no error',
    (error: unknown) => (error instanceof Error && 'type' in error ? error.type : error),
  );
}

const broken = (
  [
    ['commit_then_drop', 'StripeConnectionError', 'succeeded'],
    ['drop_before_commit', 'StripeConnectionError', 'requires_capture'],
    ['truncate', 'StripeConnectionError', 'succeeded'],
    ['invalid_json', 'StripeAPIError', 'succeeded'],
  ] as const
).map(([kind, error, status]) =>
  behaviour(`${kind} is a ${error} to the SDK, and the hold ${status}`, FAULTS, async (_stripe, world) => {
    // With Node's own client the SDK tries once more after a broken connection, even when told never to.
    const stripe = world.client({ httpClient: Stripe.createFetchHttpClient() });
    const { id } = await plainHold(stripe);
    await fault(world, { kind });
    equal(await kindOf(stripe.paymentIntents.capture(id)), error);
    shows(await stripe.paymentIntents.retrieve(id), { status });
  }),
);

export const faults = area('faults', [
  ...broken,
  behaviour('a 500 is a StripeAPIError', FAULTS, async (stripe, world) => {
    const { id } = await plainHold(stripe);
    await fault(world, { kind: 'error', status: 500, type: 'api_error', message: 'Oops', stored: false });
    await refused(stripe.paymentIntents.capture(id), { status: 500, type: 'api_error' });
  }),
  behaviour('a rate limit can be made', FAULTS, async (stripe, world) => {
    const { id } = await plainHold(stripe);
    await fault(world, { kind: 'rate_limit', reason: 'global-concurrency' });
    const { headers = {} } = await refused(stripe.paymentIntents.capture(id), { status: 429 });
    equal(headers['stripe-rate-limited-reason'], 'global-concurrency');
  }),
  behaviour('an answer that was lost is found by the retries of the SDK', FAULTS, async (_stripe, world) => {
    const stripe = world.client({ maxNetworkRetries: 2 });
    const { id } = await plainHold(stripe);
    await fault(world, { kind: 'commit_then_drop' });
    shows(await stripe.paymentIntents.capture(id), { status: 'succeeded', amount_received: 4600 });
  }),
  behaviour('strike as often as they are told to', FAULTS, async (stripe, world) => {
    const { id } = await plainHold(stripe);
    await world.control.post('faults', { match: { ...CAPTURES, nth: 2, times: 1 }, effect: { kind: 'lock_timeout' } });
    await refused(stripe.paymentIntents.capture(id, { amount_to_capture: 9999 }), { code: 'amount_too_large' });
    await refused(stripe.paymentIntents.capture(id), { status: 429, code: 'lock_timeout' });
    shows(await stripe.paymentIntents.capture(id), { status: 'succeeded' });
  }),
]);
