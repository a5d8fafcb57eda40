import fc from 'fast-check';
import { decide } from '../../libs/domain/lifecycle/decide';
import { mayAskAgain } from '../../libs/domain/lifecycle/evolve';
import { hasMadeRoom } from '../../libs/domain/lifecycle/second-hold';
import type { Input } from '../../libs/domain/orders/inputs';
import { isClosed } from '../../libs/domain/payment/payment';
import { rebuildPayment } from '../../libs/domain/watch/rebuild-payment';
import type { LineQuantity } from '../../libs/domain/orders/shipment-price';
import { unfinishedOf } from '../../libs/domain/watch/unfinished';
import { loadPaymentRows } from '../../libs/postgres/reading/payment-rows';
import { newOrder, paidWith } from '../../test/examples/orders';
import { shipmentOf } from '../../test/examples/payments';
import { CardDesk } from '../../test/setup/desks/card-desk';
import { shopKeepingCard } from '../../test/setup/desks/kept-card';
import { killedAfter, killedBefore, WorkerKilled } from '../../test/setup/killed-worker';
import { expectRebuilt } from '../../test/setup/rebuilt-payment';
import { OrderDesk } from '../../test/setup/desks/order-desk';
import { openShopDatabase } from '../../test/setup/desks/shop-database';
import { recordedPaymentOf } from './recorded-payment';
import { shipping } from '../../test/examples/inputs';
import { propertyRuns } from '../../test/examples/property-runs';

const SINGLE_CAPTURE = 'pm_card_credit_disableEnterpriseCardFeatures';

const place = openShopDatabase();

const lines = newOrder().lines.map((line) => ({ ...line, quantity: 3 }));
const credits = [{ creditId: 'gift', amount: 3_333, description: null }];
const policy = { ...newOrder().policy, shippingAllocation: 'first_shipment' as const };
const someLines: fc.Arbitrary<LineQuantity[]> = fc
  .uniqueArray(fc.record({ lineId: fc.constantFrom('1', '2'), quantity: fc.integer({ min: 1, max: 3 }) }), {
    minLength: 1,
    maxLength: 2,
    selector: ({ lineId }) => lineId,
  })
  .map((chosen) => [...chosen].sort((left, right) => left.lineId.localeCompare(right.lineId)));

function canceling(id: number, given?: readonly LineQuantity[]): Input {
  const content = { cancellationId: id.toString(), reason: 'sold out', ...(given !== undefined && { lines: given }) };
  return {
    kind: 'cancel_lines',
    cancellation: { ...content, contentHash: JSON.stringify(given ?? 'all'), requestId: 'r' },
  };
}

interface Event {
  readonly input: Input;
  readonly isDeclined: boolean;
}

/** A change of what was agreed; each has a name of its own. */
function changing(id: number, kind: 'add' | 'lower' | 'deadline'): Input {
  const named = { changeId: id.toString(), contentHash: `${kind} ${id.toString()}`, requestId: 'r' };
  const added = { ...newOrder().lines[0], lineId: `added-${id.toString()}`, quantity: 1 };
  switch (kind) {
    case 'add':
      return {
        kind: 'add_lines',
        addition: {
          ...named,
          lines: lines.slice(0, 1).map((line) => ({ ...line, ...added })),
          // Now and then the buyer gives a card for them.
          ...(id % 2 === 0 && { paymentMethod: 'pm_card_mastercard' }),
        },
      };
    case 'lower':
      return { kind: 'lower_line', reduction: { ...named, lineId: '1', unitPrice: 1500 - id * 100, reason: 'r' } };
    case 'deadline':
      return { kind: 'change_deadline', change: { marginSeconds: 3600 + id, requestId: 'r' } };
  }
}

const input: fc.Arbitrary<Input> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.tuple(fc.nat({ max: 5 }), fc.integer({ min: 1, max: 5000 })).map(([id, amount]) => ({
      kind: 'capture_shipment' as const,
      shipment: { ...shipmentOf(`s-${id.toString()}`, []), amount, contentHash: amount.toString() },
    })),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.nat({ max: 9 }), fc.constantFrom('add' as const, 'lower' as const, 'deadline' as const))
      .map(([id, kind]) => changing(id, kind)),
  },
  {
    weight: 1,
    arbitrary: fc.nat({ max: 5 }).map((id) => ({
      kind: 'cancel_shipment' as const,
      cancellation: { shipmentId: `s-${id.toString()}`, reason: 'not picked up', requestId: 'r' },
    })),
  },
  {
    weight: 6,
    arbitrary: fc.tuple(fc.nat({ max: 5 }), someLines).map(([id, chosen]) => ({
      kind: 'capture_shipment' as const,
      shipment: shipmentOf(`s-${id.toString()}`, chosen),
    })),
  },
  { weight: 3, arbitrary: fc.tuple(fc.nat({ max: 5 }), someLines).map(([id, chosen]) => canceling(id, chosen)) },
  { weight: 1, arbitrary: fc.nat({ max: 5 }).map((id) => canceling(id)) },
  { weight: 1, arbitrary: fc.constant<Input>({ kind: 'deadline' }) },
);
const events = fc.array(fc.record({ input, isDeclined: fc.nat({ max: 4 }).map((dice) => dice === 0) }), {
  maxLength: 8,
});

const DECLINE = {
  kind: 'error',
  status: 402,
  type: 'card_error',
  code: 'card_declined',
  message: 'No.',
  stored: false,
};

/**
 * One input as the workflow takes it, until nothing is to be asked again; the rows are compared after every outcome.
 */
async function expectTold(shop: OrderDesk, { input: happened, isDeclined }: Event): Promise<void> {
  for (let again = true; again;) {
    const decision = decide(shop.payment, happened);
    if (decision.kind !== 'do') return;
    if (isDeclined && decision.step.kind === 'capture' && decision.step.price.amount > 0) {
      const match = { method: 'POST', path: '/v1/payment_intents/*/capture', nth: 1, times: 1 };
      await shop.control('faults', { match, effect: DECLINE });
    }
    const fact = shop.learn(decision.step, await shop.attempt(decision.step));
    await expectRebuilt(place.database, shop.payment);
    again = mayAskAgain(fact) || hasMadeRoom(happened, fact);
  }
}

describe('whatever happens, the rows tell the payment that the workflow knows', () => {
  test.each<{ what: string; open: () => Promise<OrderDesk> }>([
    { what: 'a card with several captures', open: () => Promise.resolve(new OrderDesk(place, { lines })) },
    {
      what: 'a card with one capture',
      open: () => Promise.resolve(new OrderDesk(place, { lines, ...paidWith(SINGLE_CAPTURE) })),
    },
    { what: 'a card that is kept, and holds that follow each other', open: () => shopKeepingCard(place, { lines }) },
    {
      what: 'a card that is kept and allows one capture of each hold',
      open: () => shopKeepingCard(place, { lines, paymentMethod: SINGLE_CAPTURE }),
    },
    { what: 'a saved card', open: () => CardDesk.saved(place) },
    { what: 'a gift card beside a card', open: () => Promise.resolve(new OrderDesk(place, { lines, credits })) },
    {
      what: 'a gift card that pays of the shipping as a whole',
      open: () => Promise.resolve(new OrderDesk(place, { lines, credits, policy, ...paidWith(SINGLE_CAPTURE) })),
    },
  ])('$what', async ({ open }) => {
    await fc.assert(
      fc.asyncProperty(events, async (happening) => {
        const shop = await open();
        if (shop.payment.hold.state === 'none')
          await expectTold(shop, { input: { kind: 'authorize' }, isDeclined: false });
        for (const event of happening) {
          if (isClosed(shop.payment)) return;
          await expectTold(shop, event);
        }
      }),
      { numRuns: propertyRuns(30), endOnFailure: true },
    );
  });
});

test('a hold that follows leaves the units as written, though a part of one was captured', async () => {
  const shop = await shopKeepingCard(place, { lines });
  await expectTold(shop, { input: { kind: 'authorize' }, isDeclined: false });
  const part = { ...shipmentOf('part', []), amount: 202 };
  await expectTold(shop, { input: { kind: 'capture_shipment', shipment: part }, isDeclined: false });
  await expectTold(shop, { input: { kind: 'deadline' }, isDeclined: false });
  expect(shop.payment.holdGeneration).toBe(2);
});

describe('what is under way when its workflow is lost is taken in again as it was', () => {
  async function unfinished(shop: OrderDesk): Promise<Input[]> {
    const rows = await loadPaymentRows(place.database, shop.orderId);
    if (rows === undefined) throw new Error('nothing is recorded');
    const recorded = recordedPaymentOf(rows);
    const rebuilt = rebuildPayment(recorded);
    expect(rebuilt).toMatchObject({ hold: shop.payment.hold, shipments: shop.payment.shipments });
    return unfinishedOf(recorded, rebuilt, 'look').slice(0, -1);
  }

  const ship = shipping('A', '1:1');
  const confirm: Input = {
    kind: 'confirm_payment',
    confirmation: { paymentMethod: 'pm_card_visa', returnUrl: 'https://shop.example/return', requestId: 'r' },
  };

  test('the first hold', async () => {
    const shop = new OrderDesk(place);
    const step = shop.stepFor({ kind: 'authorize' });
    await expect(shop.attempt(step, killedAfter(shop.gateway, 'authorize'))).rejects.toThrow(WorkerKilled);
    expect(await unfinished(shop)).toEqual([{ kind: 'authorize' }]);
    shop.learn(step, await shop.attempt(step));
    expect(await shop.discrepancies()).toEqual([]);
  });

  test.each(['before', 'after'] as const)('a capture, killed %s it', async (when) => {
    const shop = new OrderDesk(place);
    await shop.authorize();
    const step = shop.stepFor(ship);
    const gateway = when === 'before' ? killedBefore(shop.gateway, 'capture') : killedAfter(shop.gateway, 'capture');
    await expect(shop.attempt(step, gateway)).rejects.toThrow(WorkerKilled);
    expect(await unfinished(shop)).toEqual([ship]);
    shop.learn(step, await shop.attempt(step));
    expect(await shop.discrepancies()).toEqual([]);
  });

  test('another card', async () => {
    const shop = new OrderDesk(place, paidWith(null));
    await shop.authorize();
    const step = shop.stepFor(confirm);
    await expect(shop.attempt(step, killedAfter(shop.gateway, 'confirm'))).rejects.toThrow(WorkerKilled);
    expect(await unfinished(shop)).toEqual([confirm]);
    shop.learn(step, await shop.attempt(step));
    expect(await shop.discrepancies()).toEqual([]);
  });

  test('a second hold for lines', async () => {
    const shop = await shopKeepingCard(place, { lines });
    await shop.authorize();
    await shop.handle(ship);
    const add = changing(1, 'add');
    const step = shop.stepFor(add);
    await expect(shop.attempt(step, killedAfter(shop.gateway, 'authorize'))).rejects.toThrow(WorkerKilled);
    expect(await unfinished(shop)).toEqual([add]);
    shop.learn(step, await shop.attempt(step));
    await shop.handle(add);
    await shop.handle({ kind: 'deadline' });
    expect(await shop.discrepancies()).toEqual([]);
  });

  test('a cancellation of the rest', async () => {
    const shop = new OrderDesk(place);
    await shop.authorize();
    const cancel = canceling(1);
    const step = shop.stepFor(cancel);
    await expect(shop.attempt(step, killedAfter(shop.gateway, 'release'))).rejects.toThrow(WorkerKilled);
    expect(await unfinished(shop)).toMatchObject([{ kind: 'cancel_lines', cancellation: { cancellationId: '1' } }]);
    shop.learn(step, await shop.attempt(step));
    expect(await shop.discrepancies()).toEqual([]);
  });

  test('a charge to the saved card', async () => {
    const shop = await CardDesk.saved(place);
    const step = shop.stepFor(ship);
    await expect(shop.attempt(step, killedAfter(shop.gateway, 'chargeCard'))).rejects.toThrow(WorkerKilled);
    expect(await unfinished(shop)).toEqual([ship]);
    shop.learn(step, await shop.attempt(step));
    expect(await shop.discrepancies()).toEqual([]);
  });
});
