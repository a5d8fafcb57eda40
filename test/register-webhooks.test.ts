import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createTestStripe } from './setup/emulator';
import { startTestWooshPay, type TestWooshPay } from './setup/wooshpay';

const SCRIPT = join(__dirname, '../docker/register-webhooks.mjs');

let folder: string;
let wooshPay: TestWooshPay;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-secrets-'));
  wooshPay = await startTestWooshPay();
});
afterAll(async () => {
  await wooshPay.close();
  rmSync(folder, { recursive: true });
});

test('docker compose has a webhook endpoint at each emulator, and makes none twice', async () => {
  const stripe = createTestStripe();
  const env = {
    ...{
      API_URL: 'http://api:3000',
      SECRETS_FOLDER: folder,
      STRIPE_API_BASE: stripe.url,
      STRIPE_API_KEY: stripe.apiKey,
    },
    ...{ WOOSHPAY_API_BASE: wooshPay.url, WOOSHPAY_API_KEY: wooshPay.apiKey },
  };
  // The emulator is in this process, which must not stand still meanwhile.
  const run = async (): Promise<string> => (await promisify(execFile)(process.execPath, [SCRIPT], { env })).stdout;
  expect(await run()).toMatch(/stripe is registered\.\n.*wooshpay is registered\./);
  expect(await run()).toMatch(/stripe is registered already\.\n.*wooshpay is registered already\./);
  const secrets = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
  expect(secrets).toEqual([expect.stringMatching(/^whsec_\w+$/), expect.stringMatching(/^whsec_\w+$/)]);
  expect(await wooshPay.read('/v1/webhook_endpoints')).toMatchObject({
    data: [{ url: 'http://api:3000/v1/webhooks/wooshpay' }],
  });
});
