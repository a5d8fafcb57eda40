import { DeploymentConflict, type DeploymentGuard } from '../domain/provider/deployment';
import { ProviderMisuse, ProviderUnavailable } from '../domain/provider/payment-gateway';
import { PROVIDERS, whileTested, type OpenedProvider } from './testing/provider-under-test';
import { captureOf, chargeOf, ANY_TIME, held, REF, refundOf, releaseOf, savedCard } from './testing/requests';

/** A call that moves money, from what it needs to what it has moved. */
interface Move {
  readonly what: string;
  /** Of the request that does it, in either API. */
  readonly path: string;
  /** @returns the call, which may be repeated, and what it has moved so far */
  prepare(
    opened: OpenedProvider,
  ): Promise<{ readonly call: () => Promise<unknown>; readonly moved: () => Promise<number> }>;
}

const MOVES: readonly Move[] = [
  {
    what: 'a capture',
    path: '/v1/payment_intents/*/capture',
    prepare: async (opened) => {
      const hold = await held(opened);
      const { gateway } = opened;
      return {
        call: () => gateway.capture(captureOf(hold, 2300)),
        moved: async () => (await gateway.readHold(hold.paymentIntentId)).amountReceived,
      };
    },
  },
  {
    what: 'a release',
    path: '/v1/payment_intents/*/cancel',
    prepare: async (opened) => {
      const hold = await held(opened);
      const { gateway } = opened;
      return {
        call: () => gateway.release(releaseOf(hold)),
        moved: async () => 4600 - (await gateway.readHold(hold.paymentIntentId)).amountCapturable,
      };
    },
  },
  {
    what: 'a hold',
    path: '/v1/payment_intents',
    prepare: (opened) => {
      const { gateway } = opened;
      return Promise.resolve({
        call: () => held(opened),
        moved: async () => {
          const open = await gateway.findOpenHolds({ ref: REF, between: ANY_TIME });
          const holds = await Promise.all(open.map((id) => gateway.readHold(id)));
          return holds.reduce((sum, { amountCapturable }) => sum + amountCapturable, 0);
        },
      });
    },
  },
  {
    what: 'a charge',
    path: '/v1/payment_intents',
    prepare: async (opened) => {
      const card = await savedCard(opened);
      const { gateway } = opened;
      const ref = { ...REF, generation: 2 };
      return {
        call: () => gateway.chargeCard(chargeOf(card)),
        moved: async () => (await gateway.findHold({ ref, between: ANY_TIME }))?.amountReceived ?? 0,
      };
    },
  },
];

const UNAVAILABLE = { kind: 'error', status: 503, type: 'api_error', code: null, message: 'Not now' };
const RATE_LIMITED = {
  ...{ kind: 'error', status: 429, type: 'invalid_request_error' },
  ...{ code: 'rate_limit', message: 'Too many requests' },
};

/** What is known when something goes wrong: an outcome that nobody saw is unknown, and a repeat moves nothing twice. */
describe.each(PROVIDERS)('$name', (each) => {
  const provider = whileTested(each);

  describe.each(MOVES)('$what', (move) => {
    const { path } = move;

    test('is of unknown outcome when its answer is lost, and done once when it is repeated', async () => {
      const opened = provider.open();
      const { call, moved } = await move.prepare(opened);
      await opened.faultOnce(path, { kind: 'commit_then_drop' });
      await expect(call()).rejects.toMatchObject({ name: 'ProviderUnavailable', details: { notExecuted: false } });
      await call();
      const once = await moved();
      await call();
      expect([once, await moved()]).toEqual([once, once]);
      expect(once).toBeGreaterThan(0);
    });

    test('has moved nothing when it never arrived, and is done when it is repeated', async () => {
      const opened = provider.open();
      const { call, moved } = await move.prepare(opened);
      await opened.faultOnce(path, { kind: 'drop_before_commit' });
      await expect(call()).rejects.toBeInstanceOf(ProviderUnavailable);
      expect(await moved()).toBe(0);
      await call();
      expect(await moved()).toBeGreaterThan(0);
    });

    test('was surely not done when it was asked for too fast', async () => {
      const opened = provider.open();
      const { call, moved } = await move.prepare(opened);
      await opened.faultOnce(path, RATE_LIMITED);
      await expect(call()).rejects.toMatchObject({ name: 'ProviderUnavailable', details: { notExecuted: true } });
      expect(await moved()).toBe(0);
    });

    test('is of unknown outcome when the provider fails', async () => {
      const opened = provider.open();
      const { call } = await move.prepare(opened);
      await opened.faultOnce(path, UNAVAILABLE);
      await expect(call()).rejects.toMatchObject({ name: 'ProviderUnavailable', details: { status: 503 } });
    });
  });

  describe('a refund', () => {
    test('is done once when its answer is lost and it is repeated under its key', async () => {
      const opened = provider.open();
      const hold = await held(opened);
      await opened.gateway.capture(captureOf(hold));
      await opened.faultOnce('/v1/refunds', { kind: 'commit_then_drop' });
      const request = refundOf(hold, 4600);
      await expect(opened.gateway.refund(request)).rejects.toBeInstanceOf(ProviderUnavailable);
      expect(await opened.gateway.refund(request)).toMatchObject({ kind: 'answered', refund: { amount: 4600 } });
      const more = refundOf(hold, 1, { idempotencyKey: 'more' });
      expect(await opened.gateway.refund(more)).toMatchObject({ kind: 'refused', reason: 'exceeds_charge' });
    });

    test('is done when it never arrived and is repeated', async () => {
      const opened = provider.open();
      const hold = await held(opened);
      await opened.gateway.capture(captureOf(hold));
      await opened.faultOnce('/v1/refunds', { kind: 'drop_before_commit' });
      const request = refundOf(hold, 4600);
      await expect(opened.gateway.refund(request)).rejects.toBeInstanceOf(ProviderUnavailable);
      expect(await opened.gateway.refund(request)).toMatchObject({ kind: 'answered', refund: { amount: 4600 } });
    });
  });

  test('a key that comes with another request moves nothing', async () => {
    const opened = provider.open();
    const hold = await held(opened);
    await opened.gateway.capture(captureOf(hold, 2300));
    await expect(opened.gateway.capture(captureOf(hold, 2400))).rejects.toBeInstanceOf(ProviderMisuse);
    expect((await opened.gateway.readHold(hold.paymentIntentId)).amountReceived).toBe(2300);
  });

  test('nothing is asked for while another database goes by our name', async () => {
    const conflict = (): Promise<never> => Promise.reject(new DeploymentConflict('2026-11-30T10:00:00.000Z'));
    const guard: DeploymentGuard = { toAct: conflict, toRead: conflict };
    const opened = provider.open(guard);
    await expect(held(opened)).rejects.toBeInstanceOf(DeploymentConflict);
    expect(await opened.requestsTo('/v1/payment_intents')).toBe(0);
  });
});
