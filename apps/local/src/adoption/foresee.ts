import type { PaymentProvider } from '../../../../libs/domain/capabilities/payment-provider';
import { whyNotAdoptable } from '../../../../libs/domain/holds/adoption';
import { formatMoney, money } from '../../../../libs/domain/money/money';
import { releaseAtOf } from '../../../../libs/domain/orders/deadline';
import type { AcceptedOrder } from '../../../../libs/domain/orders/order';
import { savedCardOf } from '../../../../libs/domain/payment/renewal';
import type { AdoptablePayment, AdoptionGateway } from '../../../../libs/domain/provider/adoption-gateway';
import { chooseCapturePlan } from '../../../../libs/domain/provider/capture-plan';
import { acceptLine, readLine } from './adoption-line';

/** What adopting a line would come to: nothing of it is done. */
export interface Foreseen {
  readonly orderId: string | null;
  /** Empty: it can be adopted. */
  readonly problems: readonly string[];
  /** In words for a person; null where there are problems. */
  readonly what: string | null;
}

/** Where payments are read that are to be adopted. */
export interface PaymentsToAdopt {
  /** Whom an order is paid through that does not say. */
  readonly defaultProvider: PaymentProvider;
  /** Undefined: there is no key for it here. */
  at(provider: PaymentProvider): Pick<AdoptionGateway, 'readForAdoption'> | undefined;
}

/** Reads the payment of one line, and says what would become of it. */
export async function foresee(payments: PaymentsToAdopt, text: string): Promise<Foreseen> {
  const read = readLine(text);
  if (read.kind === 'unreadable') return { orderId: null, problems: read.problems, what: null };
  const { orderId } = read.line;
  const { provider = payments.defaultProvider } = read.line.payment;
  const gateway = payments.at(provider);
  if (gateway === undefined) return { orderId, problems: [`there is no key for ${provider} here`], what: null };
  const accepted = acceptLine(read.line, provider);
  if (accepted.kind !== 'accepted') {
    return { orderId, problems: accepted.problems.map(({ path, message }) => `${path} ${message}`), what: null };
  }
  const { order } = accepted;
  const payment = await gateway.readForAdoption(read.line.payment.paymentIntent);
  const problem = whyNotAdoptable(order, payment);
  if (problem !== undefined || payment === undefined) {
    return { orderId, problems: [`${problem?.path ?? ''} ${problem?.message ?? ''}`], what: null };
  }
  return { orderId, problems: [], what: whatComesOf(order, payment) };
}

function whatComesOf({ currency, policy }: AcceptedOrder, { hold }: AdoptablePayment): string {
  const { charge, status, amountCapturable, amountReceived } = hold;
  const captureBefore = charge?.captureBefore ?? null;
  if (status !== 'requires_capture' || charge === null || captureBefore === null) {
    return `${status}: adopted as it is, and waits for the buyer`;
  }
  const { authorizedAt, capabilities } = charge;
  const reusable = savedCardOf(hold.card, null) === null ? 'single_use' : 'reusable';
  const plan = chooseCapturePlan(capabilities, reusable);
  const releaseAt = releaseAtOf(authorizedAt, captureBefore, policy.marginSeconds);
  const held = formatMoney(money(amountCapturable, currency));
  const before = amountReceived === 0 ? '' : `, ${formatMoney(money(amountReceived, currency))} captured before`;
  return `${plan}: ${held} held${before}, Holdfast acts at ${releaseAt}, the hold expires at ${captureBefore}`;
}
