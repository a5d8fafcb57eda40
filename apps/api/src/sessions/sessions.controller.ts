import { Controller, HttpCode, Inject, Req, Res } from '@nestjs/common';
import type { ApiConfig } from '../../../../libs/config/config';
import type { Requester } from '../../../../libs/domain/orders/requester';
import { clientBehind, type Client } from '../access/client';
import type { HttpReply, HttpRequest } from '../http/request';
import { RequestedBy } from '../http/requested-by';
import { JsonBody, Route } from '../openapi/route';
import { GoesOnAtStandstill } from '../orders/standstill';
import { invalidRequest, Problem } from '../problems/problem';
import { API_CONFIG } from '../tokens';
import { cookieWith, cookieWithout } from './session-cookie';
import { csrfTokenOf } from './session-secret';
import {
  sessionSchema,
  signedOutSchema,
  signInSchema,
  type SessionBody,
  type SignedOut,
  type SignInBody,
} from './session.schema';
import { Sessions } from './sessions';

/** People sign in here; the three paths stand side by side, for the sake of the cookie (`session-cookie.ts`). */
@Controller()
export class SessionsController {
  constructor(
    private readonly sessions: Sessions,
    @Inject(API_CONFIG) private readonly config: ApiConfig,
  ) {}

  @Route({
    method: 'post',
    path: '/v1/sign-in',
    tag: 'sessions',
    summary: 'Sign a person in, in a browser',
    description:
      'Takes the key once, as every request does, and answers a cookie that no script can read. A proxy that knows the ' +
      'person may send the key and `Holdfast-Actor` instead of the browser. Where the API takes requests without keys ' +
      'nobody needs to sign in, and there is no cookie.',
    answers: [{ status: 200, description: 'Who is signed in', content: sessionSchema }],
    problems: ['temporarily_unavailable'],
  })
  @HttpCode(200)
  @GoesOnAtStandstill()
  async signIn(
    @JsonBody(signInSchema) body: SignInBody,
    @RequestedBy() { person = body.person }: Requester,
    @Req() request: HttpRequest,
    @Res({ passthrough: true }) reply: HttpReply,
  ): Promise<SessionBody> {
    const client = clientBehind(request);
    if (client === undefined) return this.sessionOf(undefined);
    if (client.session !== undefined) {
      throw new Problem('unauthenticated', 'Sign in with an API key, sent as Authorization: Bearer <key>.');
    }
    if (person === undefined) throw invalidRequest([{ path: 'person', message: 'must be given' }]);
    const session = await this.sessions.begin(client.name, person);
    reply.header('Set-Cookie', cookieWith(session.secret, this.isCookieSecure));
    return this.sessionOf({ ...client, session });
  }

  @Route({
    method: 'get',
    path: '/v1/session',
    tag: 'sessions',
    summary: 'Who asks, and what they may do',
    answers: [{ status: 200, description: 'The session, or the key', content: sessionSchema }],
    problems: ['temporarily_unavailable'],
  })
  readSession(@Req() request: HttpRequest): SessionBody {
    return this.sessionOf(clientBehind(request));
  }

  @Route({
    method: 'post',
    path: '/v1/sign-out',
    tag: 'sessions',
    summary: 'End the session',
    answers: [{ status: 200, description: 'The session is over, everywhere', content: signedOutSchema }],
    problems: ['temporarily_unavailable'],
  })
  @HttpCode(200)
  @GoesOnAtStandstill()
  async signOut(@Req() request: HttpRequest, @Res({ passthrough: true }) reply: HttpReply): Promise<SignedOut> {
    const session = clientBehind(request)?.session;
    if (session !== undefined) await this.sessions.end(session.secret);
    reply.header('Set-Cookie', cookieWithout(this.isCookieSecure));
    return { signedOut: true };
  }

  /** In production there is TLS in front. Elsewhere a browser would drop the cookie of a plain address. */
  private get isCookieSecure(): boolean {
    return this.config.livemode;
  }

  /** Without keys, whoever asks may do everything. */
  private sessionOf(client: Client | undefined): SessionBody {
    return {
      keyName: client?.name ?? null,
      access: client?.access ?? 'write',
      person: client?.session?.person ?? null,
      csrfToken: client?.session === undefined ? null : csrfTokenOf(client.session.secret),
      livemode: this.config.livemode,
      stripeEmulatorUrl: this.config.stripeEmulatorUrl ?? null,
      endsAt: client?.session?.endsAt ?? null,
    };
  }
}
