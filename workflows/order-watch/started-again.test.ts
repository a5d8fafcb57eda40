import type { NewOrder } from '../../libs/domain/orders/order';
import { fulfilled } from '../../test/examples/cards';
import { orderKeepingCard } from '../../test/setup/desks/kept-card';
import { seconds } from '../../test/setup/pace';
import { AWAY, openStoppedOrdersShop, type Away, type StoppedOrder } from '../../test/setup/shop/stopped-orders';
import { paidWith, withPolicy } from '../../test/examples/orders';

const SINGLE_CAPTURE = 'pm_card_credit_disableEnterpriseCardFeatures';
const ALWAYS_SECURE = 'pm_card_authenticationRequired';

const shop = openStoppedOrdersShop();

/** Lives it for each way to lose a workflow, side by side: each has an order of its own, and mostly waits. */
async function inEachWay(life: (how: Away) => Promise<void>): Promise<void> {
  const lived = await Promise.allSettled(AWAY.map(life));
  const wrong = lived.flatMap((end, index) =>
    end.status === 'rejected' ? [`${AWAY[index] ?? ''}: ${String(end.reason)}`] : [],
  );
  expect(wrong).toEqual([]);
}

/** An order for each way, placed while holds last so long; later ones last a week. */
async function placeShort(windowSeconds: number, changes: Partial<NewOrder>): Promise<(how: Away) => StoppedOrder> {
  await shop.stripe.account({ capture_window_seconds: windowSeconds });
  const orders = await Promise.all(AWAY.map(() => shop.placeOrder(changes)));
  await shop.stripe.account({ capture_window_seconds: 604_800 });
  return (how) => {
    const order = orders[AWAY.indexOf(how)];
    if (order === undefined) throw new Error(`Bug! There is no order for ${how}`);
    return order;
  };
}

describe('an order whose workflow is terminated, canceled or reset', () => {
  test('goes on when it was authorized: both shipments are captured', () =>
    inEachWay(async (how) => {
      const order = await shop.placeOrder();
      await order.stopAndMend(how);
      await order.expectSamePayment();
      expect(await order.ship('A', '1:1')).toMatchObject({ kind: 'accepted', amount: 2300, final: false });
      expect(await order.ship('B', '2:1')).toMatchObject({ kind: 'accepted', amount: 2300, final: true });
      expect((await order.completed()).amounts).toMatchObject({ captured: 4600, settled: 4600, held: 0 });
      // The link of the order leads to the run that goes on.
      expect((await order.record()).workflowRunId).toBe((await order.workflow.describe()).runId);
    }));

  test('knows its shipment when it was partially captured, and gives the rest back', () =>
    inEachWay(async (how) => {
      const order = await shop.placeOrder();
      await order.ship('A', '1:1');
      await order.stopAndMend(how);
      await order.expectSamePayment();
      expect(await order.ship('A', '1:1')).toMatchObject({ kind: 'accepted', replayed: true });
      expect(await order.cancel('C')).toMatchObject({ released: 2300 });
      expect((await order.completed()).amounts).toMatchObject({ captured: 2300, released: 2300, held: 0 });
    }));

  test('is authorized by what the buyer did meanwhile, when it waited for the buyer', () =>
    inEachWay(async (how) => {
      const order = await shop.placeOrder(paidWith('pm_card_threeDSecure2Required'));
      expect((await order.read()).status).toBe('requires_action');
      await order.takeAway(how);
      await order.authenticate();
      await order.mended(how);
      // Who has only been asked to end needs the webhook that a real buyer brings.
      if (how === 'cancel') await order.tell('hold', 'any');
      await order.untilStatus('authorized');
      expect(await order.cancel('C')).toMatchObject({ kind: 'accepted' });
      expect(await order.read()).toMatchObject({ status: 'canceled', amounts: { held: 0, released: 4600 } });
    }));

  test('captures with the last shipment those that were covered', () =>
    inEachWay(async (how) => {
      const order = await shop.placeOrder(paidWith(SINGLE_CAPTURE));
      expect(await order.ship('A', '1:1')).toMatchObject({ status: 'covered' });
      await order.stopAndMend(how);
      await order.expectSamePayment();
      expect(await order.ship('A', '1:1')).toMatchObject({ status: 'covered', replayed: true });
      expect(await order.ship('B', '2:1')).toMatchObject({ final: true });
      expect((await order.completed()).amounts).toMatchObject({ captured: 4600, held: 0 });
    }));

  test('gives its hold back when its time comes while nobody looks after it', async () => {
    const orderOf = await placeShort(seconds(8), withPolicy({ marginSeconds: seconds(6) }));
    await inEachWay(async (how) => {
      const order = orderOf(how);
      await order.stopAndMend(how);
      const ended = await order.untilStatus('canceled');
      expect(ended).toMatchObject({ cancelReason: 'deadline', amounts: { held: 0, released: 4600, lost: 0 } });
    });
  });

  test('knows both holds when one was renewed, and captures from the new one', async () => {
    const kept = orderKeepingCard(shop.customer, { policy: { marginSeconds: seconds(3) } });
    const orderOf = await placeShort(seconds(6), kept);
    await inEachWay(async (how) => {
      const order = orderOf(how);
      await order.until(({ holds }) => holds.map(({ state }) => state).join() === 'replaced,held');
      await order.stopAndMend(how);
      await order.expectSamePayment();
      expect(await order.ship('A', '1:1')).toMatchObject({ kind: 'accepted', amount: 2300 });
      expect(await order.cancel('C')).toMatchObject({ released: 2300 });
      expect((await order.completed()).amounts).toMatchObject({ captured: 2300, held: 0, lost: 0 });
    });
  });

  test('knows its saved card when it holds nothing, and the shipment that waits for the bank', () =>
    inEachWay(async (how) => {
      const order = await shop.placeOrder(
        fulfilled('charge_on_ship', { customer: shop.customer, paymentMethod: ALWAYS_SECURE }),
      );
      await order.authenticate();
      await order.tell('hold', 'any');
      await order.untilStatus('card_saved');
      await order.ship('A', '1:1');
      await order.untilStatus('requires_action');
      await order.stopAndMend(how);
      await order.expectSamePayment();
      await order.authenticate();
      await order.tell('hold', 'any');
      await order.until(({ amounts }) => amounts.captured === 2300);
      await order.cancel('C');
      expect((await order.completed()).amounts).toMatchObject({ captured: 2300, released: 2300 });
    }));

  test('completes when it only waits for its settlement', () =>
    inEachWay(async (how) => {
      const order = await shop.placeOrder();
      await order.ship('A', '1:1');
      await order.ship('B', '2:1');
      await order.stopAndMend(how);
      await order.expectSamePayment();
      expect((await order.completed()).amounts).toMatchObject({ captured: 4600, settled: 4600 });
    }));
});

test('an order that is over has no workflow, and is not given one', async () => {
  const order = await shop.placeOrder();
  await order.cancel('C');
  expect(await order.mend()).toEqual({ kind: 'well' });
  expect((await order.workflow.describe()).status.name).toBe('COMPLETED');
});

test('a capture that was lost with its workflow is found out before anything else is captured', async () => {
  const order = await shop.placeOrder();
  const { stripe } = shop.holdfast;
  const lost = await stripe.fault(
    { method: 'POST', path: '/v1/payment_intents/*/capture', nth: 1, times: 1 },
    { kind: 'commit_then_drop' },
  );
  const unread = await stripe.fault(
    { method: 'GET', path: '/v1/payment_intents/*', nth: 1, times: 100 },
    { kind: 'error', status: 500, stored: false },
  );
  const asking = order.ship('A', '1:1').catch(() => undefined);
  await order.until(({ shipments }) => shipments.length === 1);
  await order.workflow.terminate('by hand');
  await asking;
  await stripe.endFault(lost);
  await stripe.endFault(unread);
  expect(await order.mend()).toEqual({ kind: 'started_again' });
  await order.until(({ amounts }) => amounts.captured === 2300);
  expect(await order.ship('A', '1:1')).toMatchObject({ kind: 'accepted', replayed: true });
  await order.expectConsistentRecords();
});
