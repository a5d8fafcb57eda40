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
} from '../../domain/provider/card-gateway';
import { NameTaken } from '../../domain/provider/payment-gateway';
import { lenient, metadataOf, readAnswer } from '../requests/answer';
import { askAs, type StripeAccount } from '../requests/account';
import { read } from '../requests/ask';
import { readSetupIntent } from './card-reading';
import { chargeParams, confirmCardParams, saveCardParams } from './card-params';
import { misuseOf } from '../requests/errors';
import { readMoved } from '../holds/holds';
import { isAuthorization, isTwinOf } from '../requests/metadata';
import { madeBetween, readPages } from '../requests/pages';
import { readAgainUnlessKnown } from '../requests/read-again';
import { chargeRefusalOf, isSetupOver, saveCardRefusalOf } from '../requests/refusals';

/** Saved cards at Stripe, as the gateway makes its calls: one request each, never repeated by itself. */
export function createCardGateway(account: StripeAccount): CardGateway {
  return {
    saveCard: (request) => saveCard(account, request),
    confirmCard: (request) => confirmCard(account, request),
    findCard: (search) => findCard(account, search),
    readCard: (setupIntentId) => readCard(account.client, setupIntentId),
    cancelCard: (request) => cancelCard(account, request),
    chargeCard: (request) => chargeCard(account, request),
  };
}

async function saveCard(account: StripeAccount, request: SaveCardRequest): Promise<CardAnswer> {
  const { client } = account;
  const asked = await askAs(
    account,
    request,
    ({ options, as }) => client.setupIntents.create(saveCardParams(as, request), options),
    saveCardRefusalOf,
  );
  if (asked.kind === 'answer') return { kind: 'answered', card: await readAsked(client, asked.answer) };
  const { declined, error } = asked.refusal;
  // A declined SetupIntent stays open for another card, so it is an answer like any other.
  return declined === undefined
    ? { kind: 'refused', error }
    : { kind: 'answered', card: await readAsked(client, declined) };
}

async function confirmCard(account: StripeAccount, request: ConfirmCardRequest): Promise<CardAnswer> {
  const { client } = account;
  const { setupIntentId } = request;
  const asked = await askAs(
    account,
    request,
    ({ options }) => client.setupIntents.confirm(setupIntentId, confirmCardParams(request), options),
    (error) => (isSetupOver(error) ? { over: error } : saveCardRefusalOf(error)),
  );
  if (asked.kind === 'answer') return { kind: 'answered', card: await readAsked(client, asked.answer) };
  if (!('over' in asked.refusal)) {
    const { declined, error } = asked.refusal;
    return declined === undefined
      ? { kind: 'refused', error }
      : { kind: 'answered', card: await readAsked(client, declined) };
  }
  const card = await readCard(client, setupIntentId);
  // The buyer was faster in the browser, or somebody canceled it: that is an answer, unless it could have been
  // confirmed.
  if (!isOver(card)) throw misuseOf(asked.refusal.over);
  return { kind: 'answered', card };
}

async function cancelCard(account: StripeAccount, request: CancelCardRequest): Promise<CardReading> {
  const { client } = account;
  const { setupIntentId } = request;
  const asked = await askAs(
    account,
    request,
    ({ options }) => client.setupIntents.cancel(setupIntentId, { cancellation_reason: 'abandoned' }, options),
    (error) => (isSetupOver(error) ? error : undefined),
  );
  if (asked.kind === 'answer') return readAsked(client, asked.answer);
  const card = await readCard(client, setupIntentId);
  if (!isOver(card)) throw misuseOf(asked.refusal);
  return card;
}

function isOver({ status }: CardReading): boolean {
  return status === 'succeeded' || status === 'canceled' || status === 'processing' || status === 'unknown';
}

async function readCard(client: Stripe, setupIntentId: string): Promise<CardReading> {
  return readSetupIntent(await read(() => client.setupIntents.retrieve(setupIntentId)));
}

/** The setup of an answer to a call that may have changed it. */
function readAsked(client: Stripe, answer: unknown): Promise<CardReading> {
  const answered = readSetupIntent(answer);
  return readAgainUnlessKnown(answered, () => readCard(client, answered.setupIntentId));
}

async function chargeCard(account: StripeAccount, request: ChargeRequest): Promise<ChargeAnswer> {
  const { client } = account;
  const asked = await askAs(
    account,
    request,
    ({ options, as }) => client.paymentIntents.create(chargeParams(as, request), options),
    chargeRefusalOf,
  );
  if (asked.kind === 'answer') return { kind: 'answered', hold: await readMoved(client, asked.answer) };
  const { declined, error, reason } = asked.refusal;
  return declined === undefined
    ? { kind: 'refused', reason, error }
    : { kind: 'answered', hold: await readMoved(client, declined) };
}

const PAGES_AT_MOST = 50;

/** What a search needs of a SetupIntent. Source: https://docs.stripe.com/api/setup_intents/list */
const listedIntent = z.object({ id: z.string(), metadata: lenient(metadataOf) });

async function findCard(
  { client, deployment }: StripeAccount,
  { ref, between }: CardSearch,
): Promise<CardReading | undefined> {
  const we = await deployment.toRead();
  const pages = readPages('SetupIntents', PAGES_AT_MOST, (page) =>
    read(() => client.setupIntents.list({ ...page, ...madeBetween(between) })),
  );
  for await (const listed of pages) {
    const { id, metadata } = readAnswer(listedIntent, 'SetupIntent in a list', listed);
    if (isTwinOf(metadata ?? {}, we, ref))
      throw new NameTaken(`${id} carries our name, and this database never asked for it`);
    if (isAuthorization(metadata ?? {}, we, ref)) return readCard(client, id);
  }
  return undefined;
}
