import type Stripe from 'stripe';
import { z } from 'zod';
import type { CreateCustomerRequest, CustomerGateway } from '../../domain/provider/customer-gateway';
import { askAs, type StripeAccount } from '../requests/account';
import { readAnswer } from '../requests/answer';
import { ask } from '../requests/ask';
import type { StripeError } from '../requests/errors';
import { customerMetadata } from '../requests/metadata';

/** Customers at Stripe: asked for, and made where the shop has none. */
export function createCustomerGateway(account: StripeAccount): CustomerGateway {
  return {
    isCustomer: (customer) => isCustomer(account.client, customer),
    createCustomer: (request) => createCustomer(account, request),
  };
}

/** A customer, as far as whether it exists. Source: https://docs.stripe.com/api/customers/retrieve */
const known = z.object({ deleted: z.boolean().optional() });

async function isCustomer(client: Stripe, customer: string): Promise<boolean> {
  const asked = await ask(() => client.customers.retrieve(customer), whyNotRead);
  if (asked.kind === 'refusal') return asked.refusal !== 'unknown_customer';
  return readAnswer(known, 'customer', asked.answer).deleted !== true;
}

/** A restricted key may not read customers and use them all the same. */
function whyNotRead({ code, statusCode }: StripeError): 'unknown_customer' | 'not_allowed' | undefined {
  if (code === 'resource_missing') return 'unknown_customer';
  return statusCode === 401 || statusCode === 403 ? 'not_allowed' : undefined;
}

/** A customer that was made. Source: https://docs.stripe.com/api/customers/create */
const made = z.object({ id: z.string().min(1) });

async function createCustomer(account: StripeAccount, request: CreateCustomerRequest): Promise<string> {
  const { orderId, name, email } = request;
  const asked = await askAs<unknown, never>(
    account,
    request,
    ({ options, as }) =>
      account.client.customers.create(
        {
          ...(name !== null && { name }),
          ...(email !== null && { email }),
          metadata: customerMetadata(as, orderId),
        },
        options,
      ),
    () => undefined,
  );
  return readAnswer(made, 'customer', asked.kind === 'answer' ? asked.answer : asked.refusal).id;
}
