import { driveApi, type ApiDriver } from '../../../apps/api/src/testing/api-driver';
import type { ApiConfig } from '../../../libs/config/config';
import { createTestDatabase, type TestDatabase } from '../postgres';
import { joinTemporal, startTemporal, type TestTemporal } from '../temporal';

/** APIs over a database and a namespace of their own, where no worker runs: nothing that is asked for happens. */
export class ApiAlone {
  private parts: { readonly database: TestDatabase; readonly temporal: TestTemporal } | undefined;
  private first: ApiDriver | undefined;
  private readonly started: ApiDriver[] = [];

  constructor(
    private readonly config: Partial<ApiConfig>,
    private readonly ownTemporal: boolean,
  ) {}

  get api(): ApiDriver {
    if (this.first === undefined) throw new Error('the API runs while a test or one of its hooks does');
    return this.first;
  }

  get databaseUrl(): string {
    return this.running.database.url;
  }

  get temporal(): TestTemporal {
    return this.running.temporal;
  }

  /** Another API over the same database and server, as another process would be. */
  async another(config: Partial<ApiConfig> = {}): Promise<ApiDriver> {
    const { databaseUrl, temporal } = this;
    const api = await driveApi({ databaseUrl, temporal, ...config });
    this.started.push(api);
    return api;
  }

  async start(): Promise<void> {
    const [database, temporal] = await Promise.all([
      createTestDatabase(),
      this.ownTemporal ? startTemporal() : joinTemporal(),
    ]);
    this.parts = { database, temporal };
    this.first = await this.another(this.config);
  }

  async stop(): Promise<void> {
    for (const api of this.started) await api.close();
    await this.parts?.temporal.stop();
    await this.parts?.database.drop();
  }

  private get running(): { readonly database: TestDatabase; readonly temporal: TestTemporal } {
    if (this.parts === undefined) throw new Error('PostgreSQL and Temporal run while a test or one of its hooks does');
    return this.parts;
  }
}

/**
 * One line sets a test file up that needs no worker.
 * @param ownTemporal whether nobody else uses its Temporal server, for a file that changes what a server knows
 */
export function openApiAlone(config: Partial<ApiConfig> = {}, ownTemporal = false): ApiAlone {
  const alone = new ApiAlone(config, ownTemporal);
  beforeAll(() => alone.start());
  afterAll(() => alone.stop());
  return alone;
}
