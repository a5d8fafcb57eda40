import { Controller, Req, Res } from '@nestjs/common';
import type { HttpReply, HttpRequest } from '../http/request';
import { PathPart, Route } from '../openapi/route';
import { Problem } from '../problems/problem';
import { ConsoleFiles, consolePartName, type ConsoleFile } from './console-files';

/** Only what we serve ourselves, and nothing that stands in the page: no script, style or form of anybody else. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
  "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Vite puts the hash of the content into the name: another content has another name. */
const FOR_A_YEAR = 'public, max-age=31536000, immutable';

/** The page where people work; everything on it is asked of /v1 (docs/decisions/0062). */
@Controller()
export class ConsoleController {
  private readonly files = new ConsoleFiles();

  @Route({
    method: 'get',
    path: '/console',
    tag: 'about',
    summary: 'The console, for people',
    description: 'A page that uses this API, after a person signed in. Which screen is seen stands behind the `#`.',
    answers: [{ status: 200, description: 'A page', content: 'text/html' }],
    problems: ['not_found'],
  })
  async readConsole(@Req() request: HttpRequest, @Res() reply: HttpReply): Promise<void> {
    const page = await this.files.page();
    if (page === undefined) throw new Problem('not_found', 'The console was not built: run `npm run build`.');
    send(reply.header('Content-Security-Policy', POLICY), request, page);
  }

  @Route({
    method: 'get',
    path: '/console/:file',
    tag: 'about',
    summary: 'A part of the console',
    answers: [{ status: 200, description: 'A script, style or picture', content: 'application/octet-stream' }],
    problems: ['not_found'],
  })
  async readConsoleFile(
    @PathPart('file', consolePartName) name: string,
    @Req() request: HttpRequest,
    @Res() reply: HttpReply,
  ): Promise<void> {
    const part = await this.files.part(name);
    if (part === undefined) throw new Problem('not_found', 'The console has no such part. Load its page again.');
    send(reply.header('Cache-Control', FOR_A_YEAR), request, part);
  }
}

function send(reply: HttpReply, { headers }: HttpRequest, { type, plain, gzipped }: ConsoleFile): void {
  const takesGzip = /\bgzip\b/.test(String(headers['accept-encoding'] ?? ''));
  reply
    .headers({ 'Content-Type': type, Vary: 'Accept-Encoding', ...(takesGzip && { 'Content-Encoding': 'gzip' }) })
    .send(takesGzip ? gzipped : plain);
}
