import type { PaymentProvider } from '../domain/capabilities/payment-provider';

/** The variable with the secrets of a provider's webhook endpoint. */
export type SecretsVariable = 'STRIPE_WEBHOOK_SECRETS' | 'WOOSHPAY_WEBHOOK_SECRETS';

/** Whose webhooks which secrets sign. */
export const SECRETS_OF: Readonly<Record<PaymentProvider, SecretsVariable>> = {
  stripe: 'STRIPE_WEBHOOK_SECRETS',
  wooshpay: 'WOOSHPAY_WEBHOOK_SECRETS',
};
