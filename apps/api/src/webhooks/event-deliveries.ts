import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import type { EventDelivery } from '../../../../activities/events/event-delivery';
import { EVENT_DELIVERY, LOGGER } from '../tokens';

/** More at once than one burst of events of an order brings; what is beyond is left to the sweep of the inbox. */
const AT_ONCE_AT_MOST = 50;

/** Hands stored events to their orders behind the answer to Stripe, which must not wait for it. */
@Injectable()
export class EventDeliveries {
  private readonly underWay = new Set<Promise<void>>();

  constructor(
    @Inject(EVENT_DELIVERY) private readonly delivery: EventDelivery,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  /** Begins the delivery of a stored event, unless too many are under way. */
  begin(eventId: string): void {
    if (this.underWay.size >= AT_ONCE_AT_MOST) return;
    const delivery = this.deliver(eventId).finally(() => this.underWay.delete(delivery));
    this.underWay.add(delivery);
  }

  /** Resolves when nothing is under way. */
  async drained(): Promise<void> {
    await Promise.all(this.underWay);
  }

  private async deliver(eventId: string): Promise<void> {
    try {
      await this.delivery.deliver(eventId);
    } catch (error) {
      this.log.warn({ eventId, err: error }, 'an event could not be delivered now; the sweep will deliver it');
    }
  }
}
