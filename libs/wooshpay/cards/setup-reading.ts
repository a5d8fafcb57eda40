import { z } from 'zod';
import { SETUP_INTENT_STATUSES, type CardReading } from '../../domain/provider/card-gateway';
import { ifSaid, readWooshPayAnswer, unlessKnown, wooshPayName, wooshPayWord } from '../requests/wooshpay-answer';
import {
  nextActionAtWooshPay,
  wooshPayFailure,
  wooshPayNextAction,
  wooshPayPaymentError,
} from '../requests/wooshpay-words';

const setupObject = z.object({
  id: z.string().min(1),
  status: wooshPayWord,
  client_secret: ifSaid(z.string()),
  last_setup_error: ifSaid(wooshPayFailure),
  next_action: ifSaid(wooshPayNextAction),
  payment_method: wooshPayName,
});

/** Reads a SetupIntent of WooshPay. @throws ProviderUnavailable when the answer lacks what we need */
export function readWooshPaySetup(answer: unknown): CardReading {
  const setup = readWooshPayAnswer(setupObject, 'SetupIntent', answer);
  const status = SETUP_INTENT_STATUSES.find((known) => known === setup.status) ?? 'unknown';
  const named = { object: 'setup_intent', id: setup.id, field: 'status', value: setup.status };
  return {
    setupIntentId: setup.id,
    status,
    ...unlessKnown(status !== 'unknown', named),
    clientSecret: setup.client_secret,
    nextAction: nextActionAtWooshPay(setup.next_action),
    lastError: setup.last_setup_error === null ? null : wooshPayPaymentError(setup.last_setup_error),
    paymentMethod: setup.payment_method,
  };
}
