import type { Params } from '../../wire/params';
import { checkedAmount, checkedCurrency } from '../currency';
import { invalidRequest, noSuchInParams, StripeError, uncovered } from '../error';
import { askBank } from '../payment-intents/confirming/attempt';
import { blankChanges, newPaymentIntent } from '../payment-intents/create';
import { readChanges } from '../payment-intents/changes';
import { decline } from '../payment-intents/confirming/decline';
import type { PaymentIntent } from '../payment-intents/payment-intent';
import { cardBehind } from '../payment-methods/card-params';
import { asksForChallenge } from '../payment-methods/challenge-rule';
import { AUTHENTICATION_REQUIRED } from '../payment-methods/decline';
import type { PaymentMethod } from '../payment-methods/payment-method';
import type { Context, Operation } from '../request';
import { seconds } from '../request';
import { renderCharge } from './charge';
import type { Charge } from './charge';
import { HIDDEN } from './hidden-intent';

const PRESENCE = { authenticated: false, moto: false, offSession: false };

/**
 * A charge without a PaymentIntent, the older way: at once, or held with `capture=false`. Inside it has a PaymentIntent
 * that nobody sees, so that captures, refunds and the deadline are the same for both.
 */
export const createCharge: Operation = (context, params) => {
  const currency = checkedCurrency(required(params, 'currency'));
  if (params.int('amount') === undefined) throw missing('amount');
  const amount = checkedAmount(params.int('amount') ?? 0, currency);
  const changes = readChanges(context, blankChanges(amount, currency, null), params);
  const method = sourceOf(context, params);
  const captureMethod = params.flag('capture') === false ? 'manual' : 'automatic';
  const id = context.account.ids.next(HIDDEN);
  const intent = context.account.hiddenIntents.add(
    newPaymentIntent(context, { ...changes, captureMethod }, { id, params, method: undefined }),
  );
  const refused = pay(context, intent, method());
  if (refused !== null) throw refused;
  const charge = chargeIn(intent);
  return () => renderCharge(charge);
};

/** Nobody is asked for 3-D Secure in this way: the bank that wants it declines (documented). */
function pay(context: Context, intent: PaymentIntent, method: PaymentMethod): StripeError | null {
  if (method.card.behaviour.kind === 'processes') throw uncovered('source');
  if (asksForChallenge(method, { offSession: false, requested: false })) {
    return decline(context, intent, method, AUTHENTICATION_REQUIRED);
  }
  return askBank(context, intent, method, PRESENCE);
}

function chargeIn({ charges, id }: PaymentIntent): Charge {
  const charge = charges.at(-1);
  if (charge === undefined) throw new Error(`Bug! ${id} has no charge`);
  return charge;
}

/** A card token, for one payment; customers keep no cards in the older way here. */
function sourceOf(context: Context, params: Params): () => PaymentMethod {
  const source = params.text('source');
  if (source === undefined && params.has('customer')) {
    const fields = { type: 'card_error', code: 'missing', param: 'card' } as const;
    throw new StripeError(402, { ...fields, message: 'Cannot charge a customer that has no active card' }, true);
  }
  if (source === undefined) throw invalidRequest('Must provide source or customer.');
  const given = cardBehind(context, source);
  if (given === undefined) throw noSuchInParams('token', source, 'source');
  return () => {
    given.spend();
    return {
      id: context.account.ids.next('card'),
      created: seconds(context),
      card: given.card,
      details: given.details,
      allowRedisplay: 'unspecified',
      metadata: new Map(),
      customer: null,
      setUp: false,
      spent: false,
    };
  };
}

function required(params: Params, name: string): string {
  const text = params.text(name);
  if (text === undefined) throw missing(name);
  return text;
}

function missing(name: string): StripeError {
  return invalidRequest(`Missing required param: ${name}.`, name, 'parameter_missing');
}
