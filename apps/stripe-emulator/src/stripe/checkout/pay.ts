import { Params } from '../../wire/params';
import type { ParamValue } from '../../wire/params';
import { createCustomer } from '../customers/operations';
import { refusal } from '../error';
import { emit } from '../events/emit';
import { textIn } from '../../../../../libs/emulation/objects/json';
import { readChanges } from '../payment-intents/changes';
import { cancelIntent, isCancelable } from '../payment-intents/cancel';
import { confirm } from '../payment-intents/confirming/confirm';
import { blankChanges, newPaymentIntent } from '../payment-intents/create';
import { renderPaymentIntent } from '../payment-intents/payment-intent';
import type { PaymentIntent } from '../payment-intents/payment-intent';
import { usePaymentMethod } from '../payment-methods/use-payment-method';
import type { Context } from '../request';
import { completeSession } from './complete';
import { totalOf } from './session';
import type { Buyer, CheckoutSession } from './session';

/** What a buyer does on the page: a test method, and who they say to be. */
export interface CheckoutAnswer {
  readonly paymentMethod: string;
  readonly buyer: Pick<Buyer, 'email' | 'name'>;
}

/** One attempt to pay on the page. Throws what a confirmation throws; the page stays open then (documented). */
export function payInSession(
  context: Context,
  session: CheckoutSession,
  { buyer, paymentMethod }: CheckoutAnswer,
): void {
  if (session.status !== 'open') {
    throw refusal(`This Checkout Session cannot be paid: it has a status of ${session.status}.`);
  }
  usePaymentMethod(context, paymentMethod);
  const email = buyer.email ?? session.given.text('customer_email') ?? null;
  session.buyer = { email, name: buyer.name, address: null, phone: null };
  if (totalOf(session) === 0) {
    completeSession(context, session);
    return;
  }
  const intent = session.intent ?? begin(context, session);
  confirm(
    context,
    intent,
    paramsOf([
      ['payment_method', paymentMethod],
      ['return_url', session.page],
    ]),
  );
}

/** The payment of the page, made when the buyer pays for the first time. */
function begin(context: Context, session: CheckoutSession): PaymentIntent {
  const { account } = context;
  const params = termsOf(session);
  const blank = blankChanges(totalOf(session), session.currency, 'always');
  // What cannot be is refused before anything is made.
  readChanges(context, blank, params);
  session.customer ??= customerFor(context, session);
  const withCustomer = session.customer === null ? params : params.or(paramsOf([['customer', session.customer]]));
  const changes = readChanges(context, blank, withCustomer);
  const started = { id: account.ids.next('pi'), params, method: undefined };
  const intent = account.paymentIntents.add(newPaymentIntent(context, changes, started));
  session.intent = intent;
  account.payingSessions.set(intent.id, session);
  emit(context, 'payment_intent.created', intent.id, renderPaymentIntent(intent));
  return intent;
}

function termsOf({ given }: CheckoutSession): Params {
  const said = given.hash('payment_intent_data') ?? paramsOf([]);
  return said.or(given.only(['excluded_payment_method_types', 'payment_method_options']));
}

/** Where one is asked for, or the method is to be kept for later (documented). */
function customerFor(context: Context, { buyer, given }: CheckoutSession): string | null {
  const keeps = given.hash('payment_intent_data')?.has('setup_future_usage') === true;
  if (given.text('customer_creation') !== 'always' && !keeps) return null;
  const said: [string, string | null | undefined][] = [
    ['email', buyer?.email],
    ['name', buyer?.name],
  ];
  const known = said.flatMap(([name, value]): [string, ParamValue][] =>
    value === null || value === undefined ? [] : [[name, value]],
  );
  return textIn(createCustomer(context, paramsOf(known), '', '')(), 'id');
}

function paramsOf(values: readonly (readonly [string, ParamValue])[]): Params {
  return new Params(new Map(values), '');
}

/** A payment that was begun on a page which is over. */
export function releaseIntent(context: Context, session: CheckoutSession): void {
  const { intent } = session;
  if (intent === null) return;
  context.account.payingSessions.delete(intent.id);
  if (isCancelable(intent)) cancelIntent(context, intent, null);
}
