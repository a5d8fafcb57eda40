import { randomUUID } from 'node:crypto';
import type { DisputeRecord } from '../../libs/postgres/records/dispute-record';
import { historyCost } from '../../libs/temporal/history-cost';
import { signalWithStart } from '../../libs/temporal/signal-workflow';
import { openDisputesAtStripe } from '../../test/setup/desks/disputes-at-stripe';
import { addFunds } from '../../test/setup/desks/funds-at-stripe';
import { eventually } from '../../test/setup/eventually';
import type { OrderWorkflow } from '../../test/setup/holdfast';
import { recordHistory } from '../../test/setup/recorded-histories';
import { EVERYTHING } from '../../test/setup/shop/units';
import type { WorkflowOrder } from '../../test/setup/shop/workflow-order';
import { openWorkflowShop } from '../../test/setup/shop/workflow-shop';
import { INBOX_SWEEP } from '../inbox-sweep/messages';
import { TASK_QUEUE } from '../order-payment/messages';
import { DISPUTE, disputeEvent, disputeStart, disputeWorkflowId } from './messages';
import type { ConnectTerms } from '../../libs/domain/orders/connect-terms';
import { connectTerms } from '../../test/examples/arbitrary-connect';
import { paidWith } from '../../test/examples/orders';

const shop = openWorkflowShop({ settlementReadAfterSeconds: 1 });

interface Disputed {
  readonly order: WorkflowOrder;
  readonly disputeId: string;
}

/** An order that is completed, and whose buyer then disputes it. */
async function disputed(paymentMethod = 'pm_card_createDispute', connect?: ConnectTerms): Promise<Disputed> {
  const { payment } = paidWith(paymentMethod);
  const order = await shop.placeOrder({ payment: { ...payment, ...(connect !== undefined && { connect }) } });
  await order.ship('A', EVERYTHING, { carrier: 'UPS', trackingNumber: '1Z999' });
  await order.complete();
  const [dispute] = await openDisputesAtStripe(shop.stripe).list(await order.paymentIntentId());
  return { order, disputeId: dispute?.id ?? '' };
}

/** News as the delivery of webhooks brings them. */
async function news({ order: { orderId }, disputeId }: Disputed, type: string): Promise<void> {
  const event = { eventId: `evt_${randomUUID()}`, type: `charge.dispute.${type}` };
  await signalWithStart(shop.holdfast.client, DISPUTE, disputeStart({ orderId, disputeId }), disputeEvent, event);
}

function handleOf({ disputeId }: Disputed): OrderWorkflow {
  return shop.holdfast.client.workflow.getHandle(disputeWorkflowId(disputeId));
}

/** Until there is nothing to do for the dispute at this moment. */
async function quiet(about: Disputed): Promise<DisputeRecord | undefined> {
  await handleOf(about).result();
  await about.order.expectConsistentRecords();
  const disputes = await shop.holdfast.reader.listDisputes(about.order.orderId);
  return disputes.find(({ disputeId }) => disputeId === about.disputeId);
}

async function keep(scenario: string, about: Disputed): Promise<void> {
  await recordHistory(scenario, await shop.holdfast.history(handleOf(about)), 'dispute');
}

test('a dispute of a completed order is recorded, its evidence staged, and an attention opened', async () => {
  const about = await disputed();
  await news(about, 'created');
  expect(await quiet(about)).toMatchObject({ status: 'needs_response', evidenceState: 'staged', withdrawn: 4600 });
  const { status } = await about.order.read();
  expect([status, await about.order.attention()]).toEqual(['completed', ['dispute_opened']]);
  expect(historyCost(await handleOf(about).fetchHistory()).actions).toBeLessThanOrEqual(6);
  await keep('opened', about);
});

test('the Temporal UI shows the dispute without reading code', async () => {
  const about = await disputed();
  await news(about, 'created');
  await quiet(about);
  const { currentDetails } = await handleOf(about).query<{ currentDetails: string }>('__temporal_workflow_metadata');
  expect(currentDetails).toContain(`**Dispute ${about.disputeId}** of order ${about.order.orderId}`);
  expect(currentDetails).toContain('| disputed | 46.00 USD |');
  expect(currentDetails).toContain('| evidence | staged at Stripe: a person must submit it |');
  const { typedSearchAttributes } = await handleOf(about).describe();
  expect(typedSearchAttributes.getAll().map(({ key, value }) => [key.name, value])).toEqual(
    expect.arrayContaining([
      ['HoldfastOrderId', about.order.orderId],
      ['HoldfastStatus', 'needs_response'],
      ['HoldfastAttention', true],
    ]),
  );
});

test('news of a won dispute bring its workflow back, in whatever order they come', async () => {
  const about = await disputed();
  await news(about, 'funds_withdrawn');
  await news(about, 'created');
  await quiet(about);
  await shop.stripe.account({ settlement_delay_seconds: 60 });
  await openDisputesAtStripe(shop.stripe).submit(about.disputeId, 'winning');
  await news(about, 'updated');
  expect(await quiet(about)).toMatchObject({ status: 'under_review', evidenceState: 'submitted' });
  await shop.stripe.advance(61);
  await Promise.all([news(about, 'funds_reinstated'), news(about, 'closed'), news(about, 'closed')]);
  expect(await quiet(about)).toMatchObject({ status: 'won', withdrawn: 4600, reinstated: 4600 });
  expect((await about.order.read()).attention).toEqual([]);
  await keep('won', about);
});

test('the share of a seller is taken back, and sent again when the dispute is won', async () => {
  await addFunds(shop.stripe, 10_000);
  const about = await disputed('pm_card_createDispute', connectTerms({ applicationFeeAmount: 460 }));
  const shares = (record: DisputeRecord | undefined): string[] =>
    (record?.transfers ?? []).map(
      ({ direction, amount, state }) => `${direction} ${amount.amount.toString()} ${state}`,
    );
  await news(about, 'created');
  const taken = await quiet(about);
  expect([taken?.evidenceState, shares(taken)]).toEqual(['staged', ['taken_back 4140 done']]);
  expect(historyCost(await handleOf(about).fetchHistory()).actions).toBeLessThanOrEqual(7);
  await keep('share-taken-back', about);
  await openDisputesAtStripe(shop.stripe).submit(about.disputeId, 'winning');
  // What the bank gives back can be sent on once it is available.
  await shop.stripe.advance(10 * 24 * 60 * 60);
  await news(about, 'closed');
  expect(shares(await quiet(about))).toEqual(['taken_back 4140 done', 'given_again 4140 done']);
  await keep('share-given-again', about);
});

test('a lost dispute keeps the money away, and opens an attention', async () => {
  const about = await disputed('pm_card_createDisputeProductNotReceived');
  await news(about, 'created');
  await quiet(about);
  await openDisputesAtStripe(shop.stripe).submit(about.disputeId, 'losing');
  await shop.stripe.advance(60);
  await news(about, 'closed');
  expect(await quiet(about)).toMatchObject({ status: 'lost', reason: 'product_not_received', withdrawn: 4600 });
  expect(await about.order.attention()).toEqual(['dispute_lost']);
  await keep('lost', about);
});

test('an inquiry can become a dispute', async () => {
  const about = await disputed('pm_card_createDisputeInquiry');
  await news(about, 'created');
  expect(await quiet(about)).toMatchObject({ status: 'warning_needs_response', withdrawn: 0, evidenceState: 'staged' });
  await keep('inquiry', about);
  await openDisputesAtStripe(shop.stripe).submit(about.disputeId, 'escalate_inquiry');
  await shop.stripe.advance(60);
  await news(about, 'updated');
  expect(await quiet(about)).toMatchObject({ status: 'needs_response', withdrawn: 4600 });
});

test('evidence whose staging lost its answer is read, and staged once', async () => {
  const about = await disputed();
  const path = '/v1/disputes/*';
  await shop.stripe.fault({ method: 'POST', path, nth: 1, times: 1 }, { kind: 'commit_then_drop' });
  const before = (await shop.stripe.requests(path)).length;
  await news(about, 'created');
  expect(await quiet(about)).toMatchObject({ evidenceState: 'staged' });
  // A look, a POST that was done and not answered, and a look that showed it.
  expect((await shop.stripe.requests(path)).length).toBe(before + 3);
  await keep('lost-answer', about);
});

test('a dispute whose evidence Stripe refuses is recorded all the same, and opens an attention', async () => {
  const about = await disputed();
  const refused = { kind: 'error', status: 400, type: 'invalid_request_error', message: 'No', stored: false };
  await shop.stripe.fault({ method: 'POST', path: '/v1/disputes/*', nth: 1, times: 1 }, refused);
  await news(about, 'created');
  expect(await quiet(about)).toMatchObject({ status: 'needs_response', evidenceState: 'to_stage', withdrawn: 4600 });
  expect((await about.order.attention()).sort()).toEqual(['dispute_opened', 'provider_misuse']);
  await keep('staging-refused', about);
  await news(about, 'updated');
  expect(await quiet(about)).toMatchObject({ evidenceState: 'staged' });
});

test('a dispute whose end nobody told is found out by the sweep', async () => {
  const about = await disputed();
  await news(about, 'created');
  await quiet(about);
  await openDisputesAtStripe(shop.stripe).close(about.disputeId);
  const lost = await eventually(
    async () => {
      const workflowId = `sweep-${randomUUID()}`;
      await shop.holdfast.client.workflow.execute(INBOX_SWEEP, { workflowId, taskQueue: TASK_QUEUE });
      return quiet(about);
    },
    (dispute) => dispute?.status === 'lost',
  );
  expect(lost?.endedAt).not.toBeNull();
  await keep('read-by-sweep', about);
});
