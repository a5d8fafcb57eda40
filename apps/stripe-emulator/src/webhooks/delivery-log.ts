import type { StripeEvent } from '../stripe/events/event';
import type { WebhookEndpoint } from '../stripe/webhook-endpoints/webhook-endpoint';

/** One event on its way to one endpoint. */
export interface Delivery {
  readonly event: StripeEvent;
  readonly endpoint: WebhookEndpoint;
  readonly attempt: number;
}

/** An attempt that has ended: when, and with which status (0: no answer). */
export interface Attempt extends Delivery {
  readonly at: number;
  readonly status: number;
}

/** For people who look: the oldest ones are forgotten. */
const KEPT = 500;

/** How the newest attempts to deliver ended. */
export class DeliveryLog {
  private attempts: Attempt[] = [];

  add(attempt: Attempt): void {
    this.attempts.push(attempt);
    // Cut in one go now and then: cutting one at a time would move the whole list at every delivery.
    if (this.attempts.length >= 2 * KEPT) this.attempts = this.attempts.slice(-KEPT);
  }

  newestFirst(): Attempt[] {
    return this.attempts.slice(-KEPT).reverse();
  }
}
