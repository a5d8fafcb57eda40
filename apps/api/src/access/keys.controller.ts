import { Controller, Inject } from '@nestjs/common';
import { z } from 'zod';
import { ACCESSES } from '../../../../libs/config/api-keys';
import type { ApiConfig } from '../../../../libs/config/config';
import type { Database } from '../../../../libs/postgres/database/database';
import { readKeyUses } from '../../../../libs/postgres/sessions/key-use-store';
import { Route } from '../openapi/route';
import { API_CONFIG, DATABASE } from '../tokens';

const keySchema = z
  .strictObject({
    name: z.string(),
    access: z.enum(ACCESSES),
    lastUsedAt: z.iso
      .datetime()
      .nullable()
      .describe('To the minute, by a program or a person who signed in with it; null: never, as far as is known'),
  })
  .meta({ id: 'ApiKey' });

const keyListSchema = z.strictObject({ keys: z.array(keySchema) }).meta({ id: 'ApiKeyList' });

/** Tells which keys there are, and whether anybody uses them; never a key. */
@Controller()
export class KeysController {
  constructor(
    @Inject(API_CONFIG) private readonly config: ApiConfig,
    @Inject(DATABASE) private readonly database: Database,
  ) {}

  @Route({
    method: 'get',
    path: '/v1/keys',
    tag: 'sessions',
    summary: 'List the names of the API keys, and when each was last used',
    answers: [{ status: 200, description: 'The keys of API_KEYS, without their secrets', content: keyListSchema }],
    problems: ['temporarily_unavailable'],
  })
  async listKeys(): Promise<z.infer<typeof keyListSchema>> {
    const uses = await readKeyUses(this.database);
    return {
      keys: this.config.apiKeys.map(({ name, access }) => ({ name, access, lastUsedAt: uses.get(name) ?? null })),
    };
  }
}
