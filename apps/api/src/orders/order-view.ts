import { Inject, Injectable } from '@nestjs/common';
import type { ApiConfig } from '../../../../libs/config/config';
import { capabilitiesFor } from '../../../../libs/domain/capabilities/payment-provider';
import { isAwaiting, type AuthorizationState } from '../../../../libs/domain/orders/transitions';
import type { Money } from '../../../../libs/domain/money/money';
import type { ConnectRecord, HoldRecord, OrderRecord } from '../../../../libs/postgres/records/order-record';
import { shipmentView } from '../shipments/shipment-view';
import { API_CONFIG } from '../tokens';
import { actionsOf } from './order-actions';
import type { Order } from './order.schema';

/** Shows what is recorded of an order as the API's Order. */
@Injectable()
export class OrderView {
  constructor(@Inject(API_CONFIG) private readonly config: ApiConfig) {}

  /** For whoever may act on it: with what a buyer needs to pay. */
  of(record: OrderRecord): Order {
    return this.view(record, paymentOf(record));
  }

  /** For whoever may only look, and for what is kept or sent on: without what a buyer pays with. */
  withoutSecrets(record: OrderRecord): Order {
    return this.view(record, { ...paymentOf(record), clientSecret: null, nextAction: null });
  }

  private view(record: OrderRecord, payment: Order['payment']): Order {
    const { orderId, status, cancelReason, currency, amounts, createdAt, updatedAt, given } = record;
    return {
      orderId,
      orderNumber: given.orderNumber,
      description: given.description,
      customerReference: given.customerReference,
      receiptEmail: given.receiptEmail,
      shippingAddress: given.shippingAddress === null ? null : { ...given.shippingAddress },
      status,
      cancelReason,
      currency,
      amounts: { ...amounts, fees: amounts.fees.map((fee) => ({ ...fee })), ...unknownFees(record) },
      payment,
      policy: policyView(given.policy),
      shipping: { ...given.shipping },
      discountAmount: given.discountAmount,
      credits: record.credits.map((credit) => ({ ...credit })),
      metadata: { ...given.metadata },
      lines: record.lines.map((line) => ({ ...line, open: line.quantity - line.shipped - line.canceled })),
      shipments: record.shipments.map(shipmentView),
      doubts: record.doubts.map((doubt) => ({ ...doubt })),
      attention: record.attention.map(({ code, message, since }) => ({ code, message, since })),
      actions: actionsOf(record, new Date().toISOString()),
      workflow: { workflowId: record.workflowId, url: this.workflowUrl(record) },
      createdAt,
      updatedAt,
    };
  }

  /** The page with the order's details; of an order whose run is not known the page of its runs, a click before. */
  private workflowUrl({ workflowId, workflowRunId }: OrderRecord): string | null {
    const { temporal, temporalUiUrl } = this.config;
    if (temporalUiUrl === undefined) return null;
    const page = ['namespaces', temporal.namespace, 'workflows', workflowId];
    const details = workflowRunId === null ? [] : [workflowRunId, 'user-metadata'];
    return [temporalUiUrl.replace(/\/$/, ''), ...[...page, ...details].map(encodeURIComponent)].join('/');
  }
}

/** Of a hold whose provider tells no date. */
function estimated(
  captureBefore: string | null,
  payment: OrderRecord['given']['payment'],
): { captureBeforeIsEstimate?: true } {
  const isEstimate = captureBefore !== null && capabilitiesFor(payment).deadline === 'estimated';
  return isEstimate ? { captureBeforeIsEstimate: true } : {};
}

/** Nothing was captured: then there are none. */
function unknownFees({ amounts, given }: OrderRecord): { feesUnknown?: true } {
  return amounts.captured > 0 && !capabilitiesFor(given.payment).tellsFees ? { feesUnknown: true } : {};
}

function paymentOf({ authorization, awaitedUntil, holds, given, connect }: OrderRecord): Order['payment'] {
  const awaited = isAwaited(authorization?.state) ? authorization : null;
  const setupIntentId = authorization?.setupIntentId ?? null;
  return {
    plan: authorization?.plan ?? null,
    paymentIntentId: authorization?.paymentIntentId ?? null,
    ...(setupIntentId !== null && { setupIntentId }),
    clientSecret: awaited?.clientSecret ?? null,
    nextAction: awaited?.nextAction ?? null,
    lastError: awaited?.lastError ?? null,
    ...(awaited !== null && { awaitedUntil }),
    captureBefore: authorization?.captureBefore ?? null,
    ...estimated(authorization?.captureBefore ?? null, given.payment),
    releaseAt: authorization?.releaseAt ?? null,
    warnAt: authorization?.warnAt ?? null,
    onDeadline: given.policy.onDeadline,
    ...given.payment,
    ...(holds.length > 1 && { holds: holds.flatMap(holdOf) }),
    capabilities: authorization?.capabilities ?? null,
    ...(connect !== null && { connect: connectView(connect) }),
  };
}

function policyView({ shipDespite, ...policy }: OrderRecord['given']['policy']): Order['policy'] {
  return { ...policy, ...(shipDespite !== undefined && { shipDespite: [...shipDespite] }) };
}

function connectView(connect: ConnectRecord): NonNullable<Order['payment']['connect']> {
  const copy = (sums: readonly Money[]): Money[] => sums.map((sum) => ({ ...sum }));
  return {
    ...connect,
    transferred: copy(connect.transferred),
    transfersReversed: copy(connect.transfersReversed),
    applicationFees: copy(connect.applicationFees),
    applicationFeesRefunded: copy(connect.applicationFeesRefunded),
  };
}

function holdOf({ state, ...hold }: HoldRecord): NonNullable<Order['payment']['holds']> {
  switch (state) {
    case 'held':
    case 'captured':
    case 'released':
    case 'replaced':
    case 'expired':
      return [{ ...hold, state }];
    case 'requested':
    case 'requires_payment_method':
    case 'requires_action':
    case 'processing':
    case 'saved':
    case 'declined':
      // Nothing was held by it.
      return [];
  }
}

/** Only while the payment waits for the buyer is there something to do for one; a secret has no other use. */
function isAwaited(state: AuthorizationState | undefined): boolean {
  return state !== undefined && (isAwaiting(state) || state === 'declined');
}
