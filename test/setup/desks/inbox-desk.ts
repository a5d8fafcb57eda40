import pino from 'pino';
import {
  createEventDelivery,
  type EventDelivery,
  type SignalDispute,
  type SignalRefund,
} from '../../../activities/events/event-delivery';
import { createInboxActivities, type InboxActivities } from '../../../activities/inbox-activities';
import type { ProviderEvent } from '../../../libs/domain/orders/inputs';
import { createInbox, type WebhookInbox } from '../../../libs/postgres/events/webhook-event-store';
import { SETTLEMENT_READ_AFTER_SECONDS } from './order-desk';
import type { ShopDatabase } from './shop-database';

const log = pino({ level: 'silent' });

/** The inbox with its sweep; `running` stands for the orders whose workflow runs. */
export class InboxDesk {
  readonly signals: { orderId: string; event: ProviderEvent }[] = [];
  running = true;
  reachable = true;
  readonly inbox: WebhookInbox;
  readonly delivery: EventDelivery;
  readonly sweep: InboxActivities;
  /** One for whom so much time passes between two looks at the clock. */
  readonly sweepWhoseClockRuns: (seconds: number) => InboxActivities;
  private movedSeconds = 0;
  readonly clock = (): Date => new Date(Date.now() + this.movedSeconds * 1000);

  constructor({ database }: Pick<ShopDatabase, 'database'>) {
    const clock = this.clock;
    const signalOrder = (orderId: string, event: ProviderEvent): Promise<'signalled' | 'not_found'> => {
      if (!this.reachable) return Promise.reject(new Error('connection refused'));
      if (!this.running) return Promise.resolve('not_found');
      this.signals.push({ orderId, event });
      return Promise.resolve('signalled');
    };
    const signalRefund: SignalRefund = () => Promise.reject(new Error('no event here is about a refund'));
    const signalDispute: SignalDispute = () => Promise.reject(new Error('no event here is about a dispute'));
    this.inbox = createInbox({ database, clock });
    const signals = { signalOrder, signalRefund, signalDispute };
    this.delivery = createEventDelivery({ inbox: this.inbox, database, ...signals, livemode: false, clock, log });
    const settlementReadAfterSeconds = SETTLEMENT_READ_AFTER_SECONDS;
    const { inbox, delivery } = this;
    const context = { inbox, delivery, database, signalOrder, signalDispute, clock, log, settlementReadAfterSeconds };
    this.sweep = createInboxActivities(context);
    this.sweepWhoseClockRuns = (seconds) => {
      let runs = 0;
      return createInboxActivities({ ...context, clock: () => new Date(clock().getTime() + runs++ * seconds * 1000) });
    };
  }

  pass(seconds: number): void {
    this.movedSeconds += seconds;
  }
}
