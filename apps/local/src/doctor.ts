import { loadStripeConfig } from '../../../libs/config/program-config';
import { formatMoney } from '../../../libs/domain/money/money';
import { outlookOf } from '../../../libs/domain/provider/plan-outlook';
import { checkAccount, type AccountCheck } from '../../../libs/stripe/holds/account-check';
import { createStripeClient, isLiveKey } from '../../../libs/stripe/requests/client';

/** `npm run doctor`: asks the Stripe account what it can do, and says what becomes of orders there. */
async function main(): Promise<void> {
  const { apiKey, apiBase, timeoutSeconds } = loadStripeConfig(process.env);
  const mode = isLiveKey(apiKey) ? 'live' : 'test';
  const check = await checkAccount(createStripeClient({ apiKey, apiBase, timeoutSeconds }), mode);
  process.stdout.write(`${[...accountOf(check, mode, apiBase), '', ...plansOf(check)].join('\n')}\n`);
}

function accountOf(check: AccountCheck, mode: string, apiBase = 'https://api.stripe.com'): string[] {
  const { accountId, country, currency, chargesEnabled } = check;
  return [
    `Stripe account ${accountId} (${country ?? 'country not told'}, ${currency}), ${mode} mode, at ${apiBase}`,
    ...(chargesEnabled ? [] : ['  It may not charge cards yet: finish its onboarding in the Dashboard.']),
    ...seenOf(check),
  ];
}

function seenOf({ seen, currency }: AccountCheck): string[] {
  if (seen.by === 'charges') {
    const { looked, held, multicapture } = seen;
    return [
      `  Of its latest ${looked.toString()} charges ${held.toString()} say whether they allow several captures; ` +
        `${multicapture.toString()} do. Nothing was tried, because the key is a live one.`,
    ];
  }
  const { capabilities, livesSeconds, amount } = seen;
  const days = livesSeconds === null ? 'not told' : `${(livesSeconds / 86_400).toFixed(1)} days`;
  return [
    `  Seen with a hold of ${formatMoney({ amount, currency })} on pm_card_visa, which was released at once:`,
    `  multicapture              ${yesOrNo(capabilities.multicapture)}`,
    `  overcapture               ${yesOrNo(capabilities.overcapture)}`,
    `  incremental authorization ${yesOrNo(capabilities.incrementalAuthorization)}`,
    `  a hold lives              ${days}`,
  ];
}

function plansOf({ seen }: AccountCheck): string[] {
  return outlookOf({ multicapture: multicaptureSeen(seen) }).flatMap(({ plan, gets, cashFlow }) => [
    plan,
    `  who gets it: ${gets}`,
    `  cash flow:   ${cashFlow}`,
  ]);
}

function multicaptureSeen(seen: AccountCheck['seen']): boolean | undefined {
  if (seen.by === 'trial') return seen.capabilities.multicapture;
  return seen.held === 0 ? undefined : seen.multicapture > 0;
}

function yesOrNo(is: boolean): string {
  return is ? 'yes' : 'no';
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
