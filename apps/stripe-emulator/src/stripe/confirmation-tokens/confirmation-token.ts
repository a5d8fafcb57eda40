import type { Params } from '../../wire/params';
import { readShipping, renderAddress } from '../address';
import type { JsonObject } from '../../../../../libs/emulation/objects/json';
import { renderPaymentMethod } from '../payment-methods/payment-method';
import type { MethodFields, PaymentMethod } from '../payment-methods/payment-method';
import type { TestCard } from '../payment-methods/test-cards';

/** How a token pays: with a method that was kept, or with one that it makes when it is used. */
export type TokenMethod =
  | { readonly kind: 'stored'; readonly method: PaymentMethod }
  | { readonly kind: 'new'; readonly card: TestCard; readonly fields: MethodFields };

/** What a buyer filled in, to confirm one intent with. */
export interface ConfirmationToken {
  readonly id: string;
  readonly created: number;
  readonly expiresAt: number;
  readonly method: TokenMethod | null;
  /** `return_url`, `setup_future_usage` and `shipping` as they were sent: the confirmation's own go first. */
  readonly given: Params;
  usedBy: { readonly kind: 'payment_intent' | 'setup_intent'; readonly id: string } | null;
}

export function renderConfirmationToken(token: ConfirmationToken): JsonObject {
  const { given, usedBy } = token;
  return {
    id: token.id,
    object: 'confirmation_token',
    created: token.created,
    // Null once it was used (documented).
    expires_at: usedBy === null ? token.expiresAt : null,
    livemode: false,
    mandate_data: null,
    metadata: null,
    payment_intent: usedBy?.kind === 'payment_intent' ? usedBy.id : null,
    payment_method_options: null,
    payment_method_preview: token.method === null ? null : renderPreview(token.method),
    return_url: given.text('return_url') ?? null,
    setup_future_usage: given.text('setup_future_usage') ?? null,
    setup_intent: usedBy?.kind === 'setup_intent' ? usedBy.id : null,
    shipping: renderShipping(given.hash('shipping')),
    use_stripe_sdk: true,
  };
}

/** A method without what belongs to it alone. */
function renderPreview(method: TokenMethod): JsonObject {
  const { allow_redisplay, billing_details, card, customer, customer_account, type } = renderPaymentMethod(
    method.kind === 'stored'
      ? method.method
      : { id: '', created: 0, card: method.card, ...method.fields, customer: null, setUp: false, spent: false },
  );
  return {
    allow_redisplay: allow_redisplay ?? null,
    billing_details: billing_details ?? null,
    card: card ?? null,
    customer: customer ?? null,
    customer_account: customer_account ?? null,
    type: type ?? null,
  };
}

function renderShipping(given: Params | undefined): JsonObject | null {
  if (given === undefined) return null;
  const { address, name, phone } = readShipping(given);
  return { address: renderAddress(address), name, phone };
}
