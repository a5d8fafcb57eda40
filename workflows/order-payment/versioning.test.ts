import { randomUUID } from 'node:crypto';
import { accept, newOrder } from '../../test/examples/orders';
import { shipmentOf } from '../../test/examples/payments';
import { eventually } from '../../test/setup/eventually';
import { startHoldfast, tell, type Holdfast } from '../../test/setup/holdfast';
import { expectConsistentRecords } from '../../test/setup/consistent-records';
import { captureShipment } from './messages';

/** Releases as an operator makes them: an order that is under way moves on to the new build, and back. */
let holdfast: Holdfast;

const deploymentName = 'holdfast';

beforeAll(async () => {
  holdfast = await startHoldfast({ version: { deploymentName, buildId: 'one' } });
  await holdfast.stripe.account({ settlement_delay_seconds: 0 });
});

afterAll(() => holdfast.stop());

/** What `temporal worker deployment set-current-version` does; refused while the server knows no such worker yet. */
async function makeCurrent(buildId: string): Promise<void> {
  const { client } = holdfast;
  const { namespace } = client.options;
  const request = { namespace, deploymentName, buildId, identity: 'test' };
  await eventually(
    () =>
      client.workflowService.setWorkerDeploymentCurrentVersion(request).then(
        () => 'done',
        (error: unknown) => String(error),
      ),
    (answer) => answer === 'done',
  );
}

test('an order outlives a release and its rollback', async () => {
  await makeCurrent('one');
  const order = accept(newOrder({ orderId: `v-${randomUUID()}` }));
  const { workflow } = await holdfast.authorize(order);
  const buildOf = async (): Promise<string | undefined> => {
    const { raw } = await workflow.describe();
    return raw.workflowExecutionInfo?.versioningInfo?.deploymentVersion?.buildId ?? undefined;
  };
  const ship = (shipmentId: string, lineId: string): Promise<unknown> =>
    workflow.executeUpdate(captureShipment, { args: [shipmentOf(shipmentId, [{ lineId, quantity: 1 }])] });
  expect(await buildOf()).toBe('one');

  const release = await holdfast.startWorkers({ deploymentName, buildId: 'two' });
  try {
    await makeCurrent('two');
    await ship('A', '1');
    expect(await buildOf()).toBe('two');
    await makeCurrent('one');
    await ship('B', '2');
    expect(await buildOf()).toBe('one');
    await tell(workflow, 'settlement', 'charge.updated');
    expect(await workflow.result()).toMatchObject({ status: 'completed', captured: 4600 });
  } finally {
    await release.stop();
  }
  await expectConsistentRecords(holdfast, order.orderId);
});
