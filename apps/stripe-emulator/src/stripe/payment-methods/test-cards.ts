/** Stripe's test cards: what each one is and how its bank answers. */
export interface TestCard {
  readonly brand: string;
  readonly network: string;
  readonly last4: string;
  readonly funding: 'credit' | 'debit';
  readonly country: string;
  /** Whether the network and the bank offer multicapture and the like at all. */
  readonly enterpriseFeatures: boolean;
  readonly behaviour: CardBehaviour;
}

export type CardBehaviour =
  | { readonly kind: 'approves' }
  | { readonly kind: 'declines'; readonly decline: Decline }
  /** 3-D Secure: always, or only when the request asks for it. */
  | { readonly kind: 'challenges'; readonly when: 'always' | 'on_request' };

export interface Decline {
  readonly code: string;
  readonly declineCode: string;
  readonly message: string;
  readonly adviceCode?: string;
  readonly param?: string;
}

const APPROVES: CardBehaviour = { kind: 'approves' };
const VISA: TestCard = {
  brand: 'visa',
  network: 'visa',
  last4: '4242',
  funding: 'credit',
  country: 'US',
  enterpriseFeatures: true,
  behaviour: APPROVES,
};

const DECLINED = 'Your card was declined.';

/** Recorded: codes, decline codes, advice codes and messages. */
const DECLINES: Readonly<Record<string, { readonly last4: string; readonly decline: Decline }>> = {
  chargeDeclined: {
    last4: '0002',
    decline: declined('card_declined', 'generic_decline', DECLINED, 'try_again_later'),
  },
  chargeDeclinedInsufficientFunds: {
    last4: '9995',
    decline: declined('card_declined', 'insufficient_funds', 'Your card has insufficient funds.', 'try_again_later'),
  },
  chargeDeclinedLostCard: {
    last4: '9987',
    decline: declined('card_declined', 'lost_card', DECLINED, 'do_not_try_again'),
  },
  chargeDeclinedStolenCard: {
    last4: '9979',
    decline: declined('card_declined', 'stolen_card', DECLINED, 'do_not_try_again'),
  },
  chargeDeclinedExpiredCard: {
    last4: '0069',
    decline: {
      ...declined('expired_card', 'expired_card', 'Your card has expired.', 'confirm_card_data'),
      param: 'exp_month',
    },
  },
  chargeDeclinedIncorrectCvc: {
    last4: '0127',
    decline: {
      ...declined('incorrect_cvc', 'incorrect_cvc', "Your card's security code is incorrect.", 'confirm_card_data'),
      param: 'cvc',
    },
  },
  chargeDeclinedProcessingError: {
    last4: '0119',
    decline: declined(
      'processing_error',
      'processing_error',
      'An error occurred while processing your card. Try again in a little bit.',
      'try_again_later',
    ),
  },
  chargeDeclinedFraudulent: { last4: '0019', decline: declined('card_declined', 'fraudulent', DECLINED) },
  chargeDeclinedVelocityLimitExceeded: {
    last4: '6975',
    decline: declined('card_declined', 'card_velocity_exceeded', DECLINED),
  },
};

function declined(code: string, declineCode: string, message: string, adviceCode?: string): Decline {
  return { code, declineCode, message, ...(adviceCode !== undefined && { adviceCode }) };
}

/** Used when the bank wants 3-D Secure and nobody is there to do it (recorded). */
export const AUTHENTICATION_REQUIRED = declined(
  'authentication_required',
  'authentication_required',
  'Your card was declined. This transaction requires authentication.',
);

/** `error_on_requires_action`: the same, but the shop asked to fail instead (recorded). */
export const AUTHENTICATION_NOT_HANDLED = declined(
  'authentication_required',
  'authentication_not_handled',
  'Your card was declined. This transaction requires authentication.',
);

const CARDS: ReadonlyMap<string, TestCard> = new Map<string, TestCard>([
  ['visa', VISA],
  ['visa_debit', { ...VISA, last4: '5556', funding: 'debit' }],
  ['mastercard', brand('mastercard', '4444')],
  ['amex', brand('amex', '8431')],
  ['discover', brand('discover', '9424')],
  ['visa_cartesBancaires', { ...VISA, network: 'cartes_bancaires', last4: '1001', country: 'FR' }],
  ['credit_disableEnterpriseCardFeatures', { ...VISA, last4: '0076', enterpriseFeatures: false }],
  ['debit_incrementalAuthAuthorized', { ...VISA, last4: '0063', funding: 'debit' }],
  ['authenticationRequired', challenges('3184', 'always')],
  ['authenticationRequiredOnSetup', challenges('3155', 'always')],
  ['threeDSecure2Required', challenges('3220', 'always')],
  ['threeDSecureRequired', challenges('3063', 'always')],
  ['threeDSecureOptional', challenges('3055', 'on_request')],
  // Attaches to a customer, then declines the charge: without customers' cards the two are one.
  ['chargeCustomerFail', declines({ last4: '0341', decline: declined('card_declined', 'generic_decline', DECLINED) })],
  ...Object.entries(DECLINES).flatMap(([name, entry]): [string, TestCard][] => [
    [name, declines(entry)],
    [`visa_${name}`, declines(entry)],
  ]),
]);

function brand(name: string, last4: string): TestCard {
  return { ...VISA, brand: name, network: name, last4 };
}

function challenges(last4: string, when: 'always' | 'on_request'): TestCard {
  return { ...VISA, last4, behaviour: { kind: 'challenges', when } };
}

function declines(entry: { readonly last4: string; readonly decline: Decline }): TestCard {
  return { ...VISA, last4: entry.last4, behaviour: { kind: 'declines', decline: entry.decline } };
}

const TOKEN_PREFIX = 'pm_card_';

/** The card behind a token such as `pm_card_visa`; undefined for any other id. */
export function testCard(token: string): TestCard | undefined {
  return token.startsWith(TOKEN_PREFIX) ? CARDS.get(token.slice(TOKEN_PREFIX.length)) : undefined;
}
