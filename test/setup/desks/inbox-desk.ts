import pino from 'pino';
import { createEventDelivery, type EventDelivery } from '../../../activities/events/event-delivery';
import { createInboxActivities, type InboxActivities } from '../../../activities/inbox-activities';
import type { ProviderEvent } from '../../../libs/domain/orders/inputs';
import type { ReceivedEvent } from '../../../libs/domain/provider/received-event';
import { createInbox, type WebhookInbox } from '../../../libs/postgres/events/webhook-event-store';
import { receivedEvent } from '../../examples/events';
import { SETTLEMENT_READ_AFTER_SECONDS } from './order-desk';
import type { ShopDatabase } from './shop-database';

const log = pino({ level: 'silent' });

interface Parts {
  readonly inbox: WebhookInbox;
  readonly delivery: EventDelivery;
  readonly sweep: InboxActivities;
  readonly sweepWhoseClockRuns: (seconds: number) => InboxActivities;
}

/** What is recorded of an event that was stored. */
interface EventOutcome {
  readonly outcome: string | null;
  readonly attempts: number;
  readonly last_error: string | null;
  readonly dead_letter_reason: string | null;
}

/** The inbox with its sweep; the workflows that it signals are lists of what they were told. */
export class InboxDesk {
  readonly signals: { orderId: string; event: ProviderEvent }[] = [];
  readonly refundSignals: { orderId: string; refundId: string; type: string }[] = [];
  readonly disputeSignals: { orderId: string; disputeId: string; type: string }[] = [];
  /** Whether the workflows of orders run. */
  running = true;
  /** Whether Temporal answers. */
  reachable = true;
  private movedSeconds = 0;
  private built: Parts | undefined;

  constructor(private readonly place: Pick<ShopDatabase, 'database'>) {}

  readonly clock = (): Date => new Date(Date.now() + this.movedSeconds * 1000);

  get inbox(): WebhookInbox {
    return this.parts.inbox;
  }

  get delivery(): EventDelivery {
    return this.parts.delivery;
  }

  get sweep(): InboxActivities {
    return this.parts.sweep;
  }

  /** A sweep for which so much time passes between two looks at the clock. */
  sweepWhoseClockRuns(seconds: number): InboxActivities {
    return this.parts.sweepWhoseClockRuns(seconds);
  }

  /** Every workflow that was told of an event, by its order. */
  get told(): string[] {
    return [...this.signals, ...this.refundSignals, ...this.disputeSignals].map(({ orderId }) => orderId);
  }

  /** Stores an event, as a webhook does. @returns its id @throws when it was stored before */
  async store(names: Partial<ReceivedEvent>): Promise<string> {
    const event = receivedEvent(names);
    if ((await this.inbox.storeEvent(event)) !== 'stored') throw new Error(`${event.eventId} was stored before`);
    return event.eventId;
  }

  /** What became of an event. */
  outcomeOf(eventId: string): Promise<EventOutcome> {
    return this.place.database
      .selectFrom('webhook_events')
      .select(['outcome', 'attempts', 'last_error', 'dead_letter_reason'])
      .where('event_id', '=', eventId)
      .executeTakeFirstOrThrow();
  }

  pass(seconds: number): void {
    this.movedSeconds += seconds;
  }

  /** As it was before anything happened. */
  reset(): void {
    for (const list of [this.signals, this.refundSignals, this.disputeSignals]) list.length = 0;
    this.running = true;
    this.reachable = true;
    this.movedSeconds = 0;
    this.built = undefined;
  }

  private get parts(): Parts {
    this.built ??= this.build();
    return this.built;
  }

  private build(): Parts {
    const { place, clock } = this;
    const { database } = place;
    const inbox = createInbox({ database, clock });
    const signalOrder = (orderId: string, event: ProviderEvent): Promise<'signalled' | 'not_found'> =>
      this.running ? this.tell(this.signals, { orderId, event }) : this.answer('not_found');
    const signalRefund = (orderId: string, refundId: string, { type }: { type: string }): Promise<'signalled'> =>
      this.tell(this.refundSignals, { orderId, refundId, type });
    const signalDispute = (orderId: string, disputeId: string, { type }: { type: string }): Promise<'signalled'> =>
      this.tell(this.disputeSignals, { orderId, disputeId, type });
    const signals = { signalOrder, signalRefund, signalDispute };
    const delivery = createEventDelivery({ inbox, database, ...signals, livemode: false, clock, log });
    const settlementReadAfterSeconds = SETTLEMENT_READ_AFTER_SECONDS;
    const context = { inbox, delivery, database, ...signals, clock, log, settlementReadAfterSeconds };
    return {
      inbox,
      delivery,
      sweep: createInboxActivities(context),
      sweepWhoseClockRuns: (seconds) => {
        let runs = 0;
        const running = (): Date => new Date(clock().getTime() + runs++ * seconds * 1000);
        return createInboxActivities({ ...context, clock: running });
      },
    };
  }

  private tell<Signal>(list: Signal[], signal: Signal): Promise<'signalled'> {
    if (this.reachable) list.push(signal);
    return this.answer('signalled');
  }

  private answer<Answer>(answer: Answer): Promise<Answer> {
    return this.reachable ? Promise.resolve(answer) : Promise.reject(new Error('connection refused'));
  }
}

/** One line sets a test file up: an inbox that is new for each test. */
export function openInbox(place: Pick<ShopDatabase, 'database'>): InboxDesk {
  const inbox = new InboxDesk(place);
  beforeEach(() => {
    inbox.reset();
  });
  return inbox;
}
