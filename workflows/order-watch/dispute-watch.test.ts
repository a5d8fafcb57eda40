import type { WorkflowHandle } from '@temporalio/client';
import { createInbox } from '../../libs/postgres/events/webhook-event-store';
import type { DisputeRecord } from '../../libs/postgres/records/dispute-record';
import { signalWithStart } from '../../libs/temporal/signal-workflow';
import { receivedEvent } from '../../test/examples/events';
import { openDisputesAtStripe } from '../../test/setup/desks/disputes-at-stripe';
import { eventually } from '../../test/setup/eventually';
import { FORGETTING_TAKES_MS, openStoppedOrdersShop, type StoppedOrder } from '../../test/setup/shop/stopped-orders';
import { DISPUTE, disputeEvent, disputeStart, disputeWorkflowId } from '../dispute/messages';
import { paidWith } from '../../test/examples/orders';

/** Disputes whose own workflow died with work open, or cannot go on. */

const shop = openStoppedOrdersShop();

interface Disputed {
  readonly order: StoppedOrder;
  readonly disputeId: string;
}

/** An order with shipment A captured, and the buyer disputes it. */
async function disputed(): Promise<Disputed> {
  const order = await shop.placeOrder(paidWith('pm_card_createDispute'));
  await order.ship('A', '1:1');
  const [first] = await openDisputesAtStripe(shop.stripe).list(await order.paymentIntentId());
  return { order, disputeId: first?.id ?? '' };
}

function workflowOf({ disputeId }: Disputed): WorkflowHandle {
  return shop.holdfast.client.workflow.getHandle(disputeWorkflowId(disputeId));
}

async function recordOf({ order, disputeId }: Disputed): Promise<DisputeRecord | undefined> {
  const disputes = await shop.holdfast.reader.listDisputes(order.orderId);
  return disputes.find((each) => each.disputeId === disputeId);
}

function isStaged(dispute: DisputeRecord | undefined): boolean {
  return dispute?.evidenceState === 'staged';
}

/** Its event comes while no worker runs, is handed on, and the workflow is terminated before it looked. */
async function terminatedUnread(dispute: Disputed): Promise<void> {
  const { order, disputeId } = dispute;
  await shop.holdfast.stopWorkers();
  const { paymentIntentId = null, chargeId = null } = (await order.record()).authorization ?? {};
  const inbox = createInbox({ database: shop.database, clock: () => new Date() });
  const type = 'charge.dispute.created';
  const event = receivedEvent({ type, about: 'dispute', disputeId, paymentIntentId, chargeId });
  await inbox.storeEvent(event);
  const claimed = await inbox.claim(event.eventId);
  const start = disputeStart({ orderId: order.orderId, disputeId });
  await signalWithStart(shop.holdfast.client, DISPUTE, start, disputeEvent, { eventId: event.eventId, type });
  if (claimed !== undefined) await inbox.finish(claimed, 'signalled');
  await workflowOf(dispute).terminate('by hand');
  await shop.holdfast.restartWorkers();
}

describe('a dispute', () => {
  test('is recorded by the next watch when its workflow was terminated before a first look', async () => {
    const dispute = await disputed();
    await terminatedUnread(dispute);
    await shop.watchUntil(() => recordOf(dispute), isStaged);
    const { order } = dispute;
    expect(await order.timelineKinds()).toEqual(
      expect.arrayContaining(['attention_opened', 'workflow_started_again', 'attention_closed']),
    );
    expect(await order.attention()).toEqual(['dispute_opened']);
    await order.expectConsistentRecords();
    await order.cancel('C');
  });

  test(
    'is found by its event when Temporal forgot it before its first look',
    async () => {
      const dispute = await disputed();
      await terminatedUnread(dispute);
      await shop.forget(workflowOf(dispute));
      expect(await shop.watchAhead(600).mendRefundsAndDisputes()).toMatchObject({ started_again: 1 });
      await eventually(() => recordOf(dispute), isStaged);
      await dispute.order.cancel('C');
    },
    FORGETTING_TAKES_MS,
  );

  test('is left alone once it was looked at since its event', async () => {
    const dispute = await disputed();
    await terminatedUnread(dispute);
    await shop.watchUntil(
      () => recordOf(dispute),
      (record) => record !== undefined,
    );
    await workflowOf(dispute).result();
    expect(await shop.watchAhead(600).mendRefundsAndDisputes()).toMatchObject({ started_again: 0, woken: 0 });
    await dispute.order.cancel('C');
  });

  test('opens an attention while its workflow cannot go on, and goes on after the mend', async () => {
    const dispute = await disputed();
    await terminatedUnread(dispute);
    const { order, disputeId } = dispute;
    const stuck = await shop.startStuck(disputeWorkflowId(disputeId));
    expect(await shop.untilStuckIsNoticed(order)).toMatch(
      new RegExp(`^dispute ${disputeId}: its workflow cannot go on: its task fails again and again`),
    );
    expect(await shop.shipCheck(order.orderId)).toMatchObject({ mayShip: false, reason: 'workflow_missing' });
    await stuck.terminate('mended');
    await eventually(
      () => shop.watchAhead(600).mendRefundsAndDisputes(),
      ({ started_again: started }) => started === 1,
    );
    await eventually(() => recordOf(dispute), isStaged);
    expect(await order.attention()).toEqual(['dispute_opened']);
    await order.cancel('C');
  });
});
