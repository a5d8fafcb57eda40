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
import { chargeBody, chargeConfirmBody } from '../holds/intent-body';
import { makeIntent, tryMethod } from '../holds/wooshpay-holds';
import { askWooshPay, readFromWooshPay, type WooshPayAccount } from '../requests/wooshpay-account';
import { readWooshPayAnswer, wooshPayMetadata } from '../requests/wooshpay-answer';
import type { WooshPayClient } from '../requests/wooshpay-client';
import { wooshPayMisuse } from '../requests/wooshpay-error';
import { authorizationMarkers, whoseAuthorization } from '../requests/wooshpay-markers';
import { listMadeBetween } from '../requests/wooshpay-pages';
import { isAboutCardOfShop, isDeclinedByBank, isPastThat, paymentErrorOfRefusal } from '../requests/wooshpay-words';
import { readWooshPaySetup } from './setup-reading';

const SETUPS = '/v1/setup_intents';

/** Saved cards at WooshPay, and payments with them. */
export function createWooshPayCards(account: WooshPayAccount): CardGateway {
  return {
    saveCard: (request) => saveCard(account, request),
    confirmCard: (request) => confirmCard(account, request),
    findCard: (search) => findCard(account, search),
    readCard: (setupIntentId) => readCard(account.client, setupIntentId),
    cancelCard: (request) => cancelCard(account, request),
    chargeCard: (request) => chargeCard(account, request),
  };
}

/** Made first and tried then: a refusal to try does not name what it refused. */
async function saveCard(account: WooshPayAccount, request: SaveCardRequest): Promise<CardAnswer> {
  const { customer, idempotencyKey, metadata, paymentMethod, ref, returnUrl } = request;
  const made = await askWooshPay(
    account,
    request,
    (key, as) => {
      const body = { customer, usage: 'off_session', metadata: authorizationMarkers(as, ref, metadata) };
      return account.client.post(SETUPS, { ...body, ...(returnUrl !== null && { return_url: returnUrl }) }, key);
    },
    (error) => (isAboutCardOfShop(error) ? paymentErrorOfRefusal(error) : undefined),
  );
  if (made.kind === 'refusal') return { kind: 'refused', error: made.refusal };
  const card = readWooshPaySetup(made.answer);
  if (paymentMethod === null) return { kind: 'answered', card };
  return confirmCard(account, {
    idempotencyKey: `${idempotencyKey}/confirm`,
    setupIntentId: card.setupIntentId,
    paymentMethod,
    returnUrl,
  });
}

async function confirmCard(account: WooshPayAccount, request: ConfirmCardRequest): Promise<CardAnswer> {
  const { paymentMethod, returnUrl, setupIntentId } = request;
  const body = { payment_method: paymentMethod, ...(returnUrl !== null && { return_url: returnUrl }) };
  const asked = await askWooshPay(
    account,
    request,
    (key) => account.client.post(`${SETUPS}/${setupIntentId}/confirm`, body, key),
    (error) => (isDeclinedByBank(error) || isPastThat(error) || isAboutCardOfShop(error) ? error : undefined),
  );
  if (asked.kind === 'answer') return { kind: 'answered', card: readWooshPaySetup(asked.answer) };
  if (isAboutCardOfShop(asked.refusal)) return { kind: 'refused', error: paymentErrorOfRefusal(asked.refusal) };
  const card = await readCard(account.client, setupIntentId);
  if (isPastThat(asked.refusal) && !isOver(card)) throw wooshPayMisuse(asked.refusal);
  return { kind: 'answered', card };
}

async function cancelCard(account: WooshPayAccount, request: CancelCardRequest): Promise<CardReading> {
  const { setupIntentId } = request;
  const asked = await askWooshPay(
    account,
    request,
    (key) => account.client.post(`${SETUPS}/${setupIntentId}/cancel`, { cancellation_reason: 'abandoned' }, key),
    (error) => (isPastThat(error) ? error : undefined),
  );
  if (asked.kind === 'answer') return readWooshPaySetup(asked.answer);
  const card = await readCard(account.client, setupIntentId);
  if (!isOver(card)) throw wooshPayMisuse(asked.refusal);
  return card;
}

function isOver({ status }: CardReading): boolean {
  return status === 'succeeded' || status === 'canceled' || status === 'processing' || status === 'unknown';
}

async function readCard(client: WooshPayClient, setupIntentId: string): Promise<CardReading> {
  return readWooshPaySetup(await readFromWooshPay(() => client.get(`${SETUPS}/${setupIntentId}`)));
}

async function chargeCard(account: WooshPayAccount, request: ChargeRequest): Promise<ChargeAnswer> {
  const { idempotencyKey } = request;
  const made = await makeIntent(account, idempotencyKey, (as) => chargeBody(as, request));
  if ('error' in made) {
    const reason = made.error.code === 'amount_too_small' ? 'amount_too_small' : 'declined';
    return { kind: 'refused', reason, error: made.error };
  }
  const { paymentIntentId } = made.hold;
  const tried = await tryMethod(account, paymentIntentId, `${idempotencyKey}/confirm`, chargeConfirmBody(request));
  return tried.kind === 'refused' ? { ...tried, reason: 'declined' } : tried;
}

const listedSetup = z.object({ metadata: wooshPayMetadata });

async function findCard(
  { client, deployment }: WooshPayAccount,
  { between, ref }: CardSearch,
): Promise<CardReading | undefined> {
  const we = await deployment.toRead();
  for await (const { entry, id } of listMadeBetween(client, SETUPS, between)) {
    const { metadata } = readWooshPayAnswer(listedSetup, 'SetupIntent in a list', entry);
    const whose = whoseAuthorization(metadata, we, ref);
    if (whose === 'twin') throw new NameTaken(`${id} carries our name, and this database never asked for it`);
    if (whose === 'ours') return readCard(client, id);
  }
  return undefined;
}
