import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { LOGGER } from '../tokens';

/** More at once than one burst of events of an order brings; what is beyond is left to the sweep of the inbox. */
const AT_ONCE_AT_MOST = 50;

/** Hands stored events to their orders behind the answer to Stripe, which must not wait for it. */
@Injectable()
export class EventDeliveries {
  private readonly underWay = new Set<Promise<void>>();

  constructor(@Inject(LOGGER) private readonly log: Logger) {}

  /** Whether another can begin. */
  get hasRoom(): boolean {
    return this.underWay.size < AT_ONCE_AT_MOST;
  }

  /** Begins the delivery of a stored event. */
  begin(eventId: string, deliver: () => Promise<unknown>): void {
    const delivery = this.deliver(eventId, deliver).finally(() => this.underWay.delete(delivery));
    this.underWay.add(delivery);
  }

  /** Resolves when nothing is under way. */
  async drained(): Promise<void> {
    await Promise.all(this.underWay);
  }

  private async deliver(eventId: string, deliver: () => Promise<unknown>): Promise<void> {
    try {
      await deliver();
    } catch (error) {
      this.log.warn({ eventId, err: error }, 'an event could not be delivered now; the sweep will deliver it');
    }
  }
}
