import { Controller, Inject } from '@nestjs/common';
import type { Database } from '../../../../libs/postgres/database/database';
import {
  EventsNotKept,
  findShopEvent,
  headOfFeed,
  readEvents,
  type FeedPage,
} from '../../../../libs/postgres/feed/event-reader';
import { RequestTime } from '../http/request-time';
import { PathPart, Route, UrlQuery } from '../openapi/route';
import { Problem } from '../problems/problem';
import { DATABASE } from '../tokens';
import { EventFeed } from './event-feed';
import { eventIdOf, positionOf } from './event-id';
import { EventView } from './event-view';
import {
  eventIdSchema,
  eventPageSchema,
  eventQuerySchema,
  eventSchema,
  type EventPageBody,
  type EventQuery,
  type ShopEvent,
} from './event.schema';

/** Tells what happened, over all orders. */
@Controller()
export class EventsController {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly feed: EventFeed,
    private readonly view: EventView,
    private readonly time: RequestTime,
  ) {}

  @Route({
    method: 'get',
    path: '/v1/events',
    tag: 'events',
    summary: 'List what happened to all orders since your last request',
    description:
      'In one order without gaps: keep `next` and send it as `after`. With `wait` the answer comes as soon as there is an ' +
      'event. Each event is in the feed once, for 30 days unless the deployment says otherwise.',
    answers: [{ status: 200, description: 'A page of events', content: eventPageSchema }],
    problems: ['events_not_kept', 'temporarily_unavailable'],
  })
  async listEvents(@UrlQuery(eventQuerySchema) query: EventQuery): Promise<EventPageBody> {
    const { events, through } = await this.waitForEvents(query);
    return { events: await this.view.of(events), next: eventIdOf(through) };
  }

  @Route({
    method: 'get',
    path: '/v1/events/:eventId',
    tag: 'events',
    summary: 'Read an event',
    answers: [{ status: 200, description: 'The event', content: eventSchema }],
    problems: ['event_not_found', 'temporarily_unavailable'],
  })
  async readEvent(@PathPart('eventId', eventIdSchema) eventId: string): Promise<ShopEvent> {
    const record = await findShopEvent(this.database, positionOf(eventId));
    const [event] = record === undefined ? [] : await this.view.of([record]);
    if (event === undefined) throw new Problem('event_not_found', `There is no event ${eventId}.`);
    return event;
  }

  /** The first page that is not empty, or what there is when the time is over. */
  private async waitForEvents(query: EventQuery): Promise<FeedPage> {
    const { after, types, orderId, limit, wait } = query;
    const asked = { types: types ?? null, orderId: orderId ?? null, limit };
    const end = new Date(Math.min(Date.now() + wait * 1000, this.time.end().getTime()));
    let place = await this.placeOf(after);
    for (;;) {
      const page = await this.read({ after: place, ...asked });
      if (page.events.length > 0 || Date.now() >= end.getTime() || this.feed.isStopping) return page;
      place = page.through;
      await this.feed.untilBehind(place, end);
    }
  }

  /** @returns null: before the oldest event that is kept */
  private async placeOf(after: EventQuery['after']): Promise<number | null> {
    if (after === undefined) return null;
    return after === 'latest' ? headOfFeed(this.database) : positionOf(after);
  }

  private async read(filter: Parameters<typeof readEvents>[1]): Promise<FeedPage> {
    try {
      return await readEvents(this.database, filter);
    } catch (error) {
      if (!(error instanceof EventsNotKept)) throw error;
      const next = eventIdOf(error.head);
      throw new Problem('events_not_kept', `Events up to ${eventIdOf(error.keptAfter)} were deleted.`, {
        members: { next },
      });
    }
  }
}
