import type { Params } from '../../wire/params';
import { invalidRequest, refusal, StripeError, uncovered } from '../error';
import { mergedMetadata } from '../metadata';
import type { Context } from '../request';
import { changedBillingDetails } from './billing-details';
import { NEW_DETAILS } from './payment-method';
import type { MethodDetails, MethodFields } from './payment-method';
import { cardNamed, cardOfToken } from './test-cards';
import type { TestCard } from './test-cards';
import { nameOfNumber } from './test-numbers';

/** A card that a request brings along, about to be used: what it is, and that its token is spent then. */
export interface GivenCard {
  readonly card: TestCard;
  readonly details: MethodDetails;
  readonly spend: () => void;
}

/** Of a method that nothing is said of. */
export const NEW_FIELDS: MethodFields = { allowRedisplay: 'unspecified', details: NEW_DETAILS, metadata: new Map() };

/** A new method of the type card, from `type`, `card` and what else is said of it at this level. */
export function readNewMethod(context: Context, params: Params): GivenCard & { readonly fields: MethodFields } {
  const given = readCard(context, params);
  return { ...given, fields: readFields({ ...NEW_FIELDS, details: given.details }, params) };
}

export function readFields(current: MethodFields, params: Params): MethodFields {
  return {
    allowRedisplay: params.text('allow_redisplay') ?? current.allowRedisplay,
    details: readDetails(current.details, params),
    metadata: mergedMetadata(current.metadata, params),
  };
}

function readDetails(current: MethodDetails, params: Params): MethodDetails {
  const card = params.hash('card');
  if (card?.has('networks') === true) throw uncovered(card.pathTo('networks'));
  return {
    billing: changedBillingDetails(current.billing, params),
    expMonth: checkedMonth(card?.int('exp_month') ?? current.expMonth, card?.pathTo('exp_month')),
    expYear: card?.int('exp_year') ?? current.expYear,
  };
}

export function checkedMonth(month: number, place = 'card[exp_month]'): number {
  if (month >= 1 && month <= 12) return month;
  throw invalidRequest("Your card's expiration month is invalid.", place, 'invalid_expiry_month');
}

/** From a token or, where the account may handle them, a test card's number. */
function readCard(context: Context, params: Params): GivenCard {
  const type = params.text('type');
  if (type === undefined) throw missing(params.pathTo('type'));
  if (type !== 'card') {
    throw invalidRequest(`The payment method type ${type} is not activated for your account.`, params.pathTo('type'));
  }
  const given = params.hash('card');
  if (given === undefined) throw missing(params.pathTo('card'));
  const number = given.text('number');
  if (number !== undefined) {
    return { card: cardOfNumber(context, number), details: NEW_DETAILS, spend: () => undefined };
  }
  const token = given.text('token');
  if (token === undefined) throw missing(given.pathTo('number'));
  const card = cardBehind(context, token);
  if (card !== undefined) return card;
  const fields = { type: 'invalid_request_error', param: given.pathTo('token'), code: 'resource_missing' } as const;
  throw new StripeError(404, { ...fields, message: `No such token: '${token}'` }, true);
}

function missing(place: string): StripeError {
  return invalidRequest(`Missing required param: ${place}.`, place, 'parameter_missing');
}

/** A test token such as `tok_visa`, or one that was made, which can be used once (documented). */
export function cardBehind({ account }: Context, id: string): GivenCard | undefined {
  const card = cardOfToken(id);
  if (card !== undefined) return { card, details: NEW_DETAILS, spend: () => undefined };
  const token = account.tokens.get(id);
  if (token === undefined) return undefined;
  if (token.used)
    throw refusal(`You cannot use a Stripe token more than once: ${id}.`, undefined, 'token_already_used');
  const spend = (): void => {
    token.used = true;
  };
  return { card: token.card, details: token.details, spend };
}

/** Numbers are refused as on any account that may not handle them; others than the test cards' in any case (documented). */
export function cardOfNumber({ account }: Context, number: string): TestCard {
  if (account.settings.raw_card_numbers === 'refused') throw rawNumber();
  const card = cardNamed(nameOfNumber(number) ?? '');
  if (card !== undefined) return card;
  const fields = { type: 'card_error', code: 'incorrect_number', param: 'number' } as const;
  throw new StripeError(402, { ...fields, message: 'Your card number is incorrect.' }, true);
}

/** Recorded: the status, the type and the text. */
function rawNumber(): StripeError {
  const message =
    'Sending credit card numbers directly to the Stripe API is generally unsafe. We suggest you use test tokens that ' +
    'map to the test card you are using, see https://stripe.com/docs/testing. To enable raw card data APIs in test ' +
    'mode, see https://support.stripe.com/questions/enabling-access-to-raw-card-data-apis.';
  return new StripeError(402, { type: 'invalid_request_error', message }, true);
}
