import { randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import type { DisputeRecord } from '../../libs/postgres/records/dispute-record';
import { historyCost } from '../../libs/temporal/history-cost';
import { signalWithStart } from '../../libs/temporal/signal-workflow';
import { accept, newOrder } from '../../test/examples/orders';
import { shipmentOf } from '../../test/examples/payments';
import { openDisputesAtStripe, type DisputesAtStripe } from '../../test/setup/desks/disputes-at-stripe';
import { eventually } from '../../test/setup/eventually';
import { startHoldfast, tell, type Holdfast } from '../../test/setup/holdfast';
import { recordHistory } from '../../test/setup/recorded-histories';
import { expectConsistentRecords } from '../../test/setup/consistent-records';
import { INBOX_SWEEP } from '../inbox-sweep/messages';
import { captureShipment, TASK_QUEUE } from '../order-payment/messages';
import { DISPUTE, disputeEvent, disputeStart, disputeWorkflowId } from './messages';

const everything = newOrder().lines.map(({ lineId, quantity }) => ({ lineId, quantity }));

let holdfast: Holdfast;
let bank: DisputesAtStripe;

beforeAll(async () => {
  holdfast = await startHoldfast({ settlementReadAfterSeconds: 1 });
  bank = openDisputesAtStripe(holdfast.stripe);
});

afterAll(async () => {
  await holdfast.stop();
});

beforeEach(() => holdfast.stripe.account({ settlement_delay_seconds: 0 }));
afterEach(() => holdfast.stripe.requireSound());

interface Disputed {
  readonly orderId: string;
  readonly disputeId: string;
}

/** An order that is completed, and whose buyer then disputes it. */
async function disputed(paymentMethod = 'pm_card_createDispute'): Promise<Disputed> {
  const payment = { ...newOrder().payment, paymentMethod };
  const order = accept(newOrder({ orderId: `d-${randomUUID()}`, payment }));
  const { workflow } = await holdfast.authorize(order);
  const shipment = { ...shipmentOf('A', everything), carrier: 'UPS', trackingNumber: '1Z999' };
  await workflow.executeUpdate(captureShipment, { args: [shipment] });
  await tell(workflow, 'settlement', 'charge.updated');
  await workflow.result();
  const { orderId } = order;
  const intent = (await holdfast.reader.findOrder(orderId))?.authorization?.paymentIntentId ?? '';
  const [dispute] = await bank.list(intent);
  return { orderId, disputeId: dispute?.id ?? '' };
}

/** News as the delivery of webhooks brings them. */
async function news({ orderId, disputeId }: Disputed, type: string): Promise<void> {
  const event = { eventId: `evt_${randomUUID()}`, type: `charge.dispute.${type}` };
  await signalWithStart(holdfast.client, DISPUTE, disputeStart({ orderId, disputeId }), disputeEvent, event);
}

function handleOf({ disputeId }: Disputed): WorkflowHandle {
  return holdfast.client.workflow.getHandle(disputeWorkflowId(disputeId));
}

/** Until there is nothing to do for the dispute at this moment. */
async function quiet(about: Disputed): Promise<DisputeRecord | undefined> {
  await handleOf(about).result();
  await expectConsistentRecords(holdfast, about.orderId);
  return (await holdfast.reader.listDisputes(about.orderId)).find(({ disputeId }) => disputeId === about.disputeId);
}

async function keep(scenario: string, about: Disputed): Promise<void> {
  await recordHistory(scenario, await holdfast.history(handleOf(about)), 'dispute');
}

test('a dispute of a completed order: recorded, evidence staged, a person called; and the workflow ends', async () => {
  const about = await disputed();
  await news(about, 'created');
  expect(await quiet(about)).toMatchObject({ status: 'needs_response', evidenceState: 'staged', withdrawn: 4600 });
  const order = await holdfast.reader.findOrder(about.orderId);
  expect([order?.status, order?.attention.map(({ code }) => code)]).toEqual(['completed', ['dispute_opened']]);
  expect(historyCost(await handleOf(about).fetchHistory()).actions).toBeLessThanOrEqual(6);
  await keep('opened', about);
});

test('the Temporal UI shows the dispute without reading code', async () => {
  const about = await disputed();
  await news(about, 'created');
  await quiet(about);
  const { currentDetails } = await handleOf(about).query<{ currentDetails: string }>('__temporal_workflow_metadata');
  expect(currentDetails).toContain(`**Dispute ${about.disputeId}** of order ${about.orderId}`);
  expect(currentDetails).toContain('| disputed | 46.00 USD |');
  expect(currentDetails).toContain('| evidence | staged at Stripe: a person must submit it |');
  const { typedSearchAttributes } = await handleOf(about).describe();
  expect(typedSearchAttributes.getAll().map(({ key, value }) => [key.name, value])).toEqual(
    expect.arrayContaining([
      ['HoldfastStatus', 'needs_response'],
      ['HoldfastAttention', true],
    ]),
  );
});

test('won: each piece of news brings the workflow back, in whatever order they come', async () => {
  const about = await disputed();
  await news(about, 'funds_withdrawn');
  await news(about, 'created');
  await quiet(about);
  await holdfast.stripe.account({ settlement_delay_seconds: 60 });
  await bank.submit(about.disputeId, 'winning');
  await news(about, 'updated');
  expect(await quiet(about)).toMatchObject({ status: 'under_review', evidenceState: 'submitted' });
  await holdfast.stripe.advance(61);
  await Promise.all([news(about, 'funds_reinstated'), news(about, 'closed'), news(about, 'closed')]);
  expect(await quiet(about)).toMatchObject({ status: 'won', withdrawn: 4600, reinstated: 4600 });
  expect((await holdfast.reader.findOrder(about.orderId))?.attention).toEqual([]);
  await keep('won', about);
});

test('lost: the money stays away, and a person is told', async () => {
  const about = await disputed('pm_card_createDisputeProductNotReceived');
  await news(about, 'created');
  await quiet(about);
  await bank.submit(about.disputeId, 'losing');
  await holdfast.stripe.advance(60);
  await news(about, 'closed');
  expect(await quiet(about)).toMatchObject({ status: 'lost', reason: 'product_not_received', withdrawn: 4600 });
  const order = await holdfast.reader.findOrder(about.orderId);
  expect(order?.attention.map(({ code }) => code)).toEqual(['dispute_lost']);
  await keep('lost', about);
});

test('an inquiry that becomes a dispute', async () => {
  const about = await disputed('pm_card_createDisputeInquiry');
  await news(about, 'created');
  expect(await quiet(about)).toMatchObject({ status: 'warning_needs_response', withdrawn: 0, evidenceState: 'staged' });
  await keep('inquiry', about);
  await bank.submit(about.disputeId, 'escalate_inquiry');
  await holdfast.stripe.advance(60);
  await news(about, 'updated');
  expect(await quiet(about)).toMatchObject({ status: 'needs_response', withdrawn: 4600 });
});

test('the answer to the staging is lost: it is read, and staged once', async () => {
  const about = await disputed();
  const path = '/v1/disputes/*';
  await holdfast.stripe.fault({ method: 'POST', path, nth: 1, times: 1 }, { kind: 'commit_then_drop' });
  const before = (await holdfast.stripe.requests(path)).length;
  await news(about, 'created');
  expect(await quiet(about)).toMatchObject({ evidenceState: 'staged' });
  // A look, a POST that was done and not answered, and a look that showed it.
  expect((await holdfast.stripe.requests(path)).length).toBe(before + 3);
  await keep('lost-answer', about);
});

test('Stripe will not have our evidence: a person is called, and the dispute is recorded all the same', async () => {
  const about = await disputed();
  const refused = { kind: 'error', status: 400, type: 'invalid_request_error', message: 'No', stored: false };
  await holdfast.stripe.fault({ method: 'POST', path: '/v1/disputes/*', nth: 1, times: 1 }, refused);
  await news(about, 'created');
  expect(await quiet(about)).toMatchObject({ status: 'needs_response', evidenceState: 'to_stage', withdrawn: 4600 });
  const order = await holdfast.reader.findOrder(about.orderId);
  expect(order?.attention.map(({ code }) => code).sort()).toEqual(['dispute_opened', 'provider_misuse']);
  await keep('staging-refused', about);
  await news(about, 'updated');
  expect(await quiet(about)).toMatchObject({ evidenceState: 'staged' });
});

test('a dispute whose end nobody told is found out by the sweep', async () => {
  const about = await disputed();
  await news(about, 'created');
  await quiet(about);
  await bank.close(about.disputeId);
  const lost = await eventually(
    async () => {
      const workflowId = `sweep-${randomUUID()}`;
      await holdfast.client.workflow.execute(INBOX_SWEEP, { workflowId, taskQueue: TASK_QUEUE });
      return quiet(about);
    },
    (dispute) => dispute?.status === 'lost',
  );
  expect(lost?.endedAt).not.toBeNull();
  await keep('read-by-sweep', about);
});
