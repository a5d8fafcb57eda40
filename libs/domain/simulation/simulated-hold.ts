import { capabilitiesFor } from '../capabilities/payment-provider';
import { addSeconds, AUTHENTICATION_TIMEOUT_SECONDS, releaseAtOf, warnAtOf } from '../orders/deadline';
import type { AcceptedOrder } from '../orders/order';
import type { Fact } from '../payment/facts';
import type { AwaitedHold, LiveHold } from '../payment/hold';
import { abandonedAt, type Payment } from '../payment/payment';
import type { AuthorizeStep, ConfirmStep } from '../payment/steps';
import { chooseCapturePlan } from '../provider/capture-plan';
import type { PaymentError } from '../provider/payment-intent-reading';

/** How a hold of a simulation is placed, or a card saved: by the card alone or once its buyer has authenticated. */

/** The card of a simulation, and what its bank says. */
export interface SimulatedCard {
  readonly multicapture: boolean;
  readonly overcapture: boolean;
  readonly incrementalAuthorization: boolean;
  /** How long a hold on it lasts. */
  readonly validSeconds: number;
  /** Whether it says no to whatever it is asked for now. */
  readonly declines: boolean;
  /** Whether its bank asks the buyer to authenticate, whenever the buyer is there. */
  readonly authenticates: boolean;
}

/** What comes of asking for a hold. A renewal needs no buyer. */
export function authorized(payment: Payment, step: AuthorizeStep, card: SimulatedCard, at: string): Fact {
  const { order, generation, renewal } = step;
  if (card.declines) return authorizationDeclined(step, at);
  if (card.authenticates && renewal === undefined) {
    const until = addSeconds(at, order.policy.authenticationTimeoutSeconds ?? AUTHENTICATION_TIMEOUT_SECONDS);
    return awaited({ paymentIntentId: named('pi', generation), until }, 'requires_action', null);
  }
  const kept = renewal?.card ?? keptCard(payment.order);
  const amount = renewal?.price.amount ?? order.total;
  return placed({ order, generation, amount, kept, room: renewal?.room?.amount }, card, at);
}

/** What comes of another payment method for a hold that the provider has begun. */
export function confirmed(payment: Payment, step: ConfirmStep, card: SimulatedCard, at: string): Fact {
  const { paymentIntentId, authorizationGeneration: generation, amount } = step;
  const begun = { paymentIntentId, amount, until: abandonedAt(payment) };
  if (card.declines) return awaited(begun, 'requires_payment_method', bankDeclines('the bank declined the card'));
  if (card.authenticates) return awaited(begun, 'requires_action', null);
  return placed({ order: payment.order, generation, amount, kept: keptCard(payment.order) }, card, at);
}

/** What is read of a hold that waited for its buyer. */
export function authenticated(payment: Payment, succeeded: boolean, card: SimulatedCard, at: string): Fact {
  const { hold, order, authorizationGeneration: generation } = payment;
  if (hold.state !== 'requires_action') return { kind: 'nothing_new' };
  const amount = hold.amount ?? order.total;
  const begun = { paymentIntentId: hold.paymentIntentId, amount, until: abandonedAt(payment) };
  if (!succeeded) return awaited(begun, 'requires_payment_method', NOT_AUTHENTICATED);
  if (card.declines) return awaited(begun, 'requires_payment_method', bankDeclines('the bank declined the card'));
  return placed({ order, generation, amount, kept: keptCard(order) }, card, at);
}

/** What comes of asking for a card to be saved. */
export function cardAsked(payment: Payment, generation: number, card: SimulatedCard): Fact {
  if (card.declines) return cardAwaited(payment, generation, bankDeclines('the bank declined the card'));
  return card.authenticates ? cardAwaited(payment, generation, null) : cardSaved(payment, generation);
}

/** What is read of a card that waited for its buyer to be saved. */
export function cardAuthenticated(payment: Payment, succeeded: boolean): Fact {
  const { hold, authorizationGeneration: generation } = payment;
  if (hold.state !== 'requires_action') return { kind: 'nothing_new' };
  return succeeded ? cardSaved(payment, generation) : cardAwaited(payment, generation, NOT_AUTHENTICATED);
}

interface Placed {
  readonly order: AcceptedOrder;
  readonly generation: number;
  readonly amount: number;
  readonly kept: LiveHold['card'];
  /** What of it no unit has yet. */
  readonly room?: number | undefined;
}

function placed({ order, generation, amount, kept, room }: Placed, card: SimulatedCard, at: string): Fact {
  const { policy } = order;
  const [paymentIntentId, chargeId] = [named('pi', generation), named('ch', generation)];
  if (policy.fulfilment === 'immediate') {
    const captureId = `${order.orderId}/${generation.toString()}`;
    const names = { captureId, paymentIntentId, chargeId };
    return { kind: 'order_paid', authorizationGeneration: generation, ...names, mismatch: false };
  }
  const captureBefore = addSeconds(at, card.validSeconds);
  const releaseAt = releaseAtOf(at, captureBefore, policy.marginSeconds);
  const capabilities = { ...featuresOf(order, card), extendedAuthorization: false, maximumCapturable: amount };
  const reuse = (kept ?? null) === null ? 'single_use' : 'reusable';
  const plan = chooseCapturePlan(capabilities, reuse, policy.withoutMulticapture);
  const times = { captureBefore, releaseAt, warnAt: warnAtOf(at, releaseAt) };
  const hold: LiveHold = {
    ...{ state: 'held', paymentIntentId, chargeId, amount, ...times, capabilities, plan },
    card: kept ?? null,
    ...(room !== undefined && { raised: room }),
  };
  return { kind: 'hold_placed', hold };
}

/** What a card allows counts only where its provider knows of it. */
function featuresOf(
  order: AcceptedOrder,
  { multicapture, overcapture, incrementalAuthorization }: SimulatedCard,
): Pick<SimulatedCard, 'multicapture' | 'overcapture' | 'incrementalAuthorization'> {
  const { cardFeatures } = capabilitiesFor(order.payment);
  return cardFeatures
    ? { multicapture, overcapture, incrementalAuthorization }
    : { multicapture: false, overcapture: false, incrementalAuthorization: false };
}

function keptCard({ payment }: AcceptedOrder): NonNullable<LiveHold['card']> | null {
  if (!payment.saveForLater) return null;
  return { customer: payment.customer ?? 'simulated', paymentMethod: payment.paymentMethod ?? 'simulated' };
}

/** A live hold stays, until its last call where its time has come; else the order waits for another card. */
function authorizationDeclined({ order, generation, renewal }: AuthorizeStep, at: string): Fact {
  const error = bankDeclines('the bank declined the card');
  if (renewal?.takesOver === true)
    return { kind: 'confirm_refused', attempt: generation, reason: 'payment_method_refused', error };
  const lastCallAt = renewal?.lastCallAt ?? null;
  if (lastCallAt !== null) return { kind: 'renewal_refused', releaseAt: lastCallAt, error };
  const { authenticationTimeoutSeconds = AUTHENTICATION_TIMEOUT_SECONDS } = order.policy;
  const until = addSeconds(at, authenticationTimeoutSeconds);
  return awaited({ paymentIntentId: null, until }, 'requires_payment_method', error);
}

function awaited(
  begun: Pick<AwaitedHold, 'paymentIntentId' | 'setupIntentId' | 'amount' | 'until'>,
  state: 'requires_payment_method' | 'requires_action',
  lastError: PaymentError | null,
): Fact {
  const nextAction = state === 'requires_action' ? ({ type: 'use_stripe_sdk' } as const) : null;
  return { kind: 'hold_awaited', hold: { state, clientSecret: null, nextAction, lastError, ...begun } };
}

/** @param error null: it waits for its buyer */
function cardAwaited(payment: Payment, generation: number, error: PaymentError | null): Fact {
  const begun = { paymentIntentId: null, setupIntentId: named('seti', generation), until: abandonedAt(payment) };
  return awaited(begun, error === null ? 'requires_action' : 'requires_payment_method', error);
}

function cardSaved({ order }: Payment, generation: number): Fact {
  const { customer, paymentMethod } = order.payment;
  const card = { customer: customer ?? 'simulated', paymentMethod: paymentMethod ?? 'simulated' };
  const hold = { state: 'saved', setupIntentId: named('seti', generation), card, pending: null } as const;
  return { kind: 'card_saved', hold };
}

const NOT_AUTHENTICATED: PaymentError = {
  code: 'payment_intent_authentication_failure',
  declineCode: null,
  message: 'the buyer was not authenticated',
};

/** What a bank says that does not want to. */
export function bankDeclines(message: string): PaymentError {
  return { code: 'card_declined', declineCode: 'generic_decline', message };
}

/** As the provider names its objects, and told from them. */
export function named(prefix: string, generation: number): string {
  return `${prefix}_simulated_${generation.toString()}`;
}
