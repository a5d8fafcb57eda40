import { setTimeout as pause } from 'node:timers/promises';
import { eventIdOf } from '../../../apps/api/src/events/event-id';
import { auditOrder } from '../../../libs/audit/audit-order';
import type { OrderRecord } from '../../../libs/postgres/records/order-record';
import { disputeWorkflowId } from '../../../workflows/dispute/messages';
import { orderPaymentId } from '../../../workflows/order-payment/messages';
import { refundWorkflowId } from '../../../workflows/refund/messages';
import { readRecorded } from '../../setup/recorded';
import type { RightEnd } from '../lives/life';
import type { PatientShop } from '../lives/patient-shop';
import { lookPatiently } from '../../setup/eventually';

/** What is wrong with a life at its end, worst first in the table. */
export interface Wrong {
  readonly kind:
    'workflow_failed' | 'captured_twice' | 'never_ended' | 'wrong_end' | 'audit' | 'attention' | 'events' | 'answer';
  readonly what: string;
}

/** Waits until the order is at its right end, at most its time, and says what is wrong then. */
export async function wrongsOf(shop: PatientShop, right: RightEnd): Promise<Wrong[]> {
  const until = Date.now() + shop.place.patienceMs;
  await closed(shop, until);
  for (;;) {
    const wrongs = await lookPatiently(() => wrongsNow(shop, right));
    if (wrongs.length === 0 || Date.now() > until) return wrongs;
    // A failed workflow stays failed; everything else may still become right.
    if (wrongs.some(({ kind }) => kind === 'workflow_failed' || kind === 'captured_twice')) return wrongs;
    await pause(1_000);
  }
}

/** Until the order's workflow has closed, asking Temporal alone. */
async function closed({ place, orderId }: PatientShop, until: number): Promise<void> {
  const giveUp = new AbortController();
  const result = place.client.workflow
    .getHandle(orderPaymentId(orderId))
    .result()
    .then(
      () => undefined,
      // Whether it failed is asked below.
      () => undefined,
    );
  const late = pause(Math.max(0, until - Date.now()), undefined, { signal: giveUp.signal }).catch(() => undefined);
  await Promise.race([result, late]);
  giveUp.abort();
}

async function wrongsNow(shop: PatientShop, right: RightEnd): Promise<Wrong[]> {
  const order = await shop.record();
  const running = await workflowsOf(shop, order);
  const wrongs = [
    ...running,
    ...(await moneyOf(shop, order, right)),
    ...endOf(order, right),
    ...attentionOf(order, right),
  ];
  // Books of an order that is under way need not agree yet.
  return wrongs.some(({ kind }) => kind === 'never_ended')
    ? wrongs
    : [...wrongs, ...(await auditOf(shop)), ...(await eventsOf(shop, order))];
}

/** Every workflow that the order ever had, as Temporal knows it. */
async function workflowsOf({ place, orderId }: PatientShop, order: OrderRecord): Promise<Wrong[]> {
  const disputes = await place.reader.listDisputes(orderId);
  const refunds = await place.database
    .selectFrom('refunds')
    .select('refund_id')
    .where('order_id', '=', orderId)
    .execute();
  const ids = [
    order.workflowId,
    ...refunds.map(({ refund_id: id }) => refundWorkflowId(orderId, id)),
    ...disputes.map(({ disputeId }) => disputeWorkflowId(disputeId)),
  ];
  const found = await Promise.all(
    ids.map(async (id): Promise<Wrong[]> => {
      const { status } = await place.client.workflow.getHandle(id).describe();
      if (status.name === 'COMPLETED') return [];
      const kind = status.name === 'RUNNING' ? 'never_ended' : 'workflow_failed';
      return [{ kind, what: `workflow ${kindOf(id)} is ${status.name}` }];
    }),
  );
  return found.flat();
}

function kindOf(workflowId: string): string {
  return workflowId.split('/', 1)[0] ?? workflowId;
}

/** What left the buyer's card, asked of the provider itself. */
async function moneyOf({ account, customer }: PatientShop, order: OrderRecord, right: RightEnd): Promise<Wrong[]> {
  const records = await account.recordsOf(customer);
  const taken = records.intents.reduce((sum, { amount_received: amount }) => sum + amount, 0);
  const held = records.intents.reduce((sum, { amount_capturable: amount }) => sum + amount, 0);
  const given = records.refunds
    .filter(({ status }) => status === 'succeeded')
    .reduce((sum, { amount }) => sum + amount, 0);
  const wrongs: Wrong[] = [];
  if (taken > right.captured || given > right.refunded) {
    const what = `${account.title} took ${taken.toString()} and gave back ${given.toString()}, right is ${right.captured.toString()} and ${right.refunded.toString()}`;
    wrongs.push({ kind: 'captured_twice', what });
  } else if (taken < right.captured || given < right.refunded) {
    wrongs.push({
      kind: 'wrong_end',
      what: `${account.title} took ${taken.toString()} and gave back ${given.toString()}`,
    });
  }
  if (held > 0)
    wrongs.push({
      kind: 'never_ended',
      what: `${account.title} still holds ${held.toString()}; the order is ${order.status}`,
    });
  return wrongs;
}

function endOf(order: OrderRecord, right: RightEnd): Wrong[] {
  const { status, amounts } = order;
  const shipments = order.shipments.filter((priced) => priced.status === 'settled').map(({ shipmentId }) => shipmentId);
  const { captured, settled, held, released, refunded, lost } = amounts;
  const is = { status, captured, settled, held, released, refunded, lost, shipments: shipments.sort() };
  const due = {
    ...{ status: right.status, captured: right.captured, settled: right.captured, held: 0 },
    ...{ released: right.released, refunded: right.refunded, lost: 0, shipments: [...right.shipments].sort() },
  };
  const differing = Object.entries(due).filter(
    ([name, value]) => JSON.stringify(is[name as keyof typeof is]) !== JSON.stringify(value),
  );
  if (differing.length === 0) return [];
  const told = differing.map(
    ([name, value]) => `${name} is ${JSON.stringify(is[name as keyof typeof is])}, not ${JSON.stringify(value)}`,
  );
  const isOver = status === 'completed' || status === 'canceled';
  return [{ kind: isOver ? 'wrong_end' : 'never_ended', what: told.join('; ') }];
}

function attentionOf({ attention }: OrderRecord, right: RightEnd): Wrong[] {
  const open = attention.map(({ code }): string => code).sort();
  if (JSON.stringify(open) === JSON.stringify(right.attention)) return [];
  const messages = attention.map(({ message }) => message.slice(0, 160)).join(' | ');
  return [
    {
      kind: 'attention',
      what: `open: ${open.join(', ') || 'none'}; right: ${right.attention.join(', ') || 'none'}; ${messages}`,
    },
  ];
}

async function auditOf({ account, place, orderId, customer }: PatientShop): Promise<Wrong[]> {
  const [recorded, records] = await Promise.all([readRecorded(place.reader, orderId), account.recordsOf(customer)]);
  return auditOrder(recorded, records).map((what): Wrong => ({ kind: 'audit', what }));
}

/** The shop was told what happened to the order: of every end once, and each event in its turn. */
async function eventsOf({ place, orderId }: PatientShop, order: OrderRecord): Promise<Wrong[]> {
  const { database, pushes } = place;
  const events = await database
    .selectFrom('shop_events')
    .select(['position', 'type', 'shipment_id'])
    .where('order_id', '=', orderId)
    .orderBy('position')
    .execute();
  const left = await database.selectFrom('event_outbox').select('became').where('order_id', '=', orderId).execute();
  const settled = order.shipments.filter(({ status }) => status === 'settled');
  const due = [`order.${order.status}`, ...settled.map(({ shipmentId }) => `shipment.settled ${shipmentId}`)];
  const told = events.map(({ type, shipment_id: id }) => (type === 'shipment.settled' ? `${type} ${id ?? ''}` : type));
  const whats = due.flatMap((what) => {
    const times = told.filter((each) => each === what).length;
    return times === 1 ? [] : [`${what} is ${times.toString()} times in the feed`];
  });
  if (left.length > 0) whats.push(`facts are left in the outbox: ${left.map(({ became }) => became).join(', ')}`);
  const pushed = pushes.takenOf(orderId).join(' ');
  const inFeed = events.map(({ position }) => eventIdOf(position)).join(' ');
  if (pushed !== inFeed) whats.push(`the feed has ${inFeed}, and pushed was ${pushed}`);
  return whats.map((what): Wrong => ({ kind: 'events', what }));
}
