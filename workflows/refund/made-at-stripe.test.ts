import { randomUUID } from 'node:crypto';
import { signalWithStart } from '../../libs/temporal/signal-workflow';
import { accept, newOrder } from '../../test/examples/orders';
import { shipmentOf } from '../../test/examples/payments';
import { startHoldfast, tell, type Holdfast } from '../../test/setup/holdfast';
import { recordHistory } from '../../test/setup/recorded-histories';
import { expectConsistentRecords, expectConsistentRecordsOfEnded } from '../../test/setup/consistent-records';
import { captureShipment } from '../order-payment/messages';
import { REFUND, refundEvent, refundStart, refundWorkflowId } from './messages';

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

test('a refund that somebody made at Stripe, of an order that is closed: the news book it', async () => {
  const order = accept(newOrder({ orderId: `h-${randomUUID()}` }));
  const { orderId } = order;
  const { workflow } = await holdfast.authorize(order);
  const lines = order.lines.map(({ lineId, quantity }) => ({ lineId, quantity }));
  await workflow.executeUpdate(captureShipment, { args: [shipmentOf('A', lines)] });
  await tell(workflow, 'settlement', 'charge.updated');
  await workflow.result();

  const record = await holdfast.reader.findOrder(orderId);
  const refundId = await holdfast.stripe.refundByHand(record?.authorization?.paymentIntentId ?? '', 700);
  const start = refundStart({ orderId, refundId, command: null });
  const news = { eventId: `evt_${randomUUID()}`, type: 'refund.created' };
  await signalWithStart(holdfast.client, REFUND, start, refundEvent, news);

  const refund = holdfast.client.workflow.getHandle(refundWorkflowId(orderId, refundId));
  expect(await refund.result()).toMatchObject({ kind: 'refund_recorded', status: 'succeeded', amount: 700 });
  expect(await holdfast.reader.findOrder(orderId)).toMatchObject({ status: 'completed', amounts: { refunded: 700 } });
  await expectConsistentRecords(holdfast, orderId);
  await recordHistory('made-at-stripe', await holdfast.history(refund), 'refund');
});
