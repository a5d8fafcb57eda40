import { DiscoveryService } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { z } from 'zod';
import type { ApiConfig } from '../../../../libs/config/config';
import { seconds } from '../../../../test/setup/pace';
import { TEST_DEPLOYMENT } from '../../../../test/setup/postgres';
import { createApi } from '../api';
import { createLog } from '../log/api-log';
import { ApiMetrics } from '../metrics/api-metrics';
import { declaredRoutes, type DeclaredRoute } from '../openapi/route';
import { problemSchema, type ProblemBody } from '../problems/problem.schema';

/**
 * Drives the whole API in tests, through its HTTP door, and holds every answer against the schema that documents it.
 */
export interface ApiDriver {
  readonly app: NestFastifyApplication;
  readonly log: readonly string[];
  get(url: string, headers?: Readonly<Record<string, string>>): Promise<HttpAnswer>;
  /** A text or bytes are sent as they are, anything else as JSON. */
  post(url: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<HttpAnswer>;
  send(
    method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE',
    url: string,
    headers?: Readonly<Record<string, string>>,
  ): Promise<HttpAnswer>;
  close(): Promise<void>;
}

/** An answer of the API as a test sees it. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  json(): unknown;
  /** The answer as a problem. */
  problem(): ProblemBody;
}

/** With which tests sign events, unless they configure another. */
export const WEBHOOK_SECRET = 'whsec_test';

/** As `WEBHOOK_SECRET`, of WooshPay's events. */
const WOOSHPAY_WEBHOOK_SECRET = 'd29vc2hwYXktb2YtdGVzdHM=';

/** The real application, not listening. */
export async function driveApi(
  config: Partial<ApiConfig> & Pick<ApiConfig, 'databaseUrl' | 'temporal'>,
): Promise<ApiDriver> {
  const log: string[] = [];
  const app = await createApi(
    {
      deployment: TEST_DEPLOYMENT,
      host: '127.0.0.1',
      port: 0,
      apiKeys: [],
      ratePerSecond: undefined,
      shipDespite: [],
      requestTimeoutSeconds: seconds(20),
      databasePoolSize: 10,
      temporalUiUrl: 'http://127.0.0.1:8233',
      stripeEmulatorUrl: undefined,
      webhookSecrets: [WEBHOOK_SECRET],
      wooshPayWebhookSecrets: [WOOSHPAY_WEBHOOK_SECRET],
      providers: ['stripe', 'wooshpay'],
      defaultProvider: 'stripe',
      livemode: false,
      events: { endpoints: [], internalAllowed: true, keptDays: 30 },
      logLevel: 'info',
      ...config,
    },
    createLog('info', { write: (line) => void log.push(line) }),
    new ApiMetrics(),
  );
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  const routes = declaredRoutes(app.get(DiscoveryService));

  const inject = async (request: Parameters<NestFastifyApplication['inject']>[0]): Promise<HttpAnswer> => {
    const { statusCode: status, headers, payload: text } = await app.inject(request);
    const answer: HttpAnswer = {
      status,
      headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
      text,
      json: (): unknown => JSON.parse(text),
      problem: () => problemSchema.parse(JSON.parse(text)),
    };
    requireDocumented(answer, routes, typeof request === 'string' ? undefined : request);
    return answer;
  };
  return {
    app,
    log,
    get: (url, headers = {}) => inject({ method: 'GET', url, headers }),
    post: (url, body, headers = {}) => {
      const raw = typeof body === 'string' || Buffer.isBuffer(body);
      const type = body === undefined ? {} : { 'content-type': 'application/json' };
      const payload = body === undefined ? {} : { payload: raw ? body : JSON.stringify(body) };
      return inject({ method: 'POST', url, headers: { ...type, ...headers }, ...payload });
    },
    send: (method, url, headers = {}) => inject({ method, url, headers }),
    close: () => app.close(),
  };
}

/** Every problem is one, and every other answer is what its route says, to the last field. */
function requireDocumented(
  answer: HttpAnswer,
  routes: readonly DeclaredRoute[],
  request: { method?: string; url?: unknown } | undefined,
): void {
  const { status, headers } = answer;
  if (headers['content-type']?.startsWith('application/problem+json') === true) {
    const { status: said } = answer.problem();
    if (said !== status) throw new Error(`A problem of status ${said.toString()} came with ${status.toString()}`);
    return;
  }
  const path = String(request?.url).split('?', 1)[0] ?? '';
  const declared = routes.find(
    ({ route }) => route.method === request?.method?.toLowerCase() && matches(route.path, path),
  );
  const documented = declared?.route.answers.find((each) => each.status === status);
  if (documented === undefined) throw new Error(`${path} is not documented to answer ${status.toString()}`);
  const { content, or } = documented;
  if (content instanceof z.ZodType) z.union([content, ...(or === undefined ? [] : [or])]).parse(answer.json());
}

function matches(pattern: string, path: string): boolean {
  return new RegExp(`^${pattern.replace(/:\w+/g, '[^/]+').replaceAll('.', '[.]')}$`).test(path);
}
