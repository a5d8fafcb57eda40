import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import type { Database } from '../../../../libs/postgres/database/database';
import {
  claimAttentionNews,
  forgetAttentionNews,
  type AttentionNews,
} from '../../../../libs/postgres/orders/attention-news';
import { openAttentionsOf } from '../../../../libs/postgres/orders/attention-store';
import { OrderWorkflows } from '../order-workflows/order-workflows';
import { DATABASE, LOGGER } from '../tokens';

/** Those of one look at the feed: the next look comes in a moment. */
const ORDERS_AT_ONCE = 50;

/**
 * Tells the workflows of orders which of their alerts are open: refunds, disputes, warnings of fraud and the watch open
 * and close them without the order's workflow, which shows them to whoever lists orders in the Temporal UI.
 */
@Injectable()
export class TellAttentions {
  private telling: Promise<void> | undefined;

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(LOGGER) private readonly log: Logger,
    private readonly workflows: OrderWorkflows,
  ) {}

  /** Begins to tell those that are due, unless that is under way: nobody waits for Temporal here. */
  begin(): void {
    this.telling ??= this.tellDue().finally(() => {
      this.telling = undefined;
    });
  }

  /** Resolves when nothing is under way. */
  async drained(): Promise<void> {
    await this.telling;
  }

  /** Never rejects: what could not be told is told again when its claim is over. */
  private async tellDue(): Promise<void> {
    try {
      const now = new Date().toISOString();
      for (const news of await claimAttentionNews(this.database, ORDERS_AT_ONCE, now)) await this.tell(news);
    } catch (error) {
      this.log.warn({ err: error }, 'workflows cannot be told of alerts now: they are told within a minute');
    }
  }

  /** One that is over shows what it said last. */
  private async tell(news: AttentionNews): Promise<void> {
    const open = await openAttentionsOf(this.database, news.orderId);
    await this.workflows.signalAttentions(
      news.orderId,
      open.map(({ code }) => code),
    );
    await forgetAttentionNews(this.database, news);
  }
}
