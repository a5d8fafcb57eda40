import { z } from 'zod';
import {
  capabilitiesOfProvider,
  PAYMENT_PROVIDERS,
  type PaymentProvider,
} from '../../../../libs/domain/capabilities/payment-provider';
import { acceptOrder, type Acceptance } from '../../../../libs/domain/orders/order-acceptance';
import { DEADLINE_POLICIES, SHIPPING_ALLOCATIONS } from '../../../../libs/domain/orders/order';

/**
 * One order of the file, as far as it decides what becomes of its payment: the body of `POST /v1/orders`. Whether each
 * of its other fields is right, the API says when it is sent.
 */
const adoptionLine = z.looseObject({
  orderId: z.string().min(1),
  currency: z.string(),
  lines: z
    .array(
      z.looseObject({
        lineId: z.string(),
        name: z.string(),
        quantity: z.int().min(1),
        unitPrice: z.int().min(0),
        taxAmount: z.int().min(0).default(0),
        discountAmount: z.int().min(0).default(0),
      }),
    )
    .min(1),
  shipping: z.looseObject({ amount: z.int().min(0) }).default({ amount: 0 }),
  discountAmount: z.int().min(0).default(0),
  credits: z.array(z.looseObject({ creditId: z.string(), amount: z.int().min(1) })).default([]),
  payment: z.looseObject({
    provider: z.enum(PAYMENT_PROVIDERS).optional(),
    paymentIntent: z.string().startsWith('pi_'),
    saveForLater: z.boolean().default(false),
  }),
  policy: z
    .looseObject({
      onDeadline: z.enum(DEADLINE_POLICIES).default('release'),
      marginSeconds: z.int().min(1).optional(),
      shippingAllocation: z.enum(SHIPPING_ALLOCATIONS).default('proportional'),
    })
    .prefault({}),
});

/** A line of the file, read; `problems` are of the text itself. */
export type ReadLine =
  | { readonly kind: 'read'; readonly line: z.output<typeof adoptionLine>; readonly body: unknown }
  | { readonly kind: 'unreadable'; readonly problems: readonly string[] };

/** Reads one line of newline-delimited JSON. */
export function readLine(text: string): ReadLine {
  const body = parsed(text);
  if (body === undefined) return { kind: 'unreadable', problems: ['it is no JSON'] };
  const read = adoptionLine.safeParse(body);
  if (read.success) return { kind: 'read', line: read.data, body };
  return {
    kind: 'unreadable',
    problems: read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The order that the line brings, with its total, or what is wrong with it. @param provider whom it is paid through */
export function acceptLine(
  { lines, shipping, payment, policy, ...line }: z.output<typeof adoptionLine>,
  provider: PaymentProvider,
): Acceptance {
  const nothing = { productCode: null, unitOfMeasure: null, commodityCode: null };
  const means = { paymentMethod: null, customer: null, returnUrl: null, statementDescriptorSuffix: null };
  const { paymentIntent, saveForLater } = payment;
  return acceptOrder(
    {
      orderId: line.orderId,
      currency: line.currency,
      lines: lines.map((each) => ({ ...nothing, ...each })),
      shipping: { fromPostalCode: null, toPostalCode: null, amount: shipping.amount },
      discountAmount: line.discountAmount,
      credits: line.credits.map(({ creditId, amount }) => ({ creditId, amount, description: null })),
      customerReference: null,
      payment: { ...means, provider, paymentIntent, saveForLater },
      policy: {
        ...{ ...policy, fulfilment: 'shipments' },
        marginSeconds: policy.marginSeconds ?? capabilitiesOfProvider(provider).marginSeconds,
      },
      metadata: {},
    },
    { contentHash: '', acceptanceId: '', requestId: '', acceptedAt: new Date().toISOString() },
  );
}
