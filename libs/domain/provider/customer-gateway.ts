import type { KeyedRequest } from './idempotency-key';

/**
 * The part of the port to a payment provider that knows whose cards are kept. It throws what the whole port throws.
 * Source: https://docs.stripe.com/api/customers
 */
export interface CustomerGateway {
  /** False only where the provider says so: also a key that may not ask is no reason to refuse an order. */
  isCustomer(customer: string): Promise<boolean>;
  /** Makes a customer, for a card that is to be kept for nobody the shop has named. Answers with its id. */
  createCustomer(request: CreateCustomerRequest): Promise<string>;
}

/** Makes a customer for a card that is to be kept. Null: not given. */
export interface CreateCustomerRequest extends KeyedRequest {
  readonly orderId: string;
  readonly name: string | null;
  readonly email: string | null;
}
