import { z } from 'zod';
import type {
  AdoptablePayment,
  AdoptionGateway,
  AdoptRequest,
  PaymentOwner,
} from '../../domain/provider/adoption-gateway';
import { whoseTag, type Deployment } from '../../domain/provider/deployment';
import { askWooshPay, outcomeOfCall, type WooshPayAccount } from '../requests/wooshpay-account';
import { ifSaid, readWooshPayAnswer, wooshPayMetadata } from '../requests/wooshpay-answer';
import { authorizationMarkers, namesInMarkers } from '../requests/wooshpay-markers';
import { readWooshPayIntent } from './intent-reading';

const INTENTS = '/v1/payment_intents';

/** Payments that the shop made itself at WooshPay, as Holdfast takes them over. */
export function createWooshPayAdoption(account: WooshPayAccount): AdoptionGateway {
  return {
    readForAdoption: (paymentIntentId) => readForAdoption(account, paymentIntentId),
    adopt: (request) => adopt(account, request),
  };
}

async function readForAdoption(account: WooshPayAccount, id: string): Promise<AdoptablePayment | undefined> {
  const asked = await outcomeOfCall(
    () => account.client.get(`${INTENTS}/${encodeURIComponent(id)}`),
    ({ details }) => (details.status === 404 ? 'unknown' : undefined),
  );
  return asked.kind === 'refusal' ? undefined : readAdoptable(account, asked.answer);
}

/** Writes our names into its metadata. There is no place for the address of the order. */
async function adopt(account: WooshPayAccount, request: AdoptRequest): Promise<AdoptablePayment> {
  const { metadata, paymentIntentId, ref } = request;
  const asked = await askWooshPay<never>(
    account,
    request,
    (key, as) =>
      account.client.post(`${INTENTS}/${paymentIntentId}`, { metadata: authorizationMarkers(as, ref, metadata) }, key),
    () => undefined,
  );
  return readAdoptable(account, asked.kind === 'answer' ? asked.answer : asked.refusal);
}

const adoptable = z.object({
  capture_method: ifSaid(z.string()),
  currency: ifSaid(z.string()),
  payment_method_types: ifSaid(z.array(z.string())),
  metadata: wooshPayMetadata,
});

async function readAdoptable(account: WooshPayAccount, answer: unknown): Promise<AdoptablePayment> {
  const intent = readWooshPayAnswer(adoptable, 'PaymentIntent', answer);
  return {
    hold: readWooshPayIntent(account, answer),
    capturedBy: intent.capture_method === 'manual' ? 'us' : 'provider',
    currency: intent.currency?.toLowerCase() ?? 'a currency that WooshPay does not name',
    isCard: (intent.payment_method_types ?? []).includes('card'),
    // Captures at WooshPay never say what they are for.
    isDescribed: true,
    owner: ownerOf(intent.metadata, await account.deployment.toRead()),
  };
}

function ownerOf(metadata: Readonly<Record<string, string>>, we: Deployment): PaymentOwner {
  const { deployment: tag, intendedAt, orderId } = namesInMarkers(metadata);
  if (tag === null) return { kind: 'nobody' };
  return whoseTag(tag, we) === 'foreign' ? { kind: 'another_deployment' } : { kind: 'order', orderId, intendedAt };
}
