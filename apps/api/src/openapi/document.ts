import { z } from 'zod';
import { ACTOR_HEADER, ACTOR_HEADER_DESCRIPTION, PERSON } from '../http/requested-by';
import { accessNeeded } from '../access/access-needed';
import { isGuardedRoute, isReading } from '../access/guarded';
import { PROBLEMS, type ProblemCode } from '../problems/problem-codes';
import { problemSchema } from '../problems/problem.schema';
import { SESSION_COOKIE } from '../sessions/session-cookie';
import { EXAMPLES } from './examples';
import { withEachObjectNamed } from './named-schemas';
import { sampleOf } from './sample';
import type { AnswerDescription, DeclaredRoute } from './route';

type Json = Readonly<Record<string, unknown>>;

/** Problems that any route can answer with, and those of every route that takes JSON. */
const ANYWHERE: readonly ProblemCode[] = ['invalid_request', 'card_number_refused', 'url_too_long', 'internal_error'];
const WITH_BODY: readonly ProblemCode[] = ['invalid_json', 'too_large', 'unsupported_media_type'];

/** The key of a deployment that has keys; an open one takes requests without. */
const API_KEY = 'apiKey';
const BEARER: Json = {
  type: 'http',
  scheme: 'bearer',
  description:
    'A key of `API_KEYS`. `x-access` of an operation is the access that it needs; a key with the access `read` allows ' +
    'GET and HEAD only. Without `API_KEYS` the API is open, and no key is needed.',
};

/** Instead of the key, in a browser. */
const SESSION = 'session';
const COOKIE: Json = {
  type: 'apiKey',
  in: 'cookie',
  name: SESSION_COOKIE,
  description:
    'A person who signed in with `POST /v1/sign-in`. Whatever changes something also has the header `Holdfast-CSRF`, with ' +
    'the `csrfToken` of `GET /v1/session`.',
};

const SECURITY: Readonly<Record<ApiAccess, readonly Json[]>> = {
  keys: [{ [API_KEY]: [] }, { [SESSION]: [] }],
  open: [{ [API_KEY]: [] }, { [SESSION]: [] }, {}],
};

const ACTOR: Json = {
  name: ACTOR_HEADER,
  in: 'header',
  required: false,
  description: ACTOR_HEADER_DESCRIPTION,
  schema: { type: 'string', maxLength: 100, pattern: PERSON.source, examples: ['jane'] },
};

/** What the routes are grouped by, those for machines last. */
const TAGS: Readonly<Record<string, string>> = {
  orders: 'Place an order, find it, read what happened to it and where its money is.',
  shipments: 'Ask whether units may leave, then say that they left: exactly their worth is captured.',
  cancellations: 'Give up units that have not shipped.',
  refunds: 'Give captured money back.',
  disputes: 'What a bank asks about or takes back, with the evidence prepared for an answer.',
  attentions: 'Alerts that need a person, and closing them.',
  accounting: 'Rows, payouts and months of the balance, and the ledger of all orders.',
  events: 'What happened to all orders: read as a feed, or pushed to your endpoints.',
  webhooks: 'For Stripe and WooshPay, and its webhooks that were abandoned.',
  sessions: 'People sign in with a key, in a browser.',
  health: 'For probes and Prometheus.',
  about: 'This API: its document, its page, its problems.',
};

/** Headers that come with problems of a status, beside those of every answer. */
const RATE = {
  'RateLimit-Limit': 'Requests a second',
  'RateLimit-Remaining': 'What is left',
  'RateLimit-Reset': 'Seconds',
};
const PROBLEM_HEADERS: Readonly<Record<number, Readonly<Record<string, string>>>> = {
  401: { 'WWW-Authenticate': '`Bearer`' },
  429: { 'Retry-After': 'Seconds', ...RATE },
  503: { 'Retry-After': 'Seconds' },
};

/** Who may ask: anybody, or whoever has a key. */
export type ApiAccess = 'open' | 'keys';

/**
 * The OpenAPI 3.1 document of the routes, made of the schemas that validate them.
 * @param access of the API that serves it: an open one says that it takes requests without a key
 */
export function openApiDocument(routes: readonly DeclaredRoute[], access: ApiAccess): Json {
  const components = new Components();
  const paths: Record<string, Record<string, Json>> = {};
  for (const declared of routes) {
    const { method, path } = declared.route;
    const written = path.replace(/:(\w+)/g, '{$1}');
    paths[written] = { ...paths[written], [method]: operationOf(declared, access, components) };
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Holdfast',
      version: '1',
      summary: 'Durable card holds for split-shipment orders',
      description:
        "The shop's ids are the idempotency keys: repeating a POST with the same id and content answers 200 with the " +
        'first result. Amounts are integers in minor units, times are ISO 8601 UTC, unknown fields are refused.',
      license: { name: 'Apache 2.0', identifier: 'Apache-2.0' },
    },
    // Relative to this document, so that it is right behind any proxy.
    servers: [{ url: '.', description: 'The server that sent this document' }],
    tags: tagsOf(routes),
    paths,
    components: {
      schemas: withEachObjectNamed(components.schemas),
      securitySchemes: { [API_KEY]: BEARER, [SESSION]: COOKIE },
    },
  };
}

function tagsOf(routes: readonly DeclaredRoute[]): Json[] {
  const used = new Set(routes.map(({ route }) => route.tag));
  const inOrder = [...new Set([...Object.keys(TAGS), ...used])].filter((name) => used.has(name));
  return inOrder.map((name) => ({ name, ...(TAGS[name] !== undefined && { description: TAGS[name] }) }));
}

function operationOf({ name, route, inputs }: DeclaredRoute, access: ApiAccess, components: Components): Json {
  const { method, path, tag, summary, description, answers, problems = [] } = route;
  const guarded = isGuardedRoute(path);
  const codes = [
    ...ANYWHERE,
    ...(guarded ? accessProblems(method) : []),
    ...(inputs.body === undefined ? [] : WITH_BODY),
    ...problems,
  ];
  const parameters = [
    ...Object.entries(inputs.path ?? {}).map(([part, schema]) => ({
      name: part,
      in: 'path',
      required: true,
      schema: components.use(schema, 'input'),
    })),
    ...(inputs.query === undefined ? [] : queryParameters(inputs.query)),
    ...(guarded && !isReading(method.toUpperCase()) ? [ACTOR] : []),
  ];
  return {
    operationId: name,
    tags: [tag],
    summary,
    ...(description === undefined ? {} : { description }),
    // Said of the open ones, too: no tool then takes them for forgotten.
    security: guarded ? SECURITY[access] : [],
    ...(guarded && { 'x-access': accessNeeded(method.toUpperCase(), path) }),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(inputs.body === undefined
      ? {}
      : { requestBody: { required: true, content: jsonContent(components.use(inputs.body, 'input')) } }),
    responses: {
      ...Object.fromEntries(answers.map((answer) => [answer.status.toString(), answerOf(answer, components)])),
      ...problemAnswers(codes, components),
    },
  };
}

function answerSchema(content: z.ZodType, or: z.ZodType | undefined, components: Components): Json {
  const own = components.use(content, 'output');
  return or === undefined ? own : { anyOf: [own, components.use(or, 'output')] };
}

const WRITING: readonly ProblemCode[] = ['forbidden', 'deployment_conflict'];

function accessProblems(method: string): ProblemCode[] {
  return ['unauthenticated', 'rate_limited', ...(isReading(method.toUpperCase()) ? [] : WRITING)];
}

function queryParameters(query: z.ZodType): Json[] {
  const { properties = {}, required = [] } = jsonSchemaOf(query, 'input');
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }));
}

function answerOf({ description, content, or, headers = {} }: AnswerDescription, components: Components): Json {
  return {
    description,
    headers: headersOf({
      ...headers,
      'X-Request-Id': 'The one of the request when it is fit for a log, else a new one',
    }),
    content:
      content instanceof z.ZodType
        ? jsonContent(answerSchema(content, or, components))
        : Object.fromEntries(content.map((mediaType) => [mediaType, {}])),
  };
}

/** One answer for each status, naming the codes that it may carry. */
function problemAnswers(codes: readonly ProblemCode[], components: Components): Json {
  const statuses = [...new Set(codes.map((code) => PROBLEMS[code].status))].sort();
  return Object.fromEntries(
    statuses.map((status) => {
      const own = [...new Set(codes)].filter((code) => PROBLEMS[code].status === status);
      return [
        status.toString(),
        {
          description: own.map((code) => `\`${code}\`: ${PROBLEMS[code].title}`).join('; '),
          headers: headersOf({ ...PROBLEM_HEADERS[status], 'X-Request-Id': 'Also in the problem' }),
          content: { 'application/problem+json': { schema: components.use(problemSchema, 'output') } },
        },
      ];
    }),
  );
}

function headersOf(descriptions: Readonly<Record<string, string>>): Json {
  const entries = Object.entries(descriptions);
  return Object.fromEntries(entries.map(([name, description]) => [name, { description, schema: { type: 'string' } }]));
}

function jsonContent(schema: Json): Json {
  return { 'application/json': { schema } };
}

/** The named schemas, each written once. */
class Components {
  readonly schemas: Record<string, unknown> = {};

  /** @returns the schema, or where it stands when it has a name */
  use(schema: z.ZodType, io: 'input' | 'output'): Json {
    const { $defs = {}, ...own } = jsonSchemaOf(schema, io);
    for (const [name, definition] of Object.entries($defs)) {
      const examples = definition.examples ?? EXAMPLES[name] ?? [sampleOf(definition, name, $defs)];
      this.schemas[name] = { ...withReferences(definition), examples };
    }
    // The document says once, for all, which JSON Schema it means.
    delete own.$schema;
    return withReferences(own);
  }
}

const jsonObject = z.record(z.string(), z.unknown());

function withReferences(schema: unknown): Json {
  return jsonObject.parse(JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/', '"#/components/schemas/')));
}

function jsonSchemaOf(schema: z.ZodType, io: 'input' | 'output'): z.core.JSONSchema.BaseSchema {
  return z.toJSONSchema(schema, {
    io,
    override: ({ jsonSchema }) => {
      // What the format says already, and what no caller can exceed, only hides what matters.
      if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      makePortable(jsonSchema);
      if (io === 'input') tellDefault(jsonSchema);
    },
  });
}

/**
 * What every generator of clients can read: one pattern for a text, without Unicode's classes, which Python and Rust do
 * not know. It refuses less than we do; what else is refused is told by the answer.
 */
function makePortable(jsonSchema: z.core.JSONSchema.BaseSchema): void {
  const [first] = jsonSchema.allOf ?? [];
  if (typeof first?.pattern === 'string' && jsonSchema.allOf?.every(isPattern) === true) {
    jsonSchema.pattern = first.pattern;
    delete jsonSchema.allOf;
  }
  const { pattern } = jsonSchema;
  if (pattern !== undefined) jsonSchema.pattern = pattern.replace('\\p{Cc}\\p{Cs}', '\\u0000-\\u001f\\u007f-\\u009f');
}

function isPattern(part: z.core.JSONSchema.BaseSchema): boolean {
  return Object.keys(part).every((key) => key === 'pattern');
}

/** As a `default` it would make generated clients ask for the field; in words it says the same to people. */
function tellDefault(jsonSchema: z.core.JSONSchema.BaseSchema): void {
  const { default: left, description } = jsonSchema;
  if (left === undefined) return;
  delete jsonSchema.default;
  const said = `${JSON.stringify(left)} when left out`;
  jsonSchema.description = description === undefined ? `Is ${said}` : `${description}. Is ${said}`;
}
