import { z } from 'zod';
import type { CreateCustomerRequest, CustomerGateway } from '../../domain/provider/customer-gateway';
import { askWooshPay, outcomeOfCall, type WooshPayAccount } from '../requests/wooshpay-account';
import { readWooshPayAnswer } from '../requests/wooshpay-answer';
import type { WooshPayClient } from '../requests/wooshpay-client';
import type { WooshPayError } from '../requests/wooshpay-error';
import { customerMarkers } from '../requests/wooshpay-markers';

const CUSTOMERS = '/v1/customers';

/** Customers at WooshPay: asked for, and made where the shop has none. */
export function createWooshPayCustomers(account: WooshPayAccount): CustomerGateway {
  return {
    isCustomer: (customer) => isCustomer(account.client, customer),
    createCustomer: (request) => createCustomer(account, request),
  };
}

const known = z.object({ deleted: z.boolean().optional() });

async function isCustomer(client: WooshPayClient, customer: string): Promise<boolean> {
  const asked = await outcomeOfCall(() => client.get(`${CUSTOMERS}/${encodeURIComponent(customer)}`), whyNotRead);
  if (asked.kind === 'refusal') return asked.refusal !== 'unknown_customer';
  return readWooshPayAnswer(known, 'customer', asked.answer).deleted !== true;
}

/** A key that may not read customers may use them all the same. */
function whyNotRead({ details }: WooshPayError): 'unknown_customer' | 'not_allowed' | undefined {
  if (details.status === 404) return 'unknown_customer';
  return details.status === 401 || details.status === 403 ? 'not_allowed' : undefined;
}

const made = z.object({ id: z.string().min(1) });

async function createCustomer(account: WooshPayAccount, request: CreateCustomerRequest): Promise<string> {
  const { orderId, name, email } = request;
  const asked = await askWooshPay<never>(
    account,
    request,
    (key, as) => {
      const person = { ...(name !== null && { name }), ...(email !== null && { email }) };
      return account.client.post(CUSTOMERS, { ...person, metadata: customerMarkers(as, orderId) }, key);
    },
    () => undefined,
  );
  return readWooshPayAnswer(made, 'customer', asked.kind === 'answer' ? asked.answer : asked.refusal).id;
}
