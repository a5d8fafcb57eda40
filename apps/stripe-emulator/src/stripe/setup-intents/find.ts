import type { Account } from '../account';
import { noSuch, StripeError } from '../error';
import { renderSetupIntent } from './setup-intent';
import type { SetupIntent } from './setup-intent';

export function findSetupIntent(account: Account, id: string): SetupIntent {
  const intent = account.setupIntents.get(id);
  if (intent === undefined) throw noSuch('setupintent', id, 'intent');
  return intent;
}

/** Like a PaymentIntent's errors of state, with the whole object inside (documented). */
export function unexpectedSetupState(message: string, intent: SetupIntent): StripeError {
  return new StripeError(
    400,
    {
      type: 'invalid_request_error',
      message,
      code: 'setup_intent_unexpected_state',
      setup_intent: renderSetupIntent(intent),
    },
    true,
  );
}
