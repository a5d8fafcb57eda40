import { bundleWorkflowCode } from '@temporalio/worker';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Where the build puts the workflow bundle, and where the worker looks for it. Bundling at start would cost two
 * seconds.
 */
export const workflowBundlePath = join(__dirname, 'workflow-bundle.js');

/**
 * The registration list, as TypeScript beside the sources or as JavaScript in `dist`: it lies as far from here in both.
 */
const workflowsPath = require.resolve('../../../workflows/index');

async function bundleWorkflows(): Promise<void> {
  const { code } = await bundleWorkflowCode({ workflowsPath });
  await mkdir(dirname(workflowBundlePath), { recursive: true });
  await writeFile(workflowBundlePath, code);
}

if (require.main === module) {
  bundleWorkflows().catch((error: unknown) => {
    process.stderr.write(`The workflows could not be bundled: ${String(error)}\n`);
    process.exitCode = 1;
  });
}
