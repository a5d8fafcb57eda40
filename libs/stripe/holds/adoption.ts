import { z } from 'zod';
import type {
  AdoptablePayment,
  AdoptionGateway,
  AdoptRequest,
  PaymentOwner,
} from '../../domain/provider/adoption-gateway';
import { whoseTag } from '../../domain/provider/deployment';
import { askAs, type StripeAccount } from '../requests/account';
import { lenient, metadataOf, readAnswer } from '../requests/answer';
import { ask } from '../requests/ask';
import type { StripeError } from '../requests/errors';
import { authorizationMetadata, intendedAtIn, orderIdOf, tagIn, type Metadata } from '../requests/metadata';
import { readPaymentIntent } from './hold-reading';

/** Payments that the shop made itself, as Holdfast takes them over. */
export function createAdoptionGateway(account: StripeAccount): AdoptionGateway {
  return {
    readForAdoption: (paymentIntentId) => readForAdoption(account, paymentIntentId),
    adopt: (request) => adopt(account, request),
  };
}

/** Line items are shown only when they are asked for. Source: https://docs.stripe.com/payments/payment-line-items */
const EXPAND = ['latest_charge', 'amount_details.line_items'];

/** Source: https://docs.stripe.com/api/charges/object#charge_object-payment_method_details */
const typed = z.object({ type: z.string() });

/**
 * What adoption needs of a PaymentIntent beyond its hold. Source:
 * https://docs.stripe.com/api/payment_intents/object
 */
const adoptable = z.object({
  capture_method: lenient(z.string()),
  currency: lenient(z.string()),
  payment_method_types: lenient(z.array(z.string())),
  latest_charge: lenient(z.union([z.string(), z.object({ payment_method_details: lenient(typed) })])),
  amount_details: lenient(z.object({ line_items: lenient(z.object({ data: z.array(z.unknown()) })) })),
  metadata: metadataOf,
});

type Adoptable = z.output<typeof adoptable>;

async function readForAdoption(account: StripeAccount, id: string): Promise<AdoptablePayment | undefined> {
  const asked = await ask(() => account.client.paymentIntents.retrieve(id, { expand: EXPAND }), isUnknown);
  return asked.kind === 'refusal' ? undefined : readAdoptable(account, asked.answer);
}

/** Source: https://docs.stripe.com/error-codes#resource-missing */
function isUnknown({ code }: StripeError): true | undefined {
  return code === 'resource_missing' ? true : undefined;
}

async function adopt(account: StripeAccount, request: AdoptRequest): Promise<AdoptablePayment> {
  const { ref, tier, metadata, orderUrl: url, paymentIntentId } = request;
  const asked = await askAs<unknown, never>(
    account,
    request,
    ({ options, as }) => {
      const names = authorizationMetadata(as, ref, tier, { metadata, url });
      return account.client.paymentIntents.update(paymentIntentId, { metadata: names, expand: EXPAND }, options);
    },
    () => undefined,
  );
  return readAdoptable(account, asked.kind === 'answer' ? asked.answer : asked.refusal);
}

async function readAdoptable({ deployment }: StripeAccount, answer: unknown): Promise<AdoptablePayment> {
  const intent = readAnswer(adoptable, 'PaymentIntent', answer);
  const hold = readPaymentIntent(answer);
  return {
    hold,
    capturedBy: intent.capture_method === 'manual' ? 'us' : 'provider',
    currency: intent.currency ?? 'a currency that Stripe does not name',
    isCard: isCard(intent),
    isDescribed: hold.amountReceived === 0 || (intent.amount_details?.line_items?.data.length ?? 0) > 0,
    owner: ownerOf(intent.metadata, await deployment.toRead()),
  };
}

/** A charge says what was used; before it the PaymentIntent says what can be. */
function isCard({ latest_charge: charge, payment_method_types: types }: Adoptable): boolean {
  const used = typeof charge === 'object' ? charge?.payment_method_details?.type : undefined;
  return used === undefined ? (types ?? []).includes('card') : used === 'card';
}

function ownerOf(metadata: Metadata, we: Parameters<typeof whoseTag>[1]): PaymentOwner {
  const tag = tagIn(metadata);
  if (tag === null) return { kind: 'nobody' };
  if (whoseTag(tag, we) === 'foreign') return { kind: 'another_deployment' };
  return { kind: 'order', orderId: orderIdOf(metadata), intendedAt: intendedAtIn(metadata) };
}
