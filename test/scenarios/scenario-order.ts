import { setTimeout as pause } from 'node:timers/promises';
import { shipmentSchema } from '../../apps/api/src/shipments/shipment.schema';
import type { HttpAnswer } from '../../apps/api/src/testing/api-driver';
import type { OrderRecord } from '../../libs/postgres/records/order-record';
import { eventually } from '../setup/eventually';
import { PlacedOrder } from '../setup/shop/placed-order';
import type { Cell } from './cell';
import type { Expected, ParcelAnswer } from './expected';
import { orderBody, parcelBody } from './order';
import type { Place } from './place';

/** The deadline was there before the last parcel had left: this machine is too slow for the window. */
export class DeadlineCameFirst extends Error {}

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
  /** Parcels that were not refused. */
  readonly shipped: string[] = [];
  /** Of this order alone. */
  customer = 'none yet';
  /** When the hold that the order was placed with is acted on; null before it is known, or when nothing is held. */
  private firstReleaseAt: string | null = null;

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
    this.customer = await this.place.newCustomer();
    const { customer } = this;
    const { margin: marginSeconds } = this.place.window;
    const body = orderBody(this.cell, { orderId: this.orderId, customer, marginSeconds });
    const answer = await this.ask('/v1/orders', body);
    if (answer.status >= 300) throw new Error(`the order was refused: ${answer.text}`);
  }

  /** Ships one parcel after the other, each when the one before was answered. */
  async shipAsExpected({ parcels }: Pick<Expected, 'parcels'>): Promise<void> {
    for (const [index, expected] of parcels.entries()) {
      const shipmentId = `P${(index + 1).toString()}`;
      const told = await this.ship(shipmentId);
      this.firstReleaseAt ??= (await this.record()).authorization?.releaseAt ?? null;
      if (told !== expected && this.deadlineCame()) throw new DeadlineCameFirst(this.orderId);
      requireAnswer(shipmentId, told, expected);
    }
  }

  async ship(shipmentId: string, quantity = 1): Promise<ParcelAnswer> {
    const answer = await this.ask(`/v1/orders/${this.orderId}/shipments`, parcelBody(shipmentId, quantity));
    if (answer.status === 409) return 'refused';
    if (answer.status >= 300)
      throw new Error(`parcel ${shipmentId} was answered ${answer.status.toString()}: ${answer.text}`);
    this.shipped.push(shipmentId);
    return shipmentSchema.parse(answer.json()).status === 'covered' ? 'covered' : 'captured';
  }

  /** The hold on which parcels are captured now. */
  async liveHold(): Promise<ShownHold> {
    const { authorization } = await this.until(({ amounts }) => amounts.held > 0, PATIENCE_SECONDS);
    const { paymentIntentId = null, captureBefore = null, releaseAt = null } = authorization ?? {};
    if (captureBefore === null || releaseAt === null) throw new Error(`order ${this.orderId} shows no deadline`);
    return { paymentIntentId, captureBefore, releaseAt };
  }

  /** Waits until the deadline of one hold has brought another, and ships what was left open. */
  async shipOnNextHold({ paymentIntentId, releaseAt }: ShownHold): Promise<void> {
    await untilInstant(releaseAt);
    await eventually(
      () => this.liveHold(),
      (hold) => hold.paymentIntentId !== paymentIntentId,
      PATIENCE_SECONDS,
    );
    await this.shipRest();
  }

  /** What the shop does about what is open still. */
  async endIt({ then, attention }: Pick<Expected, 'then' | 'attention'>): Promise<void> {
    switch (then) {
      case 'nothing':
        return;
      case 'ships_on_next_hold':
        return this.shipOnNextHold(await this.liveHold());
      case 'ships_the_rest':
        return this.shipRest();
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
    await this.until(
      ({ attention }) => onceShown.every((expected) => attention.some(({ code }) => code === expected)),
      PATIENCE_SECONDS,
    );
    const body = { cancellationId: 'rest', reason: 'it cannot be paid' };
    const answer = await this.ask(`/v1/orders/${this.orderId}/cancellations`, body);
    if (answer.status >= 300)
      throw new Error(`the cancellation was answered ${answer.status.toString()}: ${answer.text}`);
  }

  /** The deadline of the first hold: once it has come, the order may show that of the next. */
  private deadlineCame(): boolean {
    const { firstReleaseAt } = this;
    return this.cell.deadline !== 'all_shipped' && firstReleaseAt !== null && Date.parse(firstReleaseAt) <= Date.now();
  }

  /** 503 and 504 say that repeating is safe, so a shop repeats. */
  private async ask(path: string, body: object): Promise<HttpAnswer> {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await this.place.api.post(path, body);
      if (answer.status < 500 || attempt === ATTEMPTS) return answer;
    }
  }
}

/** Each waits for as long as the API lets a request take. */
const ATTEMPTS = 10;

function requireAnswer(shipmentId: string, told: ParcelAnswer, expected: ParcelAnswer): void {
  if (told !== expected) throw new Error(`parcel ${shipmentId} is ${told}, and must be ${expected}`);
}

/** Resolves at an instant that an order shows; at once when it is over. */
export async function untilInstant(instant: string): Promise<void> {
  await pause(Math.max(Date.parse(instant) - Date.now(), 0));
}
