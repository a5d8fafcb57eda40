import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { loadAdoptionConfig, type AdoptionConfig } from '../../../libs/config/program-config';
import type { PaymentProvider } from '../../../libs/domain/capabilities/payment-provider';
import type { AdoptionGateway } from '../../../libs/domain/provider/adoption-gateway';
import type { DeploymentGuard } from '../../../libs/domain/provider/deployment';
import { createStripeClient } from '../../../libs/stripe/requests/client';
import { createAdoptionGateway } from '../../../libs/stripe/holds/adoption';
import { createWooshPayAdoption } from '../../../libs/wooshpay/holds/wooshpay-adoption';
import { createWooshPayClient } from '../../../libs/wooshpay/requests/wooshpay-client';
import { foresee, type Foreseen } from './adoption/foresee';
import { readLine } from './adoption/adoption-line';

const DRY_RUN = '--dry-run';
const USAGE = `Usage: npm run adopt -- orders.ndjson [${DRY_RUN}]`;

/**
 * `npm run adopt -- orders.ndjson`: brings payments in that exist already, one `POST /v1/orders` for each line of the
 * file; what is there already is a repeat. `--dry-run` reads the providers alone, and says what would come of each.
 */
async function main(): Promise<void> {
  const given = process.argv.slice(2);
  const [file, ...more] = given.filter((argument) => argument !== DRY_RUN);
  if (file === undefined || more.length > 0) throw new Error(USAGE);
  const config = loadAdoptionConfig(process.env);
  const texts = readFileSync(file, 'utf8')
    .split('\n')
    .filter((text) => text.trim() !== '');
  const one = given.includes(DRY_RUN) ? foreseeing(config) : sending(config);
  let failed = 0;
  for (const [index, text] of texts.entries()) {
    const { orderId, problems, what } = await one(text);
    failed += problems.length > 0 ? 1 : 0;
    say(`line ${(index + 1).toString()}  ${orderId ?? 'no order'}  ${what ?? `REFUSED: ${problems.join('; ')}`}`);
  }
  say(
    `${(texts.length - failed).toString()} of ${texts.length.toString()} ${given.includes(DRY_RUN) ? 'can be' : 'are'} adopted.`,
  );
  if (failed > 0) process.exitCode = 1;
}

type One = (text: string) => Promise<Foreseen>;

/** Whose a payment is, its metadata says; nothing is asked for in our name. */
function foreseeing({ defaultProvider, deployment: name, stripe, wooshPay }: AdoptionConfig): One {
  const ours = Promise.resolve({ name, epoch: 1 });
  const deployment: DeploymentGuard = {
    toRead: () => ours,
    toAct: () => Promise.reject(new Error('a dry run changes nothing')),
  };
  const gateways: Partial<Record<PaymentProvider, AdoptionGateway>> = {
    ...(stripe && { stripe: createAdoptionGateway({ client: createStripeClient(stripe), deployment }) }),
    ...(wooshPay && {
      wooshpay: createWooshPayAdoption({
        ...{ client: createWooshPayClient(wooshPay), deployment, holdSeconds: wooshPay.holdSeconds },
      }),
    }),
  };
  return (text) => foresee({ defaultProvider, at: (provider) => gateways[provider] }, text);
}

const answerSchema = z.looseObject({
  status: z.unknown(),
  payment: z.looseObject({ plan: z.string().nullish(), releaseAt: z.string().nullish() }).optional(),
  detail: z.string().optional(),
  errors: z.array(z.looseObject({ path: z.string(), message: z.string() })).optional(),
});

const REQUEST_TIMEOUT_MS = 60_000;

function sending({ apiUrl, apiKey }: AdoptionConfig): One {
  return async (text) => {
    const read = readLine(text);
    if (read.kind === 'unreadable') return { orderId: null, problems: read.problems, what: null };
    const answer = await fetch(new URL('/v1/orders', apiUrl), {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }),
      },
      body: JSON.stringify(read.body),
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    });
    const { status, payment, detail, errors = [] } = answerSchema.parse(await answer.json());
    const { orderId } = read.line;
    if (answer.ok) {
      const again = answer.status === 200 ? ' (it was adopted before)' : '';
      const until = payment?.releaseAt ?? 'no deadline yet';
      return { orderId, problems: [], what: `${String(status)}: ${payment?.plan ?? 'no plan yet'}, ${until}${again}` };
    }
    const why = errors.map(({ path, message }) => `${path} ${message}`);
    return { orderId, problems: why.length > 0 ? why : [detail ?? `answered ${answer.status.toString()}`], what: null };
  };
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
