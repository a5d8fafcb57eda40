import type { Params } from '../../wire/params';
import { knownCustomer } from '../customers/find';
import { invalidRequest, refusal, StripeError, uncovered } from '../error';
import { differences } from '../events/differences';
import { emit } from '../events/emit';
import { mergedMetadata } from '../metadata';
import type { Operation } from '../request';
import { attachTo, detach, prepareToAttach } from './attach';
import { changedBillingDetails } from './billing-details';
import { NEW_DETAILS, renderPaymentMethod } from './payment-method';
import type { MethodDetails, PaymentMethod } from './payment-method';
import { cardOfToken } from './test-cards';
import type { TestCard } from './test-cards';
import { addPaymentMethod, findPaymentMethod, IN_ADDRESS } from './use-payment-method';

export const createPaymentMethod: Operation = (context, params) => {
  const card = readCard(params);
  const method = addPaymentMethod(context, card, readFields(NEW_FIELDS, params));
  return () => renderPaymentMethod(method);
};

/** Only a method that is kept with a customer can be changed (documented; the words are assumed). */
export const updatePaymentMethod: Operation = (context, params, id) => {
  const method = findPaymentMethod(context, id);
  if (method.customer === null) {
    throw refusal('You must save this PaymentMethod to a customer before you can update it.');
  }
  const fields = readFields(method, params);
  const before = renderPaymentMethod(method);
  Object.assign(method, fields);
  const after = renderPaymentMethod(method);
  const changed = differences(before, after);
  if (Object.keys(changed).length > 0) emit(context, 'payment_method.updated', method.id, after, changed);
  return () => renderPaymentMethod(method);
};

export const attachPaymentMethod: Operation = (context, params, id) => {
  const customerId = params.text('customer');
  if (customerId === undefined) {
    throw invalidRequest('Missing required param: customer.', 'customer', 'parameter_missing');
  }
  const customer = knownCustomer(context.account, customerId, 'customer');
  const method = prepareToAttach(context, id, IN_ADDRESS).make();
  attachTo(context, method, customer.id);
  return () => renderPaymentMethod(method);
};

export const detachPaymentMethod: Operation = (context, _params, id) => {
  const method = findPaymentMethod(context, id);
  detach(context, method);
  return () => renderPaymentMethod(method);
};

type Fields = Pick<PaymentMethod, 'allowRedisplay' | 'details' | 'metadata'>;

const NEW_FIELDS: Fields = { allowRedisplay: 'unspecified', details: NEW_DETAILS, metadata: new Map() };

function readFields(current: Fields, params: Params): Fields {
  return {
    allowRedisplay: params.text('allow_redisplay') ?? current.allowRedisplay,
    details: readDetails(current.details, params),
    metadata: mergedMetadata(current.metadata, params),
  };
}

function readDetails(current: MethodDetails, params: Params): MethodDetails {
  const card = params.hash('card');
  if (card?.has('networks') === true) throw uncovered('card[networks]');
  const expMonth = card?.int('exp_month') ?? current.expMonth;
  if (expMonth < 1 || expMonth > 12) {
    throw invalidRequest("Your card's expiration month is invalid.", 'card[exp_month]', 'invalid_expiry_month');
  }
  return {
    billing: changedBillingDetails(current.billing, params),
    expMonth,
    expYear: card?.int('exp_year') ?? current.expYear,
  };
}

/** A card from a token; numbers are refused as on any account that may not handle them. */
function readCard(params: Params): TestCard {
  const type = params.text('type');
  if (type === undefined) throw invalidRequest('Missing required param: type.', 'type', 'parameter_missing');
  if (type !== 'card') {
    throw invalidRequest(`The payment method type ${type} is not activated for your account.`, 'type');
  }
  const given = params.hash('card');
  if (given === undefined) throw invalidRequest('Missing required param: card.', 'card', 'parameter_missing');
  if (given.has('number')) throw rawNumber();
  const token = given.text('token');
  if (token === undefined) {
    throw invalidRequest('Missing required param: card[number].', 'card[number]', 'parameter_missing');
  }
  const card = cardOfToken(token);
  if (card !== undefined) return card;
  const message = `No such token: '${token}'`;
  throw new StripeError(
    404,
    { type: 'invalid_request_error', message, param: 'card[token]', code: 'resource_missing' },
    true,
  );
}

/** Recorded: the status, the type and the text. */
function rawNumber(): StripeError {
  const message =
    'Sending credit card numbers directly to the Stripe API is generally unsafe. We suggest you use test tokens that ' +
    'map to the test card you are using, see https://stripe.com/docs/testing. To enable raw card data APIs in test ' +
    'mode, see https://support.stripe.com/questions/enabling-access-to-raw-card-data-apis.';
  return new StripeError(402, { type: 'invalid_request_error', message }, true);
}
