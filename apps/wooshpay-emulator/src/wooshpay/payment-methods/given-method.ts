import { invalidRequest, noSuch } from '../requests/error';
import type { Params } from '../requests/params';
import type { Context } from '../requests/request';
import { isRedirecting } from '../payment-intents/next-action';
import type { Behaviour, Card, PaymentMethod } from './payment-method';
import { methodOfNumber, TEST_METHODS, WALLET } from './test-methods';
import type { TestMethod } from './test-methods';

/** The payment method that a request names or describes; undefined when it does neither. */
export function givenMethod(context: Context, params: Params): PaymentMethod | undefined {
  const id = params.text('payment_method');
  const data = params.hash('payment_method_data');
  if (id !== undefined && data !== undefined) {
    throw invalidRequest('Only one of payment_method and payment_method_data may be given.');
  }
  if (data !== undefined) return makeMethod(context, data);
  return id === undefined ? undefined : namedMethod(context, id);
}

/** One that exists, or a new one for an id that stands for a test card. */
export function namedMethod(context: Context, id: string): PaymentMethod {
  const existing = context.account.paymentMethods.get(id);
  if (existing !== undefined) return existing;
  const test = TEST_METHODS[id];
  if (test === undefined) throw noSuch('payment_method', id);
  return keep(context, { type: 'card', ...ofTestCard(context, test) });
}

/** Of `type` and, for a card, its data. */
export function makeMethod(context: Context, params: Params): PaymentMethod {
  const type = params.required('type', params.text('type'));
  const made = type === 'card' ? ofCardData(params) : { card: null, behaviour: walletOf(type) };
  const method = keep(context, { type, ...made });
  method.billingDetails = params.raw('billing_details') ?? {};
  return method;
}

interface Made {
  readonly type: string;
  readonly card: Card | null;
  readonly behaviour: Behaviour;
}

function keep({ account, now }: Context, made: Made): PaymentMethod {
  return account.paymentMethods.add({
    id: account.ids.next('pm'),
    created: now,
    ...made,
    billingDetails: {},
    customer: null,
    metadata: new Map(),
    isAuthenticated: false,
  });
}

function ofTestCard({ now }: Context, { behaviour, brand, number }: TestMethod): Omit<Made, 'type'> {
  const expYear = new Date(now * 1000).getUTCFullYear() + 2;
  return { card: { brand, last4: number.slice(-4), expMonth: 12, expYear }, behaviour };
}

function ofCardData(params: Params): Omit<Made, 'type'> {
  const card = params.required('card', params.hash('card'));
  const number = card.required('number', card.text('number')).replaceAll(' ', '');
  if (!/^\d{12,19}$/.test(number)) throw invalidRequest('Invalid card.number.', 'incorrect_number');
  const { behaviour, brand } = methodOfNumber(number);
  const expMonth = card.required('exp_month', card.intOrText('exp_month'));
  const expYear = card.required('exp_year', card.intOrText('exp_year'));
  if (!(expMonth >= 1 && expMonth <= 12)) throw invalidRequest('Invalid card.exp_month.', 'invalid_expiry_month');
  if (!(expYear > 0)) throw invalidRequest('Invalid card.exp_year.', 'invalid_expiry_year');
  return { card: { brand, last4: number.slice(-4), expMonth, expYear }, behaviour };
}

function walletOf(type: string): Behaviour {
  if (isRedirecting(type)) return WALLET;
  throw invalidRequest(`Invalid type: ${type} is no payment method type that is known here.`);
}
