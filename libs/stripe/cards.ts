import type Stripe from 'stripe';
import { z } from 'zod';
import type {
  CancelCardRequest,
  CardAnswer,
  CardGateway,
  CardReading,
  CardSearch,
  ChargeAnswer,
  ChargeRequest,
  ConfirmCardRequest,
  SaveCardRequest,
} from '../domain/card-gateway';
import { readAnswer } from './answer';
import { ask, read } from './ask';
import { readSetupIntent } from './card-reading';
import { chargeParams, confirmCardParams, saveCardParams } from './card-params';
import { misuseOf } from './errors';
import { readPaymentIntent } from './hold-reading';
import { isAuthorization } from './metadata';
import { listedSince, readPages } from './pages';
import { chargeRefusalOf, isSetupOver, saveCardRefusalOf } from './refusals';

/** Saved cards at Stripe, as the gateway makes its calls: one request each, never repeated by itself. */
export function createCardGateway(client: Stripe): CardGateway {
  return {
    saveCard: (request) => saveCard(client, request),
    confirmCard: (request) => confirmCard(client, request),
    findCard: (search) => findCard(client, search),
    readCard: (setupIntentId) => readCard(client, setupIntentId),
    cancelCard: (request) => cancelCard(client, request),
    chargeCard: (request) => chargeCard(client, request),
  };
}

async function saveCard(client: Stripe, request: SaveCardRequest): Promise<CardAnswer> {
  const { idempotencyKey } = request;
  const asked = await ask(
    () => client.setupIntents.create(saveCardParams(request), { idempotencyKey }),
    saveCardRefusalOf,
  );
  if (asked.kind === 'answer') return { kind: 'answered', card: readSetupIntent(asked.answer) };
  const { declined, error } = asked.refusal;
  // A declined SetupIntent stays open for another card, so it is an answer like any other.
  return declined === undefined ? { kind: 'refused', error } : { kind: 'answered', card: readSetupIntent(declined) };
}

async function confirmCard(client: Stripe, request: ConfirmCardRequest): Promise<CardAnswer> {
  const { idempotencyKey, setupIntentId } = request;
  const asked = await ask(
    () => client.setupIntents.confirm(setupIntentId, confirmCardParams(request), { idempotencyKey }),
    (error) => (isSetupOver(error) ? { over: error } : saveCardRefusalOf(error)),
  );
  if (asked.kind === 'answer') return { kind: 'answered', card: readSetupIntent(asked.answer) };
  if (!('over' in asked.refusal)) {
    const { declined, error } = asked.refusal;
    return declined === undefined ? { kind: 'refused', error } : { kind: 'answered', card: readSetupIntent(declined) };
  }
  const card = await readCard(client, setupIntentId);
  // The buyer was faster in the browser, or somebody canceled it: that is an answer, unless it could have been confirmed.
  if (!isOver(card)) throw misuseOf(asked.refusal.over);
  return { kind: 'answered', card };
}

async function cancelCard(client: Stripe, { setupIntentId, idempotencyKey }: CancelCardRequest): Promise<CardReading> {
  const asked = await ask(
    () => client.setupIntents.cancel(setupIntentId, { cancellation_reason: 'abandoned' }, { idempotencyKey }),
    (error) => (isSetupOver(error) ? error : undefined),
  );
  if (asked.kind === 'answer') return readSetupIntent(asked.answer);
  const card = await readCard(client, setupIntentId);
  if (!isOver(card)) throw misuseOf(asked.refusal);
  return card;
}

function isOver({ status }: CardReading): boolean {
  return status === 'succeeded' || status === 'canceled' || status === 'processing';
}

async function readCard(client: Stripe, setupIntentId: string): Promise<CardReading> {
  return readSetupIntent(await read(() => client.setupIntents.retrieve(setupIntentId)));
}

async function chargeCard(client: Stripe, request: ChargeRequest): Promise<ChargeAnswer> {
  const { idempotencyKey } = request;
  const asked = await ask(
    () => client.paymentIntents.create(chargeParams(request), { idempotencyKey }),
    chargeRefusalOf,
  );
  if (asked.kind === 'answer') return { kind: 'answered', hold: readPaymentIntent(asked.answer) };
  const { declined, error, reason } = asked.refusal;
  return declined === undefined
    ? { kind: 'refused', reason, error }
    : { kind: 'answered', hold: readPaymentIntent(declined) };
}

const PAGES_AT_MOST = 20;

const listedIntent = z.object({ id: z.string(), metadata: z.record(z.string(), z.string()) });

async function findCard(client: Stripe, { ref, since }: CardSearch): Promise<CardReading | undefined> {
  const pages = readPages('SetupIntents', PAGES_AT_MOST, (page) =>
    read(() => client.setupIntents.list({ ...page, ...listedSince(since) })),
  );
  for await (const listed of pages) {
    const { id, metadata } = readAnswer(listedIntent, 'SetupIntent in a list', listed);
    if (isAuthorization(metadata, ref)) return readCard(client, id);
  }
  return undefined;
}
