import { randomUUID } from 'node:crypto';
import type { ApiConfig } from '../../../../libs/config/config';
import { capabilitiesOfProvider, type PaymentProvider } from '../../../../libs/domain/capabilities/payment-provider';
import { acceptOrder } from '../../../../libs/domain/orders/order-acceptance';
import type { BuyerDetails } from '../../../../libs/domain/orders/buyer';
import type { AcceptedOrder } from '../../../../libs/domain/orders/order';
import type { Requester } from '../../../../libs/domain/orders/requester';
import { contentHash } from '../input/content-hash';
import { invalidRequest, withErrors } from '../problems/problem';
import type { NewOrderBody } from './new-order.schema';

/**
 * The order with its money split for ever.
 * @param acceptedAt ISO 8601
 * @returns the order, and what is kept apart from it: null when nothing was said of the buyer
 * @throws Problem that names every field that must change
 */
export function accept(
  body: NewOrderBody,
  requester: Requester,
  config: Pick<ApiConfig, 'defaultProvider' | 'providers'>,
  acceptedAt: string,
): { readonly order: AcceptedOrder; readonly buyer: BuyerDetails | null } {
  const { receiptEmail = null, shippingAddress = null, ...rest } = body;
  const provider = providerFor(body, config);
  const { marginSeconds = capabilitiesOfProvider(provider).marginSeconds } = body.policy;
  const newOrder = { ...rest, payment: { ...body.payment, provider }, policy: { ...body.policy, marginSeconds } };
  const acceptance = acceptOrder(newOrder, {
    contentHash: contentHash(asSent(body)),
    acceptanceId: randomUUID(),
    ...requester,
    acceptedAt,
  });
  if (acceptance.kind === 'refused') throw invalidRequest(acceptance.problems);
  if (acceptance.kind === 'too_small') {
    const { problems, minimumAmount } = acceptance;
    throw withErrors('amount_too_small', 'the order costs less than Stripe charges', problems, { minimumAmount });
  }
  const buyer = receiptEmail === null && shippingAddress === null ? null : { receiptEmail, shippingAddress };
  return { order: acceptance.order, buyer };
}

/** Only one that this Holdfast can be told by what became of the order. */
function providerFor(
  { payment }: NewOrderBody,
  { defaultProvider, providers }: Pick<ApiConfig, 'defaultProvider' | 'providers'>,
): PaymentProvider {
  const provider = payment.provider ?? defaultProvider;
  if (providers.includes(provider)) return provider;
  const message = `"${provider}" is not set up here: orders can be paid through ${providers.join(' or ')}`;
  throw invalidRequest([{ path: 'payment.provider', message }]);
}

/** What counted as sent before a margin could be left out. */
const MARGIN_ONCE_FILLED_IN = 12 * 60 * 60;

/** What the fingerprint is made of: whatever is filled in by how Holdfast is set up is no part of it. */
function asSent(body: NewOrderBody): NewOrderBody {
  return { ...body, policy: { ...body.policy, marginSeconds: body.policy.marginSeconds ?? MARGIN_ONCE_FILLED_IN } };
}
