import { shopKeepingCard } from '../../../test/setup/desks/kept-card';
import type { OrderDesk } from '../../../test/setup/desks/order-desk';
import { openShopDatabase } from '../../../test/setup/desks/shop-database';
import type { PaymentGateway } from '../../../libs/domain/provider/payment-gateway';
import type { PaymentIntentReading } from '../../../libs/domain/provider/payment-intent-reading';

const DAY = 24 * 3600;
const deadline = { kind: 'deadline' } as const;

const place = openShopDatabase();

/** Shipment A has left, and it is time to renew the hold of the rest. */
async function renewable(): Promise<OrderDesk> {
  const shop = await shopKeepingCard(place);
  await shop.authorize();
  await shop.ship('A', '1:1');
  await shop.pass(6.6 * DAY);
  return shop;
}

/** The status of the new hold is a word that nobody knows, in so many of the first answers about it. */
function misreading({ gateway }: OrderDesk, times: number): PaymentGateway {
  let answers = 0;
  const unfamiliar = (hold: PaymentIntentReading): PaymentIntentReading => {
    answers += 1;
    if (answers > times) return hold;
    const unknown = { object: 'payment_intent', id: hold.paymentIntentId, field: 'status', value: 'something_new' };
    return { ...hold, status: 'unknown', unknown };
  };
  return {
    ...gateway,
    authorize: async (request) => {
      const answer = await gateway.authorize(request);
      return answer.kind === 'answered' ? { ...answer, hold: unfamiliar(answer.hold) } : answer;
    },
    readHold: async (paymentIntentId) => unfamiliar(await gateway.readHold(paymentIntentId)),
  };
}

function states(shop: OrderDesk): Promise<string[]> {
  return shop.record().then(({ holds }) => holds.map(({ state }) => state));
}

test('a renewal of unknown status is not refused: it is read again, and the second hold counts', async () => {
  const shop = await renewable();
  const step = shop.stepFor(deadline);
  const gateway = misreading(shop, 2);
  await expect(shop.attempt(step, gateway)).rejects.toThrow('has status "something_new"');
  expect(shop.learn(step, await shop.attempt(step, gateway, 2)).kind).toBe('hold_placed');
  expect(await states(shop)).toEqual(['held', 'held']);
  expect((await shop.record()).attention).toEqual([]);
  await shop.handle(deadline);
  expect(await shop.discrepancies()).toEqual([]);
});

test('a renewal of unknown status after ten attempts is canceled; the old hold goes on', async () => {
  const shop = await renewable();
  const step = shop.stepFor(deadline);
  const gateway = misreading(shop, Infinity);
  await expect(shop.attempt(step, gateway, 9)).rejects.toThrow('it is read again');
  expect(shop.learn(step, await shop.attempt(step, gateway, 10)).kind).toBe('renewal_refused');
  expect(await states(shop)).toEqual(['held']);
  expect((await shop.record()).attention.map(({ code }) => code)).toEqual(['reauthorization_failed']);
  expect(await shop.ship('B', '2:1')).toMatchObject({
    kind: 'shipment_captured',
  });
  expect(await shop.discrepancies()).toEqual([]);
});
