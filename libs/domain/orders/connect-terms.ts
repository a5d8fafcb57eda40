/**
 * Connect, as far as an order says: a destination charge (https://docs.stripe.com/connect/destination-charges). The
 * charge is the platform's, and what is captured is sent on to one connected account. Amounts are minor units of the
 * order's currency.
 */
export interface ConnectTerms {
  /** Stripe's `acct_…` that gets what is captured. */
  readonly destination: string;
  /** True when the payment is made in the destination's name: its country, its fees, its statement descriptor. */
  readonly onBehalfOf: boolean;
  /** What the platform takes back of the whole order; at most one of the two amounts is given. */
  readonly applicationFeeAmount: number | null;
  /** What of the whole order is sent on; null: all of it. */
  readonly transferAmount: number | null;
}

/** What is sent on of a payment, and what of it comes back. */
export type ConnectSplit =
  | { readonly kind: 'everything' }
  /** Everything is sent on, and the fee comes back. */
  | { readonly kind: 'application_fee'; readonly amount: number }
  /** Only this much is sent on. */
  | { readonly kind: 'transfer'; readonly amount: number };

/** A share of a capture: a transfer to the destination, or the application fee that comes back from it. */
export type ShareKind = 'transfer' | 'application_fee';

/** What a capture moves between us and a connected account. */
export const SHARE_KINDS: readonly ShareKind[] = ['transfer', 'application_fee'];

/** An amount of each kind. Minor units. */
export type Shares = Readonly<Record<ShareKind, number>>;

/** How the terms split the whole order. */
export function splitOfTerms({ applicationFeeAmount, transferAmount }: ConnectTerms): ConnectSplit {
  if (applicationFeeAmount !== null) return { kind: 'application_fee', amount: applicationFeeAmount };
  if (transferAmount !== null) return { kind: 'transfer', amount: transferAmount };
  return { kind: 'everything' };
}

/** What Stripe moves when so much is captured under this split. */
export function sharesOf(split: ConnectSplit, captured: number): Shares {
  switch (split.kind) {
    case 'everything':
      return { transfer: captured, application_fee: 0 };
    case 'application_fee':
      return { transfer: captured, application_fee: split.amount };
    case 'transfer':
      return { transfer: split.amount, application_fee: 0 };
  }
}

/**
 * What of the terms cannot be: problems with the field's path, as the shop sent it.
 * @param total of the order
 * @param step smallest amount that moves in the order's currency
 */
export function connectProblems(
  { applicationFeeAmount: fee, transferAmount: transfer }: ConnectTerms,
  total: number,
  step: number,
): { readonly path: string; readonly message: string }[] {
  if (fee !== null && transfer !== null) {
    const message =
      'cannot be combined with applicationFeeAmount: Stripe either transfers everything and takes the fee back, or ' +
      'transfers a part';
    return [{ path: 'payment.connect.transferAmount', message }];
  }
  const [name, amount] = fee === null ? ['transferAmount', transfer ?? 0] : ['applicationFeeAmount', fee];
  const path = `payment.connect.${name}`;
  if (amount > total) {
    return [{ path, message: `is more than the order's total, which is ${total.toString()}` }];
  }
  return amount % step === 0 ? [] : [{ path, message: `must be a multiple of ${step.toString()} in this currency` }];
}
