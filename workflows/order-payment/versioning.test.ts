import { eventually } from '../../test/setup/eventually';
import { openWorkflowShop } from '../../test/setup/shop/workflow-shop';

/** Releases as an operator makes them: an order that is under way moves on to the new build, and back. */
const deploymentName = 'holdfast';
const shop = openWorkflowShop({ version: { deploymentName, buildId: 'one' } });

/** What `temporal worker deployment set-current-version` does; refused while the server knows no such worker yet. */
async function makeCurrent(buildId: string): Promise<void> {
  const { client } = shop.holdfast;
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
  const order = await shop.placeOrder();
  const buildOf = async (): Promise<string | undefined> => {
    const { raw } = await order.workflow.describe();
    return raw.workflowExecutionInfo?.versioningInfo?.deploymentVersion?.buildId ?? undefined;
  };
  expect(await buildOf()).toBe('one');

  const release = await shop.holdfast.startWorkers({ deploymentName, buildId: 'two' });
  try {
    await makeCurrent('two');
    await order.ship('A', '1:1');
    expect(await buildOf()).toBe('two');
    await makeCurrent('one');
    await order.ship('B', '2:1');
    expect(await buildOf()).toBe('one');
    await order.settle();
    expect(await order.workflow.result()).toMatchObject({ status: 'completed', captured: 4600 });
  } finally {
    await release.stop();
  }
  await order.expectSoundBooks();
});
