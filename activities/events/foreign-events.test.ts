import { readDeployment } from '../../libs/postgres/deployment/deployment-store';
import { readOpenWork } from '../../libs/postgres/watch/open-work-reader';
import type { ReceivedEvent } from '../../libs/domain/provider/received-event';
import { killedBefore, WorkerKilled } from '../../test/setup/killed-worker';
import { openInbox } from '../../test/setup/desks/inbox-desk';
import { OrderDesk } from '../../test/setup/desks/order-desk';
import { openShopDatabase } from '../../test/setup/desks/shop-database';

/** Events of an account that others use too. */

const place = openShopDatabase({ emptied: true });
const inbox = openInbox(place);

/** A request whose answer nobody has seen. */
async function unanswered(): Promise<void> {
  const shop = new OrderDesk(place);
  const attempt = shop.attempt(shop.stepFor({ kind: 'authorize' }), killedBefore(shop.gateway, 'authorize'));
  await expect(attempt).rejects.toThrow(WorkerKilled);
}

const theirs = { paymentIntentId: 'pi_theirs', chargeId: 'ch_theirs' };
const kinds: { what: string; names: Partial<ReceivedEvent> }[] = [
  { what: 'a payment of another program', names: theirs },
  { what: 'a card of another program', names: { type: 'setup_intent.succeeded', setupIntentId: 'seti_theirs' } },
  { what: 'a charge that settles', names: { ...theirs, type: 'charge.updated', about: 'settlement' } },
  { what: 'a transfer', names: { type: 'transfer.created', about: 'settlement', chargeId: 'ch_theirs' } },
  { what: 'a fee', names: { type: 'application_fee.created', about: 'settlement', chargeId: 'ch_theirs' } },
  { what: 'a refund', names: { ...theirs, type: 'refund.created', about: 'refund', stripeRefundId: 're_theirs' } },
  { what: 'a dispute', names: { ...theirs, type: 'charge.dispute.created', about: 'dispute', disputeId: 'du_1' } },
];

test.each(kinds)('$what is over at once, and counts nowhere as waiting', async ({ names }) => {
  const eventId = await inbox.store(names);
  expect(await inbox.delivery.deliver(eventId)).toBe('delivered');
  expect(await inbox.outcomeOf(eventId)).toMatchObject({ outcome: 'not_ours' });
  expect(await readOpenWork(place.database)).toMatchObject({ waitingEvents: 0, deploymentConflict: false });
  expect(inbox.told).toEqual([]);
});

test.each(kinds)('$what of another deployment that has an order of the same number is not ours', async ({ names }) => {
  const shop = await OrderDesk.authorized(place);
  const eventId = await inbox.store({ ...names, deployment: 'another', orderId: shop.orderId, refundId: 'R1' });
  expect(await inbox.delivery.deliver(eventId)).toBe('delivered');
  expect(await inbox.outcomeOf(eventId)).toMatchObject({ outcome: 'not_ours' });
  expect(inbox.told).toEqual([]);
});

test('what happened at a connected account is not ours, whatever it names', async () => {
  const shop = await OrderDesk.authorized(place);
  const eventId = await inbox.store({ account: 'acct_1', paymentIntentId: await shop.paymentIntentId() });
  await inbox.delivery.deliver(eventId);
  expect(await inbox.outcomeOf(eventId)).toMatchObject({ outcome: 'not_ours' });
  expect(inbox.told).toEqual([]);
});

test.each(kinds.slice(3))(
  '$what waits while a payment of ours has no answer yet, an hour at most',
  async ({ names }) => {
    await unanswered();
    const eventId = await inbox.store(names);
    expect(await inbox.delivery.deliver(eventId)).toBe('deferred');
    inbox.pass(3_700);
    expect(await inbox.delivery.deliver(eventId)).toBe('delivered');
    expect(await inbox.outcomeOf(eventId)).toMatchObject({ outcome: 'not_ours' });
  },
);

test('what carries the name of its maker waits for nobody', async () => {
  await unanswered();
  const eventId = await inbox.store(theirs);
  expect(await inbox.delivery.deliver(eventId)).toBe('delivered');
});

test('a dispute and a refund made by hand of a charge of ours are ours without any name', async () => {
  const shop = await OrderDesk.authorized(place);
  const paymentIntentId = await shop.paymentIntentId();
  await inbox.delivery.deliver(
    await inbox.store({ type: 'charge.dispute.created', about: 'dispute', disputeId: 'du_1', paymentIntentId }),
  );
  expect(inbox.told).toEqual([shop.orderId]);
});

describe('what carries our name and was never asked for here', () => {
  const conflict = async (): Promise<string | undefined> => (await readDeployment(place.database)).conflict?.seen;

  test.each([
    { what: 'of an order that we do not know', names: { orderId: 'nobody' } },
    { what: 'of a refund that we do not know', names: { refundId: 'R9', about: 'refund' as const } },
    { what: 'of our order, written down at another time', names: { intendedAt: '2020-01-01T00:00:00.000Z' } },
  ])('$what stops all that moves money, and is told', async ({ names }) => {
    const shop = await OrderDesk.authorized(place);
    const eventId = await inbox.store({ deployment: 'test', orderId: shop.orderId, ...theirs, ...names });
    expect(await inbox.delivery.deliver(eventId)).toBe('delivered');
    expect(await inbox.outcomeOf(eventId)).toMatchObject({ outcome: 'not_ours' });
    expect(await conflict()).toContain(eventId);
    expect(await readOpenWork(place.database)).toMatchObject({ deploymentConflict: true });
  });

  test('is what another epoch of ours left behind, once a person has said which database lives', async () => {
    await place.database.updateTable('deployment').set({ epoch: 2 }).execute();
    const eventId = await inbox.store({ deployment: 'test', orderId: 'nobody', ...theirs });
    await inbox.delivery.deliver(eventId);
    expect(await inbox.outcomeOf(eventId)).toMatchObject({ outcome: 'not_ours' });
    expect(await conflict()).toBeUndefined();
  });

  test('is no conflict where the time is that of our own intent', async () => {
    const shop = await OrderDesk.authorized(place);
    const { created_at: intendedAt } = await place.database
      .selectFrom('authorizations')
      .select('created_at')
      .where('order_id', '=', shop.orderId)
      .executeTakeFirstOrThrow();
    await inbox.delivery.deliver(await inbox.store({ deployment: 'test', orderId: shop.orderId, intendedAt }));
    expect(await conflict()).toBeUndefined();
  });
});
