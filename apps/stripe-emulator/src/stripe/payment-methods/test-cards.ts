import { BLOCKED, DECLINES, GENERIC_DECLINE, INSUFFICIENT_FUNDS } from './decline';
import type { Decline, DecliningCard } from './decline';

/** Stripe's test cards: what each one is and how its bank answers. */
export interface TestCard {
  readonly brand: string;
  readonly network: string;
  readonly last4: string;
  readonly funding: 'credit' | 'debit' | 'prepaid';
  readonly country: string;
  /** Whether the network and the bank offer multicapture and the like at all. */
  readonly enterpriseFeatures: boolean;
  /** The first attempt to increment the hold that the bank declines; null approves them all. */
  readonly declinesIncrementsFrom: number | null;
  /** The hold is granted, but the network has dropped it when it is captured. */
  readonly losesHold: boolean;
  /** What it pays can be paid out at once. */
  readonly availableAtOnce: boolean;
  readonly checks: CardChecks;
  readonly riskLevel: 'normal' | 'elevated' | 'highest';
  readonly behaviour: CardBehaviour;
  readonly aftermath: Aftermath;
}

/** What comes of a payment once money was taken: a dispute, or a refund that takes its time or fails. */
export type Aftermath =
  | 'nothing'
  | 'disputed_as_fraudulent'
  | 'disputed_as_noncompliant'
  | 'disputed_as_not_received'
  | 'disputed_twice'
  | 'disputed_in_another_currency'
  | 'disputed_with_evidence_of_visa'
  | 'inquired_about'
  | 'refund_fails'
  | 'refund_pends'
  | 'warned_of_fraud';

export interface CardChecks {
  readonly addressLine1: CheckResult | null;
  readonly postalCode: CheckResult | null;
  readonly cvc: CheckResult | null;
}

type CheckResult = 'pass' | 'fail' | 'unchecked';

export type CardBehaviour =
  | { readonly kind: 'approves' }
  /** `attaches`: the bank has no objection until money is asked for. */
  | { readonly kind: 'declines'; readonly decline: Decline; readonly attaches: boolean }
  /** 3-D Secure, then the bank's word: yes, or a decline. */
  | { readonly kind: 'challenges'; readonly when: ChallengeRule; readonly decline: Decline | null }
  /** The bank gives money only while the buyer is there. */
  | { readonly kind: 'declines_off_session'; readonly decline: Decline }
  /** The answer comes later: yes, or a decline. */
  | { readonly kind: 'processes'; readonly decline: Decline | null };

/** When a card asks for 3-D Secure (documented for each test card). */
export type ChallengeRule =
  | 'always'
  | 'on_request'
  /** Off-session payments pass once the card was set up for them. */
  | 'unless_set_up'
  /** As if it had been set up already: only payments with the buyer present are asked. */
  | 'on_session';

const APPROVES: CardBehaviour = { kind: 'approves' };
const OFF_SESSION_DECLINED: CardBehaviour = { kind: 'declines_off_session', decline: INSUFFICIENT_FUNDS };

const VISA: TestCard = {
  brand: 'visa',
  network: 'visa',
  last4: '4242',
  funding: 'credit',
  country: 'US',
  enterpriseFeatures: true,
  declinesIncrementsFrom: null,
  losesHold: false,
  availableAtOnce: false,
  checks: { addressLine1: null, postalCode: null, cvc: 'pass' },
  riskLevel: 'normal',
  behaviour: APPROVES,
  aftermath: 'nothing',
};

const CARDS: ReadonlyMap<string, TestCard> = new Map<string, TestCard>([
  ...approvingCards(),
  ...challengingCards(),
  ...riskyCards(),
  ...troublesomeCards(),
  ...emulatorCards(),
  // Attaches to a customer, then declines the charge (documented).
  ['chargeCustomerFail', declines({ last4: '0341', decline: GENERIC_DECLINE }, true)],
  ...Object.entries(DECLINES).flatMap(([name, entry]): [string, TestCard][] => [
    [name, declines(entry, false)],
    [`visa_${name}`, declines(entry, false)],
  ]),
]);

/** Brands and countries (documented; the last four digits of some from memory). */
function approvingCards(): [string, TestCard][] {
  return [
    ['visa', VISA],
    ['visa_debit', { ...VISA, last4: '5556', funding: 'debit' }],
    ['mastercard', brand('mastercard', '4444')],
    ['mastercard_debit', { ...brand('mastercard', '8210'), funding: 'debit' }],
    ['mastercard_prepaid', { ...brand('mastercard', '5100'), funding: 'prepaid' }],
    ['amex', brand('amex', '8431')],
    ['discover', brand('discover', '9424')],
    ['diners', brand('diners', '1667')],
    ['jcb', brand('jcb', '0505')],
    ['unionpay', brand('unionpay', '0005')],
    ['visa_cartesBancaires', { ...VISA, network: 'cartes_bancaires', last4: '1001', country: 'FR' }],
    ['us', VISA],
    ['ca', { ...VISA, last4: '0000', country: 'CA' }],
    ['gb', { ...VISA, last4: '0000', country: 'GB' }],
    ['de', { ...VISA, last4: '0016', country: 'DE' }],
    ['fr', { ...VISA, last4: '0003', country: 'FR' }],
    // No multicapture, no overcapture, and the bank declines increments (documented).
    [
      'credit_disableEnterpriseCardFeatures',
      { ...VISA, last4: '0076', enterpriseFeatures: false, declinesIncrementsFrom: 1 },
    ],
    ['debit_incrementalAuthAuthorized', { ...VISA, last4: '0063', funding: 'debit' }],
    ['bypassPending', { ...VISA, last4: '0077', availableAtOnce: true }],
    ['br', { ...VISA, last4: '0000', country: 'BR' }],
    ['mx', { ...VISA, last4: '8240', country: 'MX' }],
    ['at', { ...VISA, last4: '0038', country: 'AT' }],
    ['au', { ...VISA, last4: '0006', country: 'AU' }],
    ['jp', { ...VISA, last4: '0003', country: 'JP' }],
  ];
}

/** Documented; the numbers from memory. */
function challengingCards(): [string, TestCard][] {
  return [
    ['authenticationRequired', challenges('3184', 'always')],
    ['authenticationRequiredOnSetup', challenges('3155', 'unless_set_up')],
    ['authenticationRequiredSetupForOffSession', challenges('0446', 'on_session')],
    ['authenticationRequiredChargeDeclinedInsufficientFunds', challenges('3178', 'always', INSUFFICIENT_FUNDS)],
    ['threeDSecure2Required', challenges('3220', 'always')],
    ['threeDSecureRequired', challenges('3063', 'always')],
    ['threeDSecureRequiredChargeDeclined', challenges('1629', 'always', GENERIC_DECLINE)],
    ['threeDSecureOptional', challenges('3055', 'on_request')],
  ];
}

/** Checks and risk levels show on the charge (documented); a payment of the highest risk is blocked (assumed). */
function riskyCards(): [string, TestCard][] {
  return [
    ['cvcCheckFail', { ...VISA, last4: '0101', checks: { ...VISA.checks, cvc: 'fail' } }],
    ['avsFail', { ...VISA, last4: '0010', checks: { addressLine1: 'fail', postalCode: 'fail', cvc: 'pass' } }],
    ['avsLine1Fail', { ...VISA, last4: '0028', checks: { addressLine1: 'fail', postalCode: 'pass', cvc: 'pass' } }],
    ['avsZipFail', { ...VISA, last4: '0036', checks: { addressLine1: 'pass', postalCode: 'fail', cvc: 'pass' } }],
    [
      'avsUnchecked',
      { ...VISA, last4: '0044', checks: { addressLine1: 'unchecked', postalCode: 'unchecked', cvc: 'pass' } },
    ],
    ['riskLevelElevated', { ...VISA, last4: '9235', riskLevel: 'elevated' }],
    ['riskLevelHighest', blocked('4954')],
    ['radarBlock', blocked('0019')],
  ];
}

/** Documented; the numbers from memory. */
function troublesomeCards(): [string, TestCard][] {
  return [
    ['createDispute', { ...VISA, last4: '0259', aftermath: 'disputed_as_fraudulent' }],
    ['createDisputeProductNotReceived', { ...VISA, last4: '2685', aftermath: 'disputed_as_not_received' }],
    ['createMultipleDisputes', { ...VISA, last4: '0079', aftermath: 'disputed_twice' }],
    ['createCe3EligibleDispute', { ...VISA, last4: '0038', aftermath: 'disputed_with_evidence_of_visa' }],
    ['createComplianceDispute', { ...VISA, last4: '0779', aftermath: 'disputed_as_noncompliant' }],
    ['createIssuerFraudRecord', { ...VISA, last4: '5423', aftermath: 'warned_of_fraud' }],
    ['createDisputeInquiry', { ...VISA, last4: '1976', aftermath: 'inquired_about' }],
    ['pendingRefund', { ...VISA, last4: '7726', aftermath: 'refund_pends' }],
    ['refundFail', { ...VISA, last4: '5126', aftermath: 'refund_fails' }],
  ];
}

/** Not Stripe's: ways a payment can go that no test card of Stripe's shows (assumed). */
function emulatorCards(): [string, TestCard][] {
  return [
    ['emulatorProcessing', { ...VISA, last4: '9001', behaviour: { kind: 'processes', decline: null } }],
    [
      'emulatorProcessingDeclined',
      { ...VISA, last4: '9002', behaviour: { kind: 'processes', decline: GENERIC_DECLINE } },
    ],
    ['emulatorSecondIncrementDeclined', { ...VISA, last4: '9003', declinesIncrementsFrom: 2 }],
    ['emulatorCaptureFails', { ...VISA, last4: '9004', losesHold: true }],
    ['emulatorDisputeInAnotherCurrency', { ...VISA, last4: '9007', aftermath: 'disputed_in_another_currency' }],
    ['emulatorOffSessionDeclined', { ...VISA, last4: '9005', behaviour: OFF_SESSION_DECLINED }],
    [
      'emulatorOffSessionDeclined_disableEnterpriseCardFeatures',
      { ...VISA, last4: '9006', enterpriseFeatures: false, declinesIncrementsFrom: 1, behaviour: OFF_SESSION_DECLINED },
    ],
    [
      'emulatorAuthenticationRequiredOnSetup_disableEnterpriseCardFeatures',
      { ...challenges('9008', 'unless_set_up'), enterpriseFeatures: false, declinesIncrementsFrom: 1 },
    ],
  ];
}

function brand(name: string, last4: string): TestCard {
  return { ...VISA, brand: name, network: name, last4 };
}

function challenges(last4: string, when: ChallengeRule, decline: Decline | null = null): TestCard {
  return { ...VISA, last4, behaviour: { kind: 'challenges', when, decline } };
}

function declines({ last4, decline }: DecliningCard, attaches: boolean): TestCard {
  return { ...VISA, last4, behaviour: { kind: 'declines', decline, attaches } };
}

function blocked(last4: string): TestCard {
  return { ...VISA, last4, riskLevel: 'highest', behaviour: { kind: 'declines', decline: BLOCKED, attaches: true } };
}

const TOKEN_PREFIX = 'pm_card_';
const CARD_TOKEN_PREFIX = 'tok_';

/** The card behind a token such as `pm_card_visa`; undefined for any other id. */
export function testCard(token: string): TestCard | undefined {
  return token.startsWith(TOKEN_PREFIX) ? CARDS.get(token.slice(TOKEN_PREFIX.length)) : undefined;
}

/** The card of that name; undefined when there is none. */
export function cardNamed(name: string): TestCard | undefined {
  return CARDS.get(name);
}

/** The card behind an older token such as `tok_visa`; each has its `pm_card_…` counterpart (documented). */
export function cardOfToken(token: string): TestCard | undefined {
  return token.startsWith(CARD_TOKEN_PREFIX) ? CARDS.get(token.slice(CARD_TOKEN_PREFIX.length)) : undefined;
}
