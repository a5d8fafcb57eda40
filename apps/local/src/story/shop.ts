import { z } from 'zod';
import { eventually } from './eventually';

/** The shop's backend: everything the story does to Holdfast goes through its HTTP API. */

const shipmentSchema = z.object({
  shipmentId: z.string(),
  status: z.string(),
  amount: z.number(),
  final: z.boolean(),
  capture: z.object({ balanceTransactionId: z.string().nullable(), fee: z.number().nullable() }),
});

const orderSchema = z.object({
  orderId: z.string(),
  status: z.string(),
  cancelReason: z.string().nullable(),
  amounts: z.object({
    total: z.number(),
    held: z.number(),
    captured: z.number(),
    settled: z.number(),
    released: z.number(),
    fees: z.array(z.object({ amount: z.number(), currency: z.string() })),
  }),
  payment: z.object({
    plan: z.string().nullable(),
    paymentIntentId: z.string(),
    captureBefore: z.iso.datetime(),
    releaseAt: z.iso.datetime(),
  }),
  shipments: z.array(shipmentSchema),
  attention: z.array(z.object({ code: z.string() })),
  workflow: z.object({ workflowId: z.string(), url: z.string().nullable() }),
});

const ledgerSchema = z.object({
  transactions: z.array(
    z.object({
      kind: z.string(),
      entries: z.array(
        z.object({
          account: z.string(),
          side: z.enum(['debit', 'credit']),
          amount: z.object({ amount: z.number(), currency: z.string() }),
        }),
      ),
    }),
  ),
  balances: z.array(z.object({ account: z.string(), balance: z.object({ amount: z.number(), currency: z.string() }) })),
});

const timelineSchema = z.object({
  entries: z.array(z.object({ at: z.iso.datetime(), kind: z.string() })),
});

/** What the demo reads of an order. */
export type ShownOrder = z.infer<typeof orderSchema>;
/** What the demo reads of a ledger. */
export type ShownLedger = z.infer<typeof ledgerSchema>;

/** A shop that uses the API of the stack. Each request throws when it is not answered as the demo expects. */
export interface Shop {
  /** @param changes of other fields of the order */
  order(
    orderId: string,
    policy?: Readonly<Record<string, unknown>>,
    changes?: Readonly<Record<string, unknown>>,
  ): Promise<{ status: number; order: ShownOrder }>;
  ship(
    orderId: string,
    shipmentId: string,
    lineId: string,
  ): Promise<{ status: number; amount: number; final: boolean; is: string }>;
  /** Gives up whatever has not shipped. */
  cancel(orderId: string, cancellationId: string): Promise<void>;
  read(orderId: string): Promise<ShownOrder>;
  /** Reads until the order has the status, or the seconds are over. */
  until(orderId: string, status: string, seconds: number): Promise<ShownOrder>;
  /** Reads until so much of the order is settled, or the seconds are over. */
  untilSettled(orderId: string, amount: number, seconds: number): Promise<ShownOrder>;
  ledger(orderId: string): Promise<ShownLedger>;
  /** When something of this kind happened last; undefined if it did not. */
  timelineAt(orderId: string, kind: string): Promise<string | undefined>;
}

/** A shop that talks to the API at this address. What it asks throws unless the answer is as it must be. */
export function createShop(apiUrl: string): Shop {
  const call = async (method: string, path: string, body?: object): Promise<{ status: number; json: unknown }> => {
    const answer = await fetch(`${apiUrl}${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.timeout(40_000),
    });
    const json: unknown = await answer.json();
    if (answer.status >= 400 && answer.status !== 504) {
      throw new Error(`${method} ${path} answered ${answer.status.toString()}: ${JSON.stringify(json)}`);
    }
    return { status: answer.status, json };
  };
  const read = async (orderId: string): Promise<ShownOrder> =>
    orderSchema.parse((await call('GET', `/v1/orders/${orderId}`)).json);

  return {
    order: async (orderId, policy = {}, changes = {}) => {
      const { status, json } = await call('POST', '/v1/orders', { ...twoLines(orderId, policy), ...changes });
      return { status, order: orderSchema.parse(json) };
    },
    ship: async (orderId, shipmentId, lineId) => {
      const body = { shipmentId, lines: [{ lineId, quantity: 1 }], carrier: 'UPS', trackingNumber: `1Z-${shipmentId}` };
      const path = `/v1/orders/${orderId}/shipments`;
      // 504 says: accepted, still working. The shipment's id makes asking again safe.
      const { status, json } = await eventually(
        `shipment ${shipmentId} of order ${orderId} to be answered`,
        60,
        () => call('POST', path, body),
        (answer) => answer.status !== 504,
      );
      const { amount, final, status: is } = shipmentSchema.parse(json);
      return { status, amount, final, is };
    },
    cancel: async (orderId, cancellationId) => {
      const body = { cancellationId, reason: 'out of stock' };
      await call('POST', `/v1/orders/${orderId}/cancellations`, body);
    },
    read,
    until: (orderId, status, seconds) =>
      eventually(
        `order ${orderId} to be ${status}`,
        seconds,
        () => read(orderId),
        (order) => order.status === status,
      ),
    untilSettled: (orderId, amount, seconds) =>
      eventually(
        `${amount.toString()} of order ${orderId} to be settled`,
        seconds,
        () => read(orderId),
        ({ amounts }) => amounts.settled === amount,
      ),
    ledger: async (orderId) => ledgerSchema.parse((await call('GET', `/v1/orders/${orderId}/ledger`)).json),
    timelineAt: async (orderId, kind) => {
      const { json } = await call('GET', `/v1/orders/${orderId}/timeline`);
      return timelineSchema.parse(json).entries.findLast((entry) => entry.kind === kind)?.at;
    },
  };
}

/** Two lines of one piece, 20.00 each; with tax, shipping and discount 46.00 in all, 23.00 a line. */
function twoLines(orderId: string, policy: Readonly<Record<string, unknown>>): object {
  return {
    orderId,
    currency: 'usd',
    lines: [
      {
        lineId: '1',
        productCode: 'SKU001',
        name: 'Product 001',
        quantity: 1,
        unitPrice: 2000,
        taxAmount: 200,
        unitOfMeasure: 'feet',
        commodityCode: '123123',
      },
      { lineId: '2', productCode: 'SKU002', name: 'Product 002', quantity: 1, unitPrice: 2000, taxAmount: 200 },
    ],
    shipping: { amount: 400, fromPostalCode: '94110', toPostalCode: '94117' },
    discountAmount: 200,
    customerReference: 'customer_reference',
    payment: { paymentMethod: 'pm_card_visa' },
    policy,
  };
}
