import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { Webhook } from 'standardwebhooks';
import type { ApiConfig } from '../../../../libs/config/config';
import type { EventEndpoint } from '../../../../libs/config/event-endpoints';
import { nextDeliveryAfter } from '../../../../libs/domain/feed/delivery-schedule';
import type { Database } from '../../../../libs/postgres/database/database';
import {
  claimDeliveries,
  settleDelivery,
  type ClaimedDelivery,
  type DeliveryOutcome,
} from '../../../../libs/postgres/feed/delivery-store';
import { findShopEvent } from '../../../../libs/postgres/feed/event-reader';
import { ApiMetrics } from '../metrics/api-metrics';
import { API_CONFIG, DATABASE, LOGGER } from '../tokens';
import { eventIdOf } from './event-id';
import { EventView } from './event-view';
import type { ShopEvent } from './event.schema';
import { openPostOffice, type PostAnswer, type PostOffice } from './post-event';

/** Of one endpoint, by one API process: one that hangs takes nothing from the others. */
const AT_ONCE_AT_MOST = 10;
/** As long as a receiver may take that stores an event and answers; longer than any network pause. */
const ANSWER_WITHIN_MS = 10_000;

/** Sends events to the endpoints of the shop, signed, those of one order one after the other. */
@Injectable()
export class EventPushes {
  private readonly underWay = new Map<string, Set<Promise<void>>>();
  private readonly office: PostOffice;
  private stopped = false;

  constructor(
    @Inject(API_CONFIG) private readonly config: ApiConfig,
    @Inject(DATABASE) private readonly database: Database,
    @Inject(LOGGER) private readonly log: Logger,
    private readonly view: EventView,
    private readonly metrics: ApiMetrics,
  ) {
    const { internalAllowed } = config.events;
    this.office = openPostOffice({ internalAllowed, timeoutMs: ANSWER_WITHIN_MS, atOnce: AT_ONCE_AT_MOST });
  }

  /** Begins to send what is due, as far as there is room; resolves when it is begun. */
  async sendDue(): Promise<void> {
    for (const endpoint of this.config.events.endpoints) await this.sendTo(endpoint);
  }

  /** Begins nothing any more. */
  stop(): void {
    this.stopped = true;
  }

  /** Resolves when nothing is under way; after `stop`. */
  async drained(): Promise<void> {
    for (const sending of this.underWay.values()) await Promise.all(sending);
    this.office.close();
  }

  private async sendTo(endpoint: EventEndpoint): Promise<void> {
    const sending = this.underWay.get(endpoint.name) ?? new Set();
    this.underWay.set(endpoint.name, sending);
    const room = AT_ONCE_AT_MOST - sending.size;
    if (room === 0 || this.stopped) return;
    for (const claimed of await claimDeliveries(this.database, endpoint.name, room, now())) {
      const delivery = this.deliver(endpoint, claimed).then(() => {
        sending.delete(delivery);
        return this.sendNext(endpoint);
      });
      sending.add(delivery);
    }
  }

  /** What an event has made room for, or held back, need not wait for the next look. */
  private async sendNext(endpoint: EventEndpoint): Promise<void> {
    try {
      await this.sendTo(endpoint);
    } catch {
      // The next look at the feed meets the same trouble, and tells of it.
    }
  }

  /** Never rejects: what could not be written down is sent once more when its claim is over. */
  private async deliver(endpoint: EventEndpoint, claimed: ClaimedDelivery): Promise<void> {
    const { position, orderId } = claimed;
    const about = { eventId: eventIdOf(position), orderId, endpoint: endpoint.name };
    try {
      const record = await findShopEvent(this.database, position);
      // Deleted meanwhile, with its delivery: it was older than events are kept.
      if (record === undefined) return;
      const [event] = await this.view.of([record]);
      if (event === undefined) return;
      const outcome = outcomeOf(await this.office.send(signed(endpoint, event)), claimed);
      await settleDelivery(this.database, claimed, outcome, now());
      this.metrics.eventPushed(endpoint.name, outcome.kind, secondsSince(event.timestamp));
      this.tell(outcome, { ...about, type: event.type, attempts: claimed.attempts });
    } catch (error) {
      this.log.warn({ ...about, err: error }, 'an event could not be sent now: it is sent again within a minute');
    }
  }

  private tell(outcome: DeliveryOutcome, about: object): void {
    switch (outcome.kind) {
      case 'delivered':
        this.log.debug(about, 'event delivered');
        return;
      case 'later': {
        const { error, seconds } = outcome;
        this.log.warn({ ...about, error }, `an event was not accepted: it is sent again in ${seconds.toString()} s`);
        return;
      }
      case 'given_up':
        this.log.error(
          { ...about, error: outcome.error },
          'an event was not accepted for three days and has failed: POST /v1/events/{eventId}/redeliver sends it again',
        );
        return;
    }
  }
}

/** With every secret of the endpoint, so that a receiver may know the old one or the new one. */
function signed({ url, secrets }: EventEndpoint, event: ShopEvent): Parameters<PostOffice['send']>[0] {
  const body = JSON.stringify(event);
  const at = new Date();
  const signatures = secrets.map((secret) => new Webhook(secret).sign(event.id, at, body));
  return {
    url,
    body,
    headers: {
      'webhook-id': event.id,
      'webhook-timestamp': Math.floor(at.getTime() / 1000).toString(),
      'webhook-signature': signatures.join(' '),
    },
  };
}

function outcomeOf(answer: PostAnswer, { attempts, firstAttemptAt }: ClaimedDelivery): DeliveryOutcome {
  if (answer.kind === 'answered' && answer.status >= 200 && answer.status < 300) {
    return { kind: 'delivered', httpStatus: answer.status };
  }
  const askedPause = answer.kind === 'answered' ? answer.retryAfterSeconds : null;
  const httpStatus = answer.kind === 'answered' ? answer.status : null;
  const error = answer.kind === 'answered' ? `answered ${answer.status.toString()}` : answer.error;
  const seconds = nextDeliveryAfter({ attempts, firstAttemptAt, askedPause }, now());
  return seconds === null ? { kind: 'given_up', httpStatus, error } : { kind: 'later', httpStatus, error, seconds };
}

function secondsSince(instant: string): number {
  return Math.max(0, Date.now() - Date.parse(instant)) / 1000;
}

function now(): string {
  return new Date().toISOString();
}
