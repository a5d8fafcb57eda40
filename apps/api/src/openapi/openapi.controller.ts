import { Controller, Header, Inject, Res } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import type { ApiConfig } from '../../../../libs/config/config';
import type { HttpReply } from '../http/request';
import { API_CONFIG } from '../tokens';
import { openApiDocument } from './document';
import { declaredRoutes, Route } from './route';

/** The contract, made from the routes themselves. */
@Controller()
export class OpenApiController {
  private document: string | undefined;

  constructor(
    private readonly discovery: DiscoveryService,
    @Inject(API_CONFIG) private readonly config: ApiConfig,
  ) {}

  @Route({
    method: 'get',
    path: '/openapi.json',
    tag: 'about',
    summary: 'This API, as OpenAPI 3.1',
    answers: [{ status: 200, description: 'The document', content: ['application/json'] }],
  })
  @Header('Content-Type', 'application/json; charset=utf-8')
  readOpenApi(@Res({ passthrough: true }) reply: HttpReply): string {
    // Any page may read it: it holds no data, and tools that show APIs run in browsers.
    reply.header('Cross-Origin-Resource-Policy', 'cross-origin');
    const access = this.config.apiKeys.length === 0 ? 'open' : 'keys';
    this.document ??= JSON.stringify(openApiDocument(declaredRoutes(this.discovery), access));
    return this.document;
  }
}
