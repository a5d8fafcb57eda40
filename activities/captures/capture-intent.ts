import { requesterOf } from '../../libs/domain/orders/requester';
import { captureKey } from '../../libs/domain/provider/idempotency-key';
import type { CaptureStep } from '../../libs/domain/payment/steps';
import type { CaptureOutcome } from '../../libs/domain/payment/facts';
import { getAuthorization, type AuthorizationRow } from '../../libs/postgres/holds/authorization-store';
import { changeCapture, findCapture, type CaptureRow } from '../../libs/postgres/captures/capture-store';
import { insertFirstCapture } from '../../libs/postgres/captures/first-capture';
import { recordIntent, type OrderChange, type Origin } from '../../libs/postgres/orders/order-change';
import { captureShipments, findShipmentRow, saveShipment } from '../../libs/postgres/captures/shipment-store';
import type { CallRow } from '../steps/call-row';
import { sourceOf } from '../steps/change-source';
import { nowOf, type StepContext } from '../steps/step-context';
import type { Begun } from '../steps/provider-call';
import { askedBefore, captureRow, insertAskedCapture } from './asked-capture';
import { outcomeOfCapture } from './capture-facts';

/**
 * A capture of a hold. It is the shop's doing, by the shipment that leaves with it, unless Holdfast itself ends the
 * hold.
 */
export function askedCapture(context: StepContext, step: CaptureStep): CallRow<CaptureRow, CaptureOutcome> {
  const { orderId, actor = 'shop' } = step;
  const { shipment } = step.combined?.priced ?? step;
  const asked = actor === 'shop' ? requesterOf(shipment) : { requestId: null };
  const origin: Origin = { actor, ...asked, eventId: null };
  return captureRow(context, step, {
    source: () => sourceOf(context, orderId, origin),
    outcomeOf: (row, { transaction }) => outcomeOfCapture(transaction, row, step),
  });
}

/** The hold that the money is to be taken from, as it is before. */
export type CaptureIntent = Pick<AuthorizationRow, 'amount'>;

/** Writes down that a shipment is to be captured, before the provider is asked. */
export async function recordCaptureIntent(
  context: StepContext,
  step: CaptureStep,
): Promise<Begun<CaptureIntent, CaptureOutcome>> {
  const { orderId, generation, authorizationGeneration } = step;
  const { shipmentId } = step.shipment;
  const first = step.combined === undefined ? await insertFirst(context, step) : undefined;
  if (first !== undefined) return first;
  return recordIntent(context.database, askedCapture(context, step).source(), async (change) => {
    const { transaction, at } = change;
    const authorization = await getAuthorization(transaction, orderId, authorizationGeneration);
    const known = await findCapture(transaction, orderId, shipmentId, generation);
    if (known === undefined || known.state === 'covered') {
      await (known === undefined ? insert(change, step, authorization) : askForCovered(change, step, known));
      return { ask: authorization, asked: { when: 'never', firstAt: at, lastAt: at } };
    }
    const done = await outcomeOfCapture(transaction, known, step);
    if (done !== undefined) return { done };
    const inOtherWords = !(await isSameContent(change, step, known));
    return { ask: authorization, asked: { ...askedBefore(known), inOtherWords } };
  });
}

/** Undefined when this is not the first that is heard of the shipment: then what is there is read. */
async function insertFirst(
  context: StepContext,
  step: CaptureStep,
): Promise<Begun<CaptureIntent, CaptureOutcome> | undefined> {
  const at = nowOf(context);
  const hold = await insertFirstCapture(context.database, step, { ...step, at });
  return hold && { ask: hold, asked: { when: 'never', firstAt: at, lastAt: at } };
}

function insert(change: OrderChange, step: CaptureStep, { authorization_id }: AuthorizationRow): Promise<CaptureRow> {
  const { shipment, generation, receivedBefore, final } = step;
  const idempotencyKey = captureKey(change.orderId, shipment.shipmentId, generation);
  const capture = { generation, authorizationId: authorization_id, idempotencyKey, receivedBefore, final };
  return insertAskedCapture(change, step, capture);
}

/** Shipments waited for this capture: now it is asked for, with the shipment that leaves last, if one does. */
async function askForCovered(change: OrderChange, step: CaptureStep, row: CaptureRow): Promise<CaptureRow> {
  const { combined, price, receivedBefore, final } = step;
  if (combined === undefined) throw new Error(`Bug! Capture ${row.capture_id} takes more than one shipment`);
  const { priced } = combined;
  if (priced !== null) {
    await saveShipment(change, priced, { status: 'pending', final });
    await captureShipments(change, row.capture_id, [priced.shipment.shipmentId]);
  }
  const { at } = change;
  const asked = { amount: price.amount, received_before: receivedBefore, final };
  return changeCapture(change, row, 'requested', { ...asked, key_first_used_at: at, key_last_used_at: at });
}

/**
 * Whether an earlier attempt was to capture the very same, so that its key may be used again. The shop may ask with
 * another content, or the order have changed, after an attempt that failed by our own mistake.
 */
async function isSameContent(
  { transaction, orderId }: OrderChange,
  step: CaptureStep,
  row: CaptureRow,
): Promise<boolean> {
  if (!asksTheSame(row, step)) return false;
  const { shipmentId, contentHash } = (step.combined?.priced ?? step).shipment;
  const known = await findShipmentRow(transaction, orderId, shipmentId);
  return known?.content_hash === contentHash && known.capture_id === row.capture_id;
}

/** Units that were canceled or shipped since can make another shipment the last one. */
function asksTheSame(row: CaptureRow, { price, receivedBefore, final }: CaptureStep): boolean {
  return row.amount === price.amount && row.received_before === receivedBefore && row.final === final;
}
