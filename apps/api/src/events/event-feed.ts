import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { EventEmitter, once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { ApiConfig } from '../../../../libs/config/config';
import type { Database } from '../../../../libs/postgres/database/database';
import { lookAtFeed, type FeedLook } from '../../../../libs/postgres/feed/feed-look';
import { forgetEvents } from '../../../../libs/postgres/feed/forget-events';
import { offerEvents } from '../../../../libs/postgres/feed/offer-events';
import { writeFeed } from '../../../../libs/postgres/feed/write-feed';
import { TellAttentions } from '../attentions/tell-attentions';
import { API_CONFIG, DATABASE, LOGGER } from '../tokens';
import { EventPushes } from './event-pushes';

/** An event is in the feed within this, and the work of one statement, after its fact was recorded. */
const LOOK_EVERY_MS = 250;
/** While PostgreSQL cannot be asked. */
const TROUBLE_PAUSE_MS = 2_000;
const FORGET_EVERY_MS = 10 * 60_000;
const DAY_MS = 24 * 60 * 60_000;

/**
 * Writes the feed of events for as long as the API runs, tells those who wait for it, has due events sent and workflows
 * told of alerts. Each API process does; whoever comes first does the work.
 */
@Injectable()
export class EventFeed implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly stopping = new AbortController();
  private readonly news = new EventEmitter().setMaxListeners(0);
  private readonly names: readonly string[];
  private head = 0;
  private inTrouble = false;
  private forgetAt = 0;
  private running: Promise<void> = Promise.resolve();

  constructor(
    @Inject(API_CONFIG) private readonly config: ApiConfig,
    @Inject(DATABASE) private readonly database: Database,
    @Inject(LOGGER) private readonly log: Logger,
    private readonly pushes: EventPushes,
    private readonly attentions: TellAttentions,
  ) {
    this.names = config.events.endpoints.map(({ name }) => name);
  }

  onApplicationBootstrap(): void {
    this.running = this.run();
  }

  /** Before the last requests are answered: nobody waits for events any more. */
  onModuleDestroy(): void {
    this.stopping.abort();
    this.pushes.stop();
    this.news.emit('head');
  }

  /** After the last request was answered; resolves when nothing of ours is under way. */
  async drained(): Promise<void> {
    await this.running;
    await this.pushes.drained();
    await this.attentions.drained();
  }

  get isStopping(): boolean {
    return this.stopping.signal.aborted;
  }

  /** Resolves when there is an event behind a position, when the time is over, or when the API stops. */
  async untilBehind(position: number, end: Date): Promise<void> {
    const late = AbortSignal.timeout(Math.max(0, end.getTime() - Date.now()));
    while (this.head <= position && !late.aborted && !this.stopping.signal.aborted) {
      await once(this.news, 'head', { signal: late }).catch(() => undefined);
    }
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      const wait = await this.lookOnce();
      await pause(wait, undefined, { signal }).catch(() => undefined);
    }
  }

  /** @returns milliseconds until the next look */
  private async lookOnce(): Promise<number> {
    try {
      await this.look();
      if (this.inTrouble) this.log.info('the feed of events is written again');
      this.inTrouble = false;
      return LOOK_EVERY_MS;
    } catch (error) {
      if (!this.inTrouble)
        this.log.warn({ err: error }, 'the feed of events cannot be written now: Holdfast tries again');
      this.inTrouble = true;
      return TROUBLE_PAUSE_MS;
    }
  }

  private async look(): Promise<void> {
    let look = await this.ask();
    if (look.factsWait) {
      await this.untilDone(() => writeFeed(this.database));
      look = await this.ask();
    }
    if (look.head > this.head) {
      this.head = look.head;
      this.news.emit('head');
    }
    if (look.offersWait) await this.untilDone(() => offerEvents(this.database, this.names));
    if (look.offersWait || look.deliveryDue) await this.pushes.sendDue();
    if (look.attentionNewsDue) this.attentions.begin();
    if (Date.now() >= this.forgetAt) await this.forget();
  }

  private ask(): Promise<FeedLook> {
    return lookAtFeed(this.database, this.names, new Date().toISOString());
  }

  /** @param work some of it; whether there is more to do */
  private async untilDone(work: () => Promise<boolean>): Promise<void> {
    while ((await work()) && !this.isStopping);
  }

  private async forget(): Promise<void> {
    const { keptDays } = this.config.events;
    const before = new Date(Date.now() - keptDays * DAY_MS).toISOString();
    const forgotten = await forgetEvents(this.database, before);
    if (forgotten > 0) {
      this.log.info({ events: forgotten }, `events older than ${keptDays.toString()} days are deleted`);
      return;
    }
    this.forgetAt = Date.now() + FORGET_EVERY_MS;
  }
}
