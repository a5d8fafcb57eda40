import { formatMoney } from '../../../../libs/domain/money/money';
import { outlookOf, type PlanOutlook } from '../../../../libs/domain/provider/plan-outlook';
import type { AccountAccess } from '../../../../libs/config/program-config';
import { checkAccount, type AccountCheck } from '../../../../libs/stripe/holds/account-check';
import { createStripeClient, isLiveKey } from '../../../../libs/stripe/requests/client';
import { daysOf, plansText, yesOrNo } from './text';

/** Asks a Stripe account what it can do. @returns lines for people @throws the SDK's error when Stripe refuses */
export async function diagnoseStripe(access: NonNullable<AccountAccess['stripe']>): Promise<string[]> {
  const { apiKey, apiBase } = access;
  const mode = isLiveKey(apiKey) ? 'live' : 'test';
  const check = await checkAccount(createStripeClient(access), mode);
  return [...accountOf(check, mode, apiBase), '', ...plansText(plansOf(check))];
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
  return [
    `  Seen with a hold of ${formatMoney({ amount, currency })} on pm_card_visa, which was released at once:`,
    `  multicapture              ${yesOrNo(capabilities.multicapture)}`,
    `  overcapture               ${yesOrNo(capabilities.overcapture)}`,
    `  incremental authorization ${yesOrNo(capabilities.incrementalAuthorization)}`,
    `  a hold lives              ${daysOf(livesSeconds)}`,
  ];
}

function plansOf({ seen }: AccountCheck): readonly PlanOutlook[] {
  return outlookOf({ provider: 'stripe', multicapture: multicaptureSeen(seen) });
}

function multicaptureSeen(seen: AccountCheck['seen']): boolean | undefined {
  if (seen.by === 'trial') return seen.capabilities.multicapture;
  return seen.held === 0 ? undefined : seen.multicapture > 0;
}
