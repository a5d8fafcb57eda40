/** An event, as far as delivering it goes. */
export interface SentEvent {
  readonly id: string;
  /** Events about one object reach an endpoint in order; this is that object. */
  readonly about: string;
  /** Endpoints that have not taken it yet. */
  readonly pending: Set<string>;
}

/** Where events go. */
export interface Receiving {
  readonly id: string;
  readonly url: string;
  readonly secret: string;
}

/** One event on its way to one endpoint. */
export interface Delivery<E extends SentEvent, W extends Receiving> {
  readonly event: E;
  readonly endpoint: W;
  readonly attempt: number;
}

/** An attempt that has ended: when, and with which status (0: no answer). */
export interface Attempt<E extends SentEvent, W extends Receiving> extends Delivery<E, W> {
  readonly at: number;
  readonly status: number;
}

/** For people who look: the oldest ones are forgotten. */
const KEPT = 500;

/** How the newest attempts to deliver ended. */
export class DeliveryLog<E extends SentEvent, W extends Receiving> {
  private attempts: Attempt<E, W>[] = [];

  add(attempt: Attempt<E, W>): void {
    this.attempts.push(attempt);
    // Cut in one go now and then: cutting one at a time would move the whole list at every delivery.
    if (this.attempts.length >= 2 * KEPT) this.attempts = this.attempts.slice(-KEPT);
  }

  newestFirst(): Attempt<E, W>[] {
    return this.attempts.slice(-KEPT).reverse();
  }
}
