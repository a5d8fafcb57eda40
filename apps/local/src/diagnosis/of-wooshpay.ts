import type { AccountAccess } from '../../../../libs/config/program-config';
import { capabilitiesOfProvider } from '../../../../libs/domain/capabilities/payment-provider';
import { formatMoney } from '../../../../libs/domain/money/money';
import { outlookOf } from '../../../../libs/domain/provider/plan-outlook';
import { checkWooshPay, type WooshPayCheck } from '../../../../libs/wooshpay/holds/wooshpay-check';
import {
  createWooshPayClient,
  isLiveWooshPayKey,
  wooshPayHostOf,
} from '../../../../libs/wooshpay/requests/wooshpay-client';
import { WooshPayError } from '../../../../libs/wooshpay/requests/wooshpay-error';
import { daysOf, plansText, yesOrNo } from './text';

/** Asks a WooshPay account what it can do. @returns lines @throws Error with WooshPay's own words */
export async function diagnoseWooshPay(access: NonNullable<AccountAccess['wooshPay']>): Promise<string[]> {
  const { apiKey, apiBase = wooshPayHostOf(apiKey), holdSeconds } = access;
  const mode = isLiveWooshPayKey(apiKey) ? 'live' : 'test';
  const check = await checkWooshPay(createWooshPayClient(access), mode, holdSeconds).catch(refused(apiBase));
  return [
    `WooshPay account, ${mode} mode, at ${apiBase}: the key is accepted`,
    ...seenOf(check),
    ...knownOf(),
    '',
    ...plansText(outlookOf({ provider: 'wooshpay', multicapture: undefined })),
  ];
}

function refused(apiBase: string): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof WooshPayError)) throw error;
    const { status, words } = error.details;
    const what =
      status === null ? 'does not answer' : status === UNAUTHORIZED ? 'refuses the key' : 'refuses the trial';
    throw new Error(`WooshPay at ${apiBase} ${what}: ${words ?? error.message}`, { cause: error });
  };
}

const UNAUTHORIZED = 401;

function seenOf(check: WooshPayCheck): string[] {
  if (check.by === 'reading') return ['  Nothing was tried, because the key is a live one.'];
  const { amount, livesSeconds, refusal, status } = check;
  if (status === null) return [`  Its test card pm_card_visa was refused: ${refusal ?? 'no reason was told'}`];
  return [
    `  Seen with a hold of ${formatMoney(amount)} on pm_card_visa, which was released at once:`,
    `  held                      ${yesOrNo(status === 'requires_capture')} (${status})`,
    `  a hold lives              ${daysOf(livesSeconds)}, an estimate: WooshPay names no date`,
  ];
}

/** Documented for every account, so it is not tried. */
function knownOf(): string[] {
  const { marginSeconds, tellsBalance, tellsFees } = capabilitiesOfProvider('wooshpay');
  return [
    '  captured once             the rest goes back by itself',
    `  Holdfast acts             ${daysOf(marginSeconds)} before the estimated end, unless policy.marginSeconds says otherwise`,
    `  tells its fees            ${yesOrNo(tellsFees)}: reports say feesUnknown`,
    `  tells its balance         ${yesOrNo(tellsBalance)}: months close by the ledger alone`,
  ];
}
