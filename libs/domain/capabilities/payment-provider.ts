/**
 * What each payment provider can do: the one place that knows them by their names (docs/decisions/0054). What a card
 * allows besides, the provider says with each hold.
 */

/** Whom an order can be paid through. */
export const PAYMENT_PROVIDERS = ['stripe', 'wooshpay'] as const;
/** Whom an order is paid through. */
export type PaymentProvider = (typeof PAYMENT_PROVIDERS)[number];

/** What can be counted on at a provider, whatever the card. */
export interface ProviderCapabilities {
  readonly provider: PaymentProvider;
  /** As people read it. */
  readonly name: string;
  /** Whether what is captured can be shared with connected accounts. */
  readonly connect: boolean;
  /**
   * Whether a hold can be asked for that is captured several times, lives longer, or grows. Without, the first capture
   * ends it.
   */
  readonly cardFeatures: boolean;
  /** Until when a hold lives: each charge says it, or nobody does and it is computed. */
  readonly deadline: 'told' | 'estimated';
  /** How long before that Holdfast acts where the order does not say. */
  readonly marginSeconds: number;
  /** Whether it tells what it keeps of a capture, and when the rest arrives. */
  readonly tellsFees: boolean;
  /** Whether it lists what moves in our balance there, and what is paid out of it. */
  readonly tellsBalance: boolean;
  /** Whether a refund can be found whose id nobody knows. */
  readonly refundSearch: boolean;
  /** Whether an answer tells that it comes from the memory of an idempotency key. */
  readonly tellsReplays: boolean;
  /** Whether an event tells of everything that happens to a payment which waits for its buyer. */
  readonly eventsOfBuyers: 'all' | 'some';
  /** The ledger account of what the provider owes us. */
  readonly balanceAccount: 'stripe_balance' | 'wooshpay_balance';
}

const TWELVE_HOURS = 12 * 60 * 60;

const CAPABILITIES: Readonly<Record<PaymentProvider, ProviderCapabilities>> = {
  stripe: {
    provider: 'stripe',
    name: 'Stripe',
    connect: true,
    cardFeatures: true,
    deadline: 'told',
    marginSeconds: TWELVE_HOURS,
    tellsFees: true,
    tellsBalance: true,
    refundSearch: true,
    tellsReplays: true,
    eventsOfBuyers: 'all',
    balanceAccount: 'stripe_balance',
  },
  wooshpay: {
    provider: 'wooshpay',
    name: 'WooshPay',
    connect: false,
    cardFeatures: false,
    deadline: 'estimated',
    marginSeconds: 2 * TWELVE_HOURS,
    tellsFees: false,
    tellsBalance: false,
    refundSearch: false,
    tellsReplays: false,
    eventsOfBuyers: 'some',
    balanceAccount: 'wooshpay_balance',
  },
};

/** Those whose balance nobody can compare with the ledger. */
export function providersWithoutBalance(): readonly ProviderCapabilities[] {
  return PAYMENT_PROVIDERS.map((provider) => CAPABILITIES[provider]).filter(({ tellsBalance }) => !tellsBalance);
}

/** The same for every order that is paid through this provider. */
export function capabilitiesOfProvider(provider: PaymentProvider): ProviderCapabilities {
  return CAPABILITIES[provider];
}

/** Orders from before there was a choice do not say it. */
const BEFORE_THERE_WAS_A_CHOICE: PaymentProvider = 'stripe';

/** Whom an order is paid through, as its payment means say it. */
export function providerOf({ provider }: { readonly provider?: PaymentProvider | undefined }): PaymentProvider {
  return provider ?? BEFORE_THERE_WAS_A_CHOICE;
}

/** What can be counted on for an order. */
export function capabilitiesFor(payment: { readonly provider?: PaymentProvider | undefined }): ProviderCapabilities {
  return capabilitiesOfProvider(providerOf(payment));
}
