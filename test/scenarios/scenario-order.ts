import { setTimeout as pause } from 'node:timers/promises';
import { shipmentSchema } from '../../apps/api/src/shipments/shipment.schema';
import type { HttpAnswer } from '../../apps/api/src/testing/api-driver';
import { shipmentsPaidBy } from '../../libs/domain/provider/capture-plan';
import type { OrderRecord } from '../../libs/postgres/records/order-record';
import { eventually } from '../setup/eventually';
import { PlacedOrder } from '../setup/shop/placed-order';
import type { Cell } from './cell';
import type { Expected, ShipmentAnswer } from './expected';
import { orderBody, shipmentBody } from './order';
import type { Place } from './place';
import { planNamed } from './plans';

/** The deadline may have come before the last shipment had left: this machine is too slow for the window. */
export class DeadlineCameFirst extends Error {}

/** A provider counts whole seconds, so that a hold may end so much before its window is over. */
const ROUNDING_MS = 1_000;

/** Seconds that anything may take beyond its own deadlines before it is called stuck. */
export const PATIENCE_SECONDS = 120;

/** A hold as the order shows it. */
export interface ShownHold {
  readonly paymentIntentId: string | null;
  readonly captureBefore: string;
  readonly releaseAt: string;
}

/** One order of a scenario, and what its shop does with it until nothing more is to ship before the deadline. */
export class ScenarioOrder extends PlacedOrder<OrderRecord> {
  /** Shipments that were not refused. */
  readonly shipped: string[] = [];
  /** Of this order alone. */
  customer = 'none yet';
  /** Milliseconds since 1970 before which no deadline of this order comes; never, where nothing is held. */
  private safeUntil = Infinity;

  constructor(
    readonly place: Place,
    readonly cell: Cell,
    orderId: string,
  ) {
    super(place.holdfast, orderId);
  }

  read(): Promise<OrderRecord> {
    return this.record();
  }

  async placeOrder(): Promise<void> {
    this.customer = await this.place.account.newCustomer();
    const { customer } = this;
    const { seconds, margin } = this.place.window;
    if (holdsUntilDeadline(this.cell)) this.safeUntil = Date.now() + (seconds - margin) * 1000 - ROUNDING_MS;
    const body = orderBody(this.cell, { orderId: this.orderId, customer, marginSeconds: margin });
    const answer = await this.ask('/v1/orders', body);
    if (answer.status >= 300) throw new Error(`the order was refused: ${answer.text}`);
    await this.buyerDoes();
  }

  /** What the buyer does before the order can ship. */
  private async buyerDoes(): Promise<void> {
    const { condition, plan } = this.cell;
    if (condition === 'declined_first') {
      await this.until(({ status }) => status === 'requires_payment_method', PATIENCE_SECONDS);
      const { card } = planNamed(plan).order(this.cell);
      const answer = await this.ask(`/v1/orders/${this.orderId}/confirm`, { paymentMethod: card });
      if (answer.status >= 300)
        throw new Error(`the other card was answered ${answer.status.toString()}: ${answer.text}`);
    }
    if (condition === 'authenticates') {
      await this.until(({ status }) => status === 'requires_action', PATIENCE_SECONDS);
      await this.authenticate();
      await this.until(({ status }) => status !== 'requires_action', PATIENCE_SECONDS);
      // The database knows it a moment before the workflow does, which takes no shipment until then.
      if (!holdsUntilDeadline(this.cell) && plan !== 'immediate')
        await eventually(() => this.details(), saysSaved, PATIENCE_SECONDS);
    }
  }

  /** Ships one shipment after the other, each when the one before was answered. @throws DeadlineCameFirst */
  async shipAsExpected({ shipments }: Pick<Expected, 'shipments'>): Promise<void> {
    await this.beforeDeadline(async () => {
      for (const [index, expected] of shipments.entries()) {
        const shipmentId = `P${(index + 1).toString()}`;
        requireAnswer(shipmentId, await this.ship(shipmentId), expected);
      }
    });
  }

  async ship(shipmentId: string, quantity = 1): Promise<ShipmentAnswer> {
    const answer = await this.ask(`/v1/orders/${this.orderId}/shipments`, shipmentBody(shipmentId, quantity));
    if (answer.status === 409) return 'refused';
    if (answer.status >= 300)
      throw new Error(`shipment ${shipmentId} was answered ${answer.status.toString()}: ${answer.text}`);
    this.shipped.push(shipmentId);
    return shipmentSchema.parse(answer.json()).status === 'covered' ? 'covered' : 'captured';
  }

  /** The hold on which shipments are captured now. */
  async liveHold(): Promise<ShownHold> {
    const { authorization } = await this.until(({ amounts }) => amounts.held > 0, PATIENCE_SECONDS);
    const { paymentIntentId = null, captureBefore = null, releaseAt = null } = authorization ?? {};
    if (captureBefore === null || releaseAt === null) throw new Error(`order ${this.orderId} shows no deadline`);
    return { paymentIntentId, captureBefore, releaseAt };
  }

  /** Waits until the deadline of one hold has brought another, and ships what was left open. */
  async shipOnNextHold({ paymentIntentId, releaseAt }: ShownHold): Promise<void> {
    await untilInstant(releaseAt);
    const next = await eventually(
      () => this.liveHold(),
      (hold) => hold.paymentIntentId !== paymentIntentId,
      PATIENCE_SECONDS,
    );
    this.safeUntil = Date.parse(next.releaseAt);
    await this.beforeDeadline(() => this.shipRest());
  }

  /** What the shop does about what is open still. */
  async endIt({ then, attention }: Pick<Expected, 'then' | 'attention'>): Promise<void> {
    switch (then) {
      case 'nothing':
        return;
      case 'ships_on_next_hold':
        return this.shipOnNextHold(await this.beforeDeadline(() => this.liveHold()));
      case 'ships_the_rest':
        return this.beforeDeadline(() => this.shipRest());
      case 'cancels_the_rest':
        return this.cancelRest(attention);
    }
  }

  private async shipRest(): Promise<void> {
    const { lines } = await this.record();
    const open = lines.reduce((sum, { quantity, shipped, canceled }) => sum + quantity - shipped - canceled, 0);
    requireAnswer('rest', await this.ship('rest', open), 'captured');
  }

  private async cancelRest(onceShown: readonly string[]): Promise<void> {
    // What calls a person may come with the deadline alone.
    await this.until(
      ({ attention }) => onceShown.every((expected) => attention.some(({ code }) => code === expected)),
      this.place.window.seconds + PATIENCE_SECONDS,
    );
    const body = { cancellationId: 'rest', reason: 'it cannot be paid' };
    const answer = await this.ask(`/v1/orders/${this.orderId}/cancellations`, body);
    if (answer.status >= 300)
      throw new Error(`the cancellation was answered ${answer.status.toString()}: ${answer.text}`);
  }

  /**
   * Does what must be done before the deadline. Told by the shop's own clock, because what an order shows may be of its next hold.
   * @throws DeadlineCameFirst whatever came of it, when the deadline may have come meanwhile
   */
  private async beforeDeadline<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = await Promise.allSettled([work()]);
    if (Date.now() >= this.safeUntil) throw new DeadlineCameFirst(this.orderId);
    const [result] = done;
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  }

  /** 503 and 504 say that repeating is safe, so a shop repeats. */
  private async ask(path: string, body: object): Promise<HttpAnswer> {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await this.place.api.post(path, body);
      if (answer.status < 500 || attempt === ATTEMPTS) return answer;
    }
  }
}

function holdsUntilDeadline({ plan }: Cell): boolean {
  return plan !== 'charged_instead' && shipmentsPaidBy(plan) === 'hold';
}

function saysSaved(details: string): boolean {
  return details.includes('each shipment is charged to the saved card');
}

/** Each waits for as long as the API lets a request take. */
const ATTEMPTS = 10;

function requireAnswer(shipmentId: string, told: ShipmentAnswer, expected: ShipmentAnswer): void {
  if (told !== expected) throw new Error(`shipment ${shipmentId} is ${told}, and must be ${expected}`);
}

/** Resolves at an instant that an order shows; at once when it is over. */
export async function untilInstant(instant: string): Promise<void> {
  await pause(Math.max(Date.parse(instant) - Date.now(), 0));
}
