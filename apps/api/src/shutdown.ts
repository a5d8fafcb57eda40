import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Client } from '@temporalio/client';
import type { Database } from '../../../libs/postgres/database/database';
import { KeyUses } from './access/key-uses';
import { EventFeed } from './events/event-feed';
import { DATABASE, TEMPORAL_CLIENT } from './tokens';
import { EventDeliveries } from './webhooks/event-deliveries';

/** Runs after the last request was answered: first what was promised, then the connections that it needs. */
@Injectable()
export class Shutdown implements OnApplicationShutdown {
  constructor(
    private readonly deliveries: EventDeliveries,
    private readonly feed: EventFeed,
    private readonly keyUses: KeyUses,
    @Inject(TEMPORAL_CLIENT) private readonly client: Client,
    @Inject(DATABASE) private readonly database: Database,
  ) {}

  async onApplicationShutdown(): Promise<void> {
    await this.deliveries.drained();
    await this.feed.drained();
    await this.keyUses.drained();
    await this.client.connection.close();
    await this.database.destroy();
  }
}
