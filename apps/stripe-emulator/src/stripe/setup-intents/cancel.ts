import { emit } from '../events/emit';
import type { Operation } from '../request';
import { abandonAttempt } from './attempt';
import { findSetupIntent, unexpectedSetupState } from './find';
import { renderSetupIntent } from './setup-intent';

/** Documented. */
const CANCELABLE = new Set(['requires_payment_method', 'requires_confirmation', 'requires_action']);

export const cancelSetupIntent: Operation = (context, params, id) => {
  const intent = findSetupIntent(context.account, id);
  if (!CANCELABLE.has(intent.status)) {
    throw unexpectedSetupState(
      `You cannot cancel this SetupIntent because it has a status of ${intent.status}. Only a SetupIntent with one of ` +
        'the following statuses may be canceled: requires_payment_method, requires_confirmation, requires_action.',
      intent,
    );
  }
  abandonAttempt(intent);
  intent.status = 'canceled';
  intent.nextAction = null;
  intent.cancellationReason = params.text('cancellation_reason') ?? null;
  emit(context, 'setup_intent.canceled', intent.id, renderSetupIntent(intent));
  return () => renderSetupIntent(intent);
};
