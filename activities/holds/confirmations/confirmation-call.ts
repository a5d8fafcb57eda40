import type { ConfirmOutcome, ConfirmRefused } from '../../../libs/domain/payment/facts';
import { attemptId, authorizationId } from '../../../libs/domain/provider/ids';
import type { PaymentError } from '../../../libs/domain/provider/payment-intent-reading';
import { recordAskedAgain } from '../../steps/call-row';
import type { StepContext } from '../../steps/step-context';
import type { ProviderCall } from '../../steps/provider-call';
import { isRecorded, type ReadingOfAny } from '../record-hold';
import { confirmationRows, type ConfirmIntent, type ConfirmRef } from './confirm-intent';
import { recordConfirmRefused } from './record-confirmation';

/** What a confirm is of: a hold, or a card that is to be saved. */
export interface Confirmed<Reading extends ReadingOfAny> {
  read(): Promise<Reading>;
  /** The provider takes no other payment method any more: it has one, is at work, or it is over. */
  isPastConfirming(reading: Reading): boolean;
  record(reading: Reading): Promise<ConfirmOutcome>;
  ask(intent: ConfirmIntent, firstUse: boolean): Promise<ConfirmAnswered<Reading>>;
}

/** What the provider made of a payment method. */
export type ConfirmAnswered<Reading> =
  | { readonly kind: 'answered'; readonly reading: Reading }
  | { readonly kind: 'refused'; readonly error: PaymentError }
  | { readonly kind: 'features_refused' };

/** The account may not ask for these card features; the hold is what it was. */
export interface FeaturesRefused {
  readonly kind: 'features_refused';
  readonly intent: ConfirmIntent;
}

/**
 * The call that tries a payment method, but for its intent. A confirm leaves no marker at the provider: under the same
 * key it is done now, or its stored answer comes again (docs/decisions/0008).
 */
export function confirmationCall<Reading extends ReadingOfAny>(
  context: StepContext,
  step: ConfirmRef,
  confirmed: Confirmed<Reading>,
): Omit<ProviderCall<ConfirmIntent, ConfirmAnswered<Reading>, ConfirmOutcome | FeaturesRefused>, 'recordIntent'> {
  const { orderId, authorizationGeneration, attempt } = step;
  const refuse = (reason: ConfirmRefused['reason'], error: PaymentError): Promise<ConfirmOutcome> =>
    recordConfirmRefused(context, step, reason, error);
  return {
    name: `confirmation ${attemptId(authorizationId(orderId, authorizationGeneration), attempt)}`,
    readOutcome: async () => {
      const reading = await confirmed.read();
      return confirmed.isPastConfirming(reading) ? confirmed.record(reading) : undefined;
    },
    recordAskedAgain: async (intent) => {
      const again = await recordAskedAgain(confirmationRows(context, step));
      return 'done' in again ? again : { ask: { ...intent, row: again.ask.row } };
    },
    ask: (intent, firstUse) => confirmed.ask(intent, firstUse),
    // The buyer may have failed the challenge that a stored answer tells of.
    asItIsNow: async (answer) =>
      answer.kind === 'answered' ? { kind: 'answered', reading: await confirmed.read() } : answer,
    recordAnswer: async (intent, answer) => {
      if (answer.kind === 'features_refused') return { kind: 'features_refused', intent };
      return answer.kind === 'refused'
        ? refuse('payment_method_refused', answer.error)
        : confirmed.record(answer.reading);
    },
    // Whatever differs from what was recorded before the call is its outcome; else the shop may confirm again.
    keySpent: async ({ authorization }, { why }) => {
      const reading = await confirmed.read();
      if (!isRecorded(authorization, reading)) return { done: await confirmed.record(reading) };
      return { done: await refuse('key_spent', { code: 'key_spent', declineCode: null, message: why }) };
    },
  };
}
