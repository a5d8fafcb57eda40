import { WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { randomUUID } from 'node:crypto';
import type { AuthorizationResult, ConfirmationResult } from '../../libs/domain/lifecycle/answers';
import { accept, newOrder } from '../../test/examples/orders';
import { shipmentOf } from '../../test/examples/payments';
import { startHoldfast, tell, type Holdfast, type OrderWorkflow } from '../../test/setup/holdfast';
import { expectConsistentRecordsOfEnded } from '../../test/setup/consistent-records';
import { recordHistory } from '../../test/setup/recorded-histories';
import { eventually } from '../../test/setup/eventually';
import { cancelLines, captureShipment, confirmPayment } from './messages';

const DECLINED = 'pm_card_visa_chargeDeclinedInsufficientFunds';
const SECURE = 'pm_card_threeDSecure2Required';
const confirms = '/v1/payment_intents/*/confirm';

let holdfast: Holdfast;

beforeAll(async () => {
  holdfast = await startHoldfast();
  await holdfast.stripe.account({ settlement_delay_seconds: 0 });
});

afterAll(async () => {
  await holdfast.stop();
});

afterEach(() => holdfast.stripe.requireSound());
afterEach(() => expectConsistentRecordsOfEnded(holdfast));

async function placed(
  paymentMethod: string | null,
  acceptedAt?: string,
): Promise<{ orderId: string; workflow: OrderWorkflow; result: AuthorizationResult }> {
  const orderId = `c-${randomUUID()}`;
  const order = accept(newOrder({ orderId, payment: { ...newOrder().payment, paymentMethod } }), acceptedAt);
  return { orderId, ...(await holdfast.authorize(order)) };
}

function confirm(workflow: OrderWorkflow, paymentMethod = 'pm_card_visa'): Promise<ConfirmationResult> {
  return workflow.executeUpdate(confirmPayment, {
    args: [{ paymentMethod, returnUrl: null, requestId: `request ${paymentMethod}` }],
  });
}

async function refusalOf(update: Promise<unknown>): Promise<string | null | undefined> {
  const error: unknown = await update.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof WorkflowUpdateFailedError) || !(error.cause instanceof ApplicationFailure)) throw error;
  return error.cause.type;
}

async function details(workflow: OrderWorkflow): Promise<string> {
  return (await workflow.query<{ currentDetails: string }>('__temporal_workflow_metadata')).currentDetails;
}

/** What the shop reads, once it is what is waited for. */
async function untilStatus(orderId: string, status: string): Promise<void> {
  await eventually(
    () => holdfast.reader.findOrder(orderId),
    (order) => order?.status === status,
  );
}

test('declined, declined again, challenged and failed, and paid at last', async () => {
  const { orderId, workflow } = await placed(DECLINED);
  expect(await confirm(workflow, DECLINED)).toEqual({
    kind: 'refused',
    refusal: {
      code: 'payment_declined',
      message: 'Your card has insufficient funds.',
      declineCode: 'insufficient_funds',
    },
  });
  expect(await details(workflow)).toContain('| last error | insufficient_funds |');
  expect(await details(workflow)).toContain('| confirmed | 1 of 20 times |');
  expect(await details(workflow)).toContain('the buyer must give a card until ');

  const challenged = await confirm(workflow, SECURE);
  expect(challenged).toMatchObject({ kind: 'accepted', status: 'requires_action' });
  expect(await details(workflow)).toContain('the buyer must authenticate until ');
  const page = challenged.kind === 'accepted' ? challenged.nextAction : null;
  if (page?.type !== 'redirect_to_url') throw new Error('there is no page for the buyer');
  await fetch(page.url, { method: 'POST', body: new URLSearchParams({ outcome: 'fail' }), redirect: 'manual' });
  await tell(workflow, 'hold', 'payment_intent.payment_failed');
  await untilStatus(orderId, 'requires_payment_method');

  expect(await confirm(workflow)).toMatchObject({ kind: 'accepted', status: 'authorized', replayed: false });
  expect(await confirm(workflow)).toMatchObject({ kind: 'accepted', status: 'authorized', replayed: true });
  const both = ['1', '2'].map((lineId) => ({ lineId, quantity: 1 }));
  await workflow.executeUpdate(captureShipment, { args: [shipmentOf('A', both)] });
  expect(await refusalOf(confirm(workflow))).toBe('order_closed');
  await tell(workflow, 'settlement', 'charge.updated');
  expect(await workflow.result()).toMatchObject({ status: 'completed', captured: 4600 });
  await recordHistory('confirmed-after-declines', await holdfast.history(workflow));
});

test('Stripe refused even to begin: another card begins anew', async () => {
  const { orderId, workflow, result } = await placed('pm_nobody_knows');
  expect(result).toMatchObject({ status: 'requires_payment_method', clientSecret: null });
  expect(await confirm(workflow, 'pm_nobody_knows')).toMatchObject({
    kind: 'refused',
    refusal: { code: 'payment_declined' },
  });
  expect(await confirm(workflow)).toMatchObject({ kind: 'accepted', status: 'authorized' });
  expect((await holdfast.reader.findOrder(orderId))?.authorization).toMatchObject({ generation: 3, state: 'held' });
  await workflow.terminate();
});

test('the same card ten times at once is charged once', async () => {
  const { orderId, workflow } = await placed(null);
  const results = await Promise.all(Array.from({ length: 10 }, () => confirm(workflow)));
  const replayed = results.map((result) => result.kind === 'accepted' && result.replayed);
  expect(replayed.filter((each) => !each)).toHaveLength(1);
  const intent = (await holdfast.reader.findOrder(orderId))?.authorization?.paymentIntentId ?? '';
  expect(await holdfast.stripe.requests(confirms.replace('*', intent))).toHaveLength(1);
  await workflow.terminate();
});

test('a stored failure is read, proven to have changed nothing, and asked again under a new key', async () => {
  const { orderId, workflow } = await placed(DECLINED);
  const failure = { kind: 'error', status: 500, type: 'api_error', message: 'An unknown error occurred', stored: true };
  await holdfast.stripe.fault({ method: 'POST', path: confirms, nth: 1, times: 1 }, failure);
  expect(await confirm(workflow)).toMatchObject({ kind: 'accepted', status: 'authorized' });
  const intent = (await holdfast.reader.findOrder(orderId))?.authorization?.paymentIntentId ?? '';
  const keys = (await holdfast.stripe.requests(confirms.replace('*', intent))).map((each) => each.idempotency_key);
  expect([...new Set(keys)]).toEqual([1, 2].map((attempt) => `test/order/${orderId}/confirm/1/${attempt.toString()}`));
  await workflow.terminate();
});

test('a stored failure of the first request: the order is answered with the hold of the next key, and nobody is called', async () => {
  const failure = { kind: 'error', status: 500, type: 'api_error', message: 'An unknown error occurred', stored: true };
  await holdfast.stripe.fault({ method: 'POST', path: '/v1/payment_intents', nth: 1, times: 1 }, failure);
  const { orderId, workflow, result } = await placed('pm_card_visa');
  expect(result.status).toBe('authorized');
  const told = await holdfast.reader.readTimeline(orderId);
  expect(told.map(({ kind }) => kind)).toEqual(['order_accepted', 'hold_placed']);
  expect((await holdfast.reader.findOrder(orderId))?.authorization).toMatchObject({ generation: 2, state: 'held' });
  const all = { cancellationId: 'c', contentHash: 'h', reason: 'no more', requestId: 'r' };
  await workflow.executeUpdate(cancelLines, { args: [all] });
  expect(await workflow.result()).toMatchObject({ status: 'canceled', released: 4600 });
  await recordHistory('authorize-key-spent', await holdfast.history(workflow));
});

test('a buyer who never authenticates has a day, then the order is given up', async () => {
  const secondsLeft = 5;
  const acceptedAt = new Date(Date.now() - (24 * 3600 - secondsLeft) * 1000).toISOString();
  const { orderId, workflow, result } = await placed(SECURE, acceptedAt);
  expect(result.status).toBe('requires_action');
  expect(await workflow.result()).toMatchObject({ status: 'canceled', cancelReason: 'authentication_timeout' });
  await recordHistory('authentication-abandoned', await holdfast.history(workflow));
  const { authorization, cancelReason } = (await holdfast.reader.findOrder(orderId)) ?? {};
  expect(cancelReason).toBe('authentication_timeout');
  const intents = await holdfast.stripe.paymentIntents();
  expect(intents.find(({ id }) => id === authorization?.paymentIntentId)?.status).toBe('canceled');
});

test('a buyer who authenticated in time has a hold at the end of that time, though nobody told of it', async () => {
  const secondsLeft = 5;
  const acceptedAt = new Date(Date.now() - (24 * 3600 - secondsLeft) * 1000).toISOString();
  const { orderId, workflow, result } = await placed(SECURE, acceptedAt);
  const page = result.nextAction;
  if (page?.type !== 'redirect_to_url') throw new Error('there is no page for the buyer');
  await fetch(page.url, { method: 'POST', body: new URLSearchParams({ outcome: 'complete' }), redirect: 'manual' });
  await untilStatus(orderId, 'authorized');
  expect(await holdfast.reader.findOrder(orderId)).toMatchObject({ attention: [], amounts: { held: 4600 } });
  const both = ['1', '2'].map((lineId) => ({ lineId, quantity: 1 }));
  expect(await workflow.executeUpdate(captureShipment, { args: [shipmentOf('A', both)] })).toMatchObject({
    amount: 4600,
  });
  await tell(workflow, 'settlement', 'charge.updated');
  expect(await workflow.result()).toMatchObject({ status: 'completed', captured: 4600 });
  await recordHistory('authenticated-unheard', await holdfast.history(workflow));
});
