import type { Params } from '../../wire/params';
import { refusal } from '../error';
import type { IdSequence } from '../../../../../libs/emulation/objects/ids';
import { addedDetails } from './amount-details/amount-details';
import type { AmountDetails, AmountDetailsShipping, CaptureDetails } from './amount-details/amount-details';
import type { PaymentIntent } from './payment-intent';
import { readAmountDetails } from './amount-details/read-amount-details';

export interface DetailsAfterCapture {
  readonly shown: AmountDetails | null;
  readonly captures: CaptureDetails;
}

interface CaptureToDetail {
  readonly amount: number;
  readonly multicapture: boolean;
  readonly takesAll: boolean;
}

/** What a PaymentIntent shows after this capture, or a refusal when the capture breaks the rules of repetition. */
export function detailsAfterCapture(
  intent: PaymentIntent,
  params: Params,
  capture: CaptureToDetail,
  ids: IdSequence,
): DetailsAfterCapture {
  const given = params.hash('amount_details');
  const earlier = intent.captureDetails;
  if (earlier === null) checkFirst(intent.amountDetails, given, capture);
  else if (capture.amount > 0) checkLater(earlier, given);
  if (given === undefined) {
    return { shown: intent.amountDetails, captures: earlier ?? { given: false, lines: false } };
  }
  checkPostalCodes(intent.amountDetails?.shipping ?? null, given.hash('shipping'));
  const own = readAmountDetails(given, capture.amount, 'amount_to_capture', ids);
  const captures = earlier ?? { given: own !== null, lines: (own?.lineItems.length ?? 0) > 0 };
  if (own === null) return { shown: earlier === null ? null : intent.amountDetails, captures };
  if (earlier !== null && intent.amountDetails !== null) {
    return { shown: addedDetails(intent.amountDetails, own), captures };
  }
  return { shown: withPostalCodes(own, intent.amountDetails?.shipping ?? null), captures };
}

/**
 * What creation gave must be given again or unset. A capture of everything may leave it out: documented for a plain
 * hold, assumed for one with multicapture.
 */
function checkFirst(created: AmountDetails | null, given: Params | undefined, capture: CaptureToDetail): void {
  if (created === null || !capture.multicapture || capture.takesAll) return;
  if (given === undefined) throw mustRepeat('amount_details');
  if (created.lineItems.length > 0 && !given.has('line_items')) throw mustRepeat('amount_details[line_items]');
}

function checkLater(earlier: CaptureDetails, given: Params | undefined): void {
  const lines = (given?.hashes('line_items') ?? []).length > 0;
  if (earlier.given && given === undefined) throw mustRepeat('amount_details');
  if (earlier.lines && !lines) throw mustRepeat('amount_details[line_items]');
  if (!earlier.given && given !== undefined) throw cannotAdd('amount_details');
  if (!earlier.lines && lines) throw cannotAdd('amount_details[line_items]');
}

function mustRepeat(param: string): Error {
  return breach(`\`${param}\` must be passed with this capture, because it was passed before.`, param);
}

function cannotAdd(param: string): Error {
  return breach(`\`${param}\` cannot be added now, because earlier captures of this PaymentIntent lacked it.`, param);
}

/** The rules are documented, the code and the words are not (assumed). */
function breach(message: string, param: string): Error {
  return refusal(message, param, 'payment_intent_invalid_parameter');
}

/** Postal codes may be left out, but not changed (documented). */
function checkPostalCodes(before: AmountDetailsShipping | null, given: Params | undefined): void {
  if (before === null || given === undefined) return;
  const codes = [
    ['from_postal_code', before.fromPostalCode],
    ['to_postal_code', before.toPostalCode],
  ] as const;
  for (const [name, known] of codes) {
    const value = given.text(name);
    if (known === null || value === undefined || value === known) continue;
    throw breach(`\`${given.pathTo(name)}\` cannot be changed by a capture.`, given.pathTo(name));
  }
}

function withPostalCodes(own: AmountDetails, before: AmountDetailsShipping | null): AmountDetails {
  if (before === null || own.shipping === null) return own;
  return {
    ...own,
    shipping: {
      amount: own.shipping.amount,
      fromPostalCode: own.shipping.fromPostalCode ?? before.fromPostalCode,
      toPostalCode: own.shipping.toPostalCode ?? before.toPostalCode,
    },
  };
}
