import { TIER_WITHOUT_FEATURES } from '../../libs/domain/orders/card-features';
import type { ChargeStep } from '../../libs/domain/payment/charge-step';
import type { ChargeOutcome } from '../../libs/domain/payment/facts';
import { chargeKey } from '../../libs/domain/provider/idempotency-key';
import {
  getAuthorization,
  insertAuthorization,
  type AuthorizationRow,
} from '../../libs/postgres/holds/authorization-store';
import { findCapture, type CaptureRow } from '../../libs/postgres/captures/capture-store';
import { recordIntent, type ChangeSource, type OrderChange } from '../../libs/postgres/orders/order-change';
import { askedBefore, captureRow, insertAskedCapture } from '../captures/asked-capture';
import type { CallRow } from '../steps/call-row';
import { byShop } from '../steps/change-source';
import type { StepContext } from '../steps/step-context';
import type { Begun } from '../steps/provider-call';
import { outcomeOfCharge } from './charge-facts';

/** A charge; while the buyer or the bank decides, another outcome may follow. */
export function askedCharge(
  context: StepContext,
  step: ChargeStep,
  source?: ChangeSource,
): CallRow<CaptureRow, ChargeOutcome> {
  return captureRow(context, step, {
    source: () => source ?? chargeSource(context, step),
    outcomeOf: (row, { transaction }) => outcomeOfCharge(transaction, row, step),
    isOpen: ({ kind }) => kind === 'charge_pending',
  });
}

/** What is written down before a saved card is charged for a shipment. */
export interface ChargeIntent {
  readonly row: CaptureRow;
  /** The payment, or the saved card where nothing is to be paid. */
  readonly authorization: AuthorizationRow;
}

/** Writes down that a shipment is to be paid with the saved card, before the provider is asked. */
export async function recordChargeIntent(
  context: StepContext,
  step: ChargeStep,
): Promise<Begun<ChargeIntent, ChargeOutcome>> {
  const { orderId, authorizationGeneration, savedGeneration, generation, price } = step;
  const { shipmentId } = step.shipment;
  // Free goods are never asked for, so that no payment of their own stands for them.
  const paidBy = price.amount === 0 ? savedGeneration : authorizationGeneration;
  return recordIntent(context.database, chargeSource(context, step), async (change) => {
    const { transaction, at } = change;
    const known = await findCapture(transaction, orderId, shipmentId, generation);
    if (known === undefined) {
      const authorization =
        price.amount === 0 ? await getAuthorization(transaction, orderId, paidBy) : await insertPayment(change, step);
      const row = await insert(change, step, authorization);
      return { ask: { row, authorization }, asked: { when: 'never', firstAt: at, lastAt: at } };
    }
    const done = await outcomeOfCharge(transaction, known, step);
    if (done !== undefined) return { done };
    const authorization = await getAuthorization(transaction, orderId, paidBy);
    return { ask: { row: known, authorization }, asked: askedBefore(known) };
  });
}

async function insertPayment(change: OrderChange, step: ChargeStep): Promise<AuthorizationRow> {
  const { orderId, authorizationGeneration: generation, generation: attempt, price, shipment } = step;
  const idempotencyKey = chargeKey(orderId, shipment.shipmentId, attempt);
  const row = await insertAuthorization(change, {
    generation,
    amount: price.amount,
    tier: TIER_WITHOUT_FEATURES,
    idempotencyKey,
  });
  if (row === undefined) throw new Error(`Bug! Order ${orderId} has had its payment ${generation.toString()}`);
  return row;
}

function insert(change: OrderChange, step: ChargeStep, { authorization_id }: AuthorizationRow): Promise<CaptureRow> {
  const { shipment, generation, final } = step;
  const idempotencyKey = chargeKey(change.orderId, shipment.shipmentId, generation);
  const charge = { generation, authorizationId: authorization_id, idempotencyKey, receivedBefore: 0, final };
  return insertAskedCapture(change, step, charge);
}

/** A charge is the shop's doing. */
export function chargeSource(context: StepContext, { orderId, shipment }: ChargeStep): ChangeSource {
  return byShop(context, orderId, shipment);
}
