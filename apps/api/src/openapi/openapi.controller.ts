import { Controller, Header, Res } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import type { HttpReply } from '../http/request';
import { openApiDocument } from './document';
import { declaredRoutes, Route } from './route';

/** The contract, made from the routes themselves. */
@Controller()
export class OpenApiController {
  private document: string | undefined;

  constructor(private readonly discovery: DiscoveryService) {}

  @Route({
    method: 'get',
    path: '/openapi.json',
    tag: 'about',
    summary: 'This API, as OpenAPI 3.1',
    answers: [{ status: 200, description: 'The document', content: 'application/json' }],
  })
  @Header('Content-Type', 'application/json; charset=utf-8')
  readOpenApi(@Res({ passthrough: true }) reply: HttpReply): string {
    // Any page may read it: it holds no data, and tools that show APIs run in browsers.
    reply.header('Cross-Origin-Resource-Policy', 'cross-origin');
    this.document ??= JSON.stringify(openApiDocument(declaredRoutes(this.discovery)));
    return this.document;
  }
}
