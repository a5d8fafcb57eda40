import type { Behaviour } from './payment-method';

const APPROVES: Behaviour = {
  decline: null,
  authentication: 'none',
  offSession: 'as_on_session',
  holdSeconds: null,
  refundFails: false,
};

function declines(code: string, declineCode: string | null, message: string): Behaviour {
  return { ...APPROVES, decline: { code, declineCode, message, when: 'always' } };
}

const ONE_DAY = 24 * 60 * 60;

/** What a payment method is and does. */
export interface TestMethod {
  readonly number: string;
  readonly brand: 'visa' | 'mastercard';
  readonly behaviour: Behaviour;
}

function visa(number: string, behaviour: Behaviour): TestMethod {
  return { number, brand: 'visa', behaviour };
}

/** Ids that stand for test cards, and the numbers that do the same. The ids are the emulator's own. */
export const TEST_METHODS: Readonly<Record<string, TestMethod>> = {
  pm_card_visa: visa('4242424242424242', APPROVES),
  pm_card_mastercard: { number: '5555555555554444', brand: 'mastercard', behaviour: APPROVES },
  pm_card_chargeDeclined: visa(
    '4000000000000002',
    declines('card_declined', 'generic_decline', 'Your card was declined.'),
  ),
  pm_card_chargeDeclinedInsufficientFunds: visa(
    '4000000000009995',
    declines('card_declined', 'insufficient_funds', 'Your card has insufficient funds.'),
  ),
  pm_card_chargeDeclinedLostCard: visa(
    '4000000000009987',
    declines('card_declined', 'lost_card', 'Your card was declined.'),
  ),
  pm_card_chargeDeclinedExpiredCard: visa('4000000000000069', declines('expired_card', null, 'Your card has expired.')),
  pm_card_chargeDeclinedIncorrectCvc: visa(
    '4000000000000127',
    declines('incorrect_cvc', null, "Your card's security code is incorrect."),
  ),
  /** Saved without trouble, declined when the buyer is away. */
  pm_card_chargeCustomerFail: visa('4000000000000341', {
    ...APPROVES,
    decline: {
      code: 'card_declined',
      declineCode: 'generic_decline',
      message: 'Your card was declined.',
      when: 'off_session',
    },
  }),
  pm_card_threeDSecureRequired: visa('4000000000003220', {
    ...APPROVES,
    authentication: 'challenge',
    offSession: 'needs_buyer',
  }),
  /** First the browser's data are collected, then the bank asks. */
  pm_card_threeDSecureDdc: visa('4000000000003238', {
    ...APPROVES,
    authentication: 'ddc_then_challenge',
    offSession: 'needs_buyer',
  }),
  /** The bank is satisfied without asking the buyer. */
  pm_card_threeDSecureFrictionless: visa('4000000000003246', { ...APPROVES, authentication: 'frictionless' }),
  /** Once the buyer has answered the bank, later payments need no answer. */
  pm_card_authenticationRequiredOnSetup: visa('4000002500003155', {
    ...APPROVES,
    authentication: 'challenge',
    offSession: 'needs_buyer_once',
  }),
  /** The bank declines after the challenge is passed. */
  pm_card_threeDSecureRequiredChargeDeclined: visa('4000008400001629', {
    ...APPROVES,
    authentication: 'challenge',
    offSession: 'needs_buyer',
    decline: {
      code: 'card_declined',
      declineCode: 'generic_decline',
      message: 'Your card was declined.',
      when: 'always',
    },
  }),
  /** The bank lets go of the hold a day after it was placed. */
  pm_card_holdExpiresEarly: visa('4000000000007774', { ...APPROVES, holdSeconds: ONE_DAY }),
  pm_card_refundFail: visa('4000000000005126', { ...APPROVES, refundFails: true }),
};

const BY_NUMBER = new Map(Object.values(TEST_METHODS).map((method) => [method.number, method]));

/** What a card of that number does; one that no test needs approves, as any card does. */
export function methodOfNumber(number: string): TestMethod {
  const known = BY_NUMBER.get(number);
  if (known !== undefined) return known;
  return { number, brand: number.startsWith('5') ? 'mastercard' : 'visa', behaviour: APPROVES };
}

/** Wallets and bank redirects send the buyer elsewhere first. */
export const WALLET: Behaviour = { ...APPROVES, authentication: 'redirect', offSession: 'needs_buyer' };
