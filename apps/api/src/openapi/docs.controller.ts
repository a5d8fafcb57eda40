import { Controller, Header, Res } from '@nestjs/common';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { HttpReply } from '../http/request';
import { Problem } from '../problems/problem';
import { PathPart, Route } from './route';

/** Swagger UI, served whole by us: it works offline, and behind any path, for every address in it is relative. */

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>Holdfast API</title>
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <link rel="icon" type="image/png" href="docs/favicon-32x32.png" />
    <link rel="stylesheet" href="docs/swagger-ui.css" />
  </head>
  <body>
    <div id="ui"></div>
    <script src="docs/swagger-ui-bundle.js"></script>
    <script src="docs/start.js"></script>
  </body>
</html>
`;

// No validator: it is a service on the internet, which would be sent the document.
const START = `SwaggerUIBundle({ url: 'openapi.json', dom_id: '#ui', deepLinking: true, validatorUrl: null });
`;

/** Only what we serve ourselves; Swagger UI sets styles and draws its icons from data URLs. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
  "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const TYPES: Readonly<Record<string, string>> = {
  'favicon-32x32.png': 'image/png',
  'start.js': 'text/javascript; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'swagger-ui.css': 'text/css; charset=utf-8',
};

const fileName = z.string().max(64);

/** The contract as a page to read. */
@Controller()
export class DocsController {
  private readonly files = new Map<string, string | Buffer>([['start.js', START]]);

  @Route({
    method: 'get',
    path: '/docs',
    tag: 'about',
    summary: 'This API, in a browser',
    answers: [{ status: 200, description: 'A page', content: ['text/html'] }],
  })
  @Header('Content-Type', 'text/html; charset=utf-8')
  @Header('Content-Security-Policy', POLICY)
  readDocs(): string {
    return PAGE;
  }

  @Route({
    method: 'get',
    path: '/docs/:file',
    tag: 'about',
    summary: 'A part of the page',
    answers: [
      { status: 200, description: 'A script, style or image', content: ['image/png', 'text/css', 'text/javascript'] },
    ],
    problems: ['not_found'],
  })
  readDocsFile(@PathPart('file', fileName) file: string, @Res() reply: HttpReply): void {
    const type = TYPES[file];
    if (type === undefined) throw new Problem('not_found', 'The page has no such part.');
    reply.headers({ 'Content-Type': type, 'Cache-Control': 'public, max-age=86400' }).send(this.contentOf(file));
  }

  private contentOf(file: string): string | Buffer {
    const content = this.files.get(file) ?? readFileSync(require.resolve(`swagger-ui-dist/${file}`));
    this.files.set(file, content);
    return content;
  }
}
