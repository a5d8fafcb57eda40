import { DiscoveryService } from '@nestjs/core';
import { z } from 'zod';
import { openApiAlone } from '../../../../test/setup/shop/api-alone';
import { OPENED_ROUTES } from '../access/access-needed';
import { dryRunQuerySchema, hasDryRun } from '../dry-run/dry-run-query';
import { PROBLEMS } from '../problems/problem-codes';
import { problemSchema } from '../problems/problem.schema';
import { declaredRoutes } from './route';

const alone = openApiAlone();
let text: string;
beforeAll(async () => {
  text = (await alone.api.get('/openapi.json')).text;
});

const headerSchema = z.strictObject({ description: z.string(), schema: z.looseObject({}) });
const contentSchema = z.record(z.string(), z.strictObject({ schema: z.looseObject({}).optional() }));

/** The parts of OpenAPI 3.1 that we use, as its specification describes them. */
const openApiSchema = z.strictObject({
  openapi: z.string().regex(/^3\.1\.\d+$/),
  info: z.looseObject({ title: z.string(), version: z.string() }),
  servers: z.array(z.strictObject({ url: z.string(), description: z.string() })),
  tags: z.array(z.strictObject({ name: z.string(), description: z.string() })),
  paths: z.record(
    z.string().startsWith('/'),
    z.partialRecord(
      z.enum(['get', 'post']),
      z.strictObject({
        operationId: z.string(),
        tags: z.array(z.string()),
        summary: z.string(),
        description: z.string().optional(),
        security: z.array(z.record(z.string(), z.array(z.string()))),
        'x-access': z.enum(['read', 'operate', 'money', 'write']).optional(),
        parameters: z
          .array(
            z.strictObject({
              name: z.string(),
              in: z.enum(['path', 'query', 'header']),
              required: z.boolean(),
              description: z.string().optional(),
              schema: z.looseObject({}),
            }),
          )
          .optional(),
        requestBody: z.strictObject({ required: z.literal(true), content: contentSchema }).optional(),
        responses: z.record(
          z.string().regex(/^[1-5]\d\d$/),
          z.strictObject({
            description: z.string().min(1),
            headers: z.record(z.string(), headerSchema),
            content: contentSchema,
          }),
        ),
      }),
    ),
  ),
  components: z.strictObject({
    schemas: z.record(z.string().regex(/^\w+$/), z.looseObject({})),
    securitySchemes: z.record(
      z.string(),
      z.union([
        z.strictObject({ type: z.literal('http'), scheme: z.literal('bearer'), description: z.string() }),
        z.strictObject({
          type: z.literal('apiKey'),
          in: z.literal('cookie'),
          name: z.literal('holdfast_session'),
          description: z.string(),
        }),
      ]),
    ),
  }),
});

test('the document is OpenAPI 3.1', () => {
  const document = openApiSchema.parse(JSON.parse(text));
  const ids = Object.values(document.paths).flatMap((path) =>
    Object.values(path).map(({ operationId }) => operationId),
  );
  expect(new Set(ids).size).toBe(ids.length);
  for (const [path, operations] of Object.entries(document.paths)) {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    for (const { parameters = [] } of Object.values(operations)) {
      expect(parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name)).toEqual(inPath);
    }
  }
});

test('every reference leads somewhere, and every schema is used', () => {
  const { schemas } = openApiSchema.parse(JSON.parse(text)).components;
  const references = [...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name);
  expect([...new Set(references)].sort()).toEqual(Object.keys(schemas).sort());
  expect(text).not.toContain('$defs');
});

test('every route that is served is documented', () => {
  const { paths } = openApiSchema.parse(JSON.parse(text));
  const documented = Object.entries(paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`),
  );
  const fastify = alone.api.app.getHttpAdapter().getInstance();
  for (const route of documented) {
    const [method = '', url = ''] = route.split(' ');
    expect({ route, served: fastify.hasRoute({ method, url }) }).toEqual({ route, served: true });
  }
  // Fastify writes one line for each path, with GET before POST where it has both.
  const served = fastify.printRoutes({ commonPrefix: false }).match(/\((GET|POST)/g) ?? [];
  expect(served).toHaveLength(Object.keys(paths).length);
});

test('who needs a key is told so, with what comes without one', () => {
  const { paths, components } = openApiSchema.parse(JSON.parse(text));
  expect(Object.keys(components.securitySchemes)).toEqual(['apiKey', 'session']);
  for (const [path, operations] of Object.entries(paths)) {
    for (const [method, { security, responses }] of Object.entries(operations)) {
      const guarded = path.startsWith('/v1/') && !path.startsWith('/v1/webhooks/');
      const statuses = ['401', '403', '429'].filter((status) => status in responses);
      const expected = !guarded ? [] : method === 'get' ? ['401', '429'] : ['401', '403', '429'];
      expect({ path, method, security, statuses }).toEqual({
        path,
        method,
        security: guarded ? [{ apiKey: [] }, { session: [] }] : [],
        statuses: expected,
      });
    }
  }
  const { responses } = paths['/v1/orders']?.get ?? {};
  expect(responses?.['401']?.headers).toHaveProperty('WWW-Authenticate');
  expect(responses?.['429']?.headers).toHaveProperty('Retry-After');
});

test('whatever changes something says which access it needs, and the table names no other route', () => {
  const { paths } = openApiSchema.parse(JSON.parse(text));
  const told = Object.entries(paths).flatMap(([path, { post }]) =>
    post?.['x-access'] === undefined ? [] : [[`POST ${path.replace(/\{(\w+)\}/g, ':$1')}`, post['x-access']] as const],
  );
  const below = told.filter(([, access]) => access !== 'write').map(([route]) => route);
  expect(below.sort()).toEqual([...OPENED_ROUTES].sort());
  expect(Object.fromEntries(told)).toMatchObject({
    'POST /v1/orders': 'write',
    'POST /v1/orders/:orderId/confirm': 'write',
    'POST /v1/orders/:orderId/refunds': 'money',
    'POST /v1/orders/:orderId/shipments': 'operate',
  });
});

test('a command can be tried out exactly where it says so', () => {
  const commands = declaredRoutes(alone.api.app.get(DiscoveryService)).filter(({ route }) => route.method === 'post');
  const told = commands.map(({ route, inputs }) => [route.path, inputs.query === dryRunQuerySchema]);
  expect(told).toEqual(commands.map(({ route }) => [route.path, hasDryRun('POST', route.path)]));
  const { paths } = openApiSchema.parse(JSON.parse(text));
  expect(paths['/v1/orders/{orderId}/refunds']?.post?.responses['200']?.content).toEqual({
    'application/json': {
      schema: { anyOf: [{ $ref: '#/components/schemas/Refund' }, { $ref: '#/components/schemas/DryRun' }] },
    },
  });
});

test('no field of a request has a default, which would make generated clients ask for it', () => {
  const { NewOrder } = openApiSchema.parse(JSON.parse(text)).components.schemas;
  expect(NewOrder).toMatchObject({ required: ['orderId', 'currency', 'lines'] });
  expect(JSON.stringify(NewOrder)).not.toContain('"default"');
  expect(JSON.stringify(NewOrder)).toContain('0 when left out');
});

test('every request has an example, which is taken', () => {
  const { schemas } = openApiSchema.parse(JSON.parse(text)).components;
  const bodies = declaredRoutes(alone.api.app.get(DiscoveryService)).flatMap(({ inputs: { body } }) => body ?? []);
  expect(bodies.length).toBeGreaterThan(8);
  for (const body of bodies) {
    const name = String(body.meta()?.id);
    const examples = z.array(z.unknown()).parse(schemas[name]?.['examples']);
    expect(examples).not.toEqual([]);
    for (const example of examples) expect({ name, error: body.safeParse(example).error }).toEqual({ name });
  }
});

test('every answer has an example, which is one of its kind', () => {
  const { schemas } = openApiSchema.parse(JSON.parse(text)).components;
  const answers = declaredRoutes(alone.api.app.get(DiscoveryService)).flatMap(({ route }) => route.answers);
  const shown = answers.flatMap(({ content }) => (typeof content === 'string' ? [] : [content]));
  expect(shown.length).toBeGreaterThan(30);
  for (const content of [...shown, problemSchema]) {
    const name = String(content.meta()?.id);
    const [example] = z.array(z.unknown()).parse(schemas[name]?.['examples']);
    expect({ name, error: content.safeParse(example).error }).toEqual({ name, error: undefined });
  }
});

test('every object has a name of its own, so that no generator numbers it', () => {
  const { schemas } = openApiSchema.parse(JSON.parse(text)).components;
  const nameless = (part: unknown, isNamed: boolean): unknown[] => {
    if (typeof part !== 'object' || part === null) return [];
    const own = !isNamed && 'type' in part && part.type === 'object' && 'properties' in part ? [part] : [];
    const within = Object.entries(part).filter(([key]) => key !== 'examples');
    return [...own, ...within.flatMap(([, each]) => nameless(each, false))];
  };
  expect(Object.values(schemas).flatMap((schema) => nameless(schema, true))).toEqual([]);
  expect(Object.keys(schemas)).toEqual(expect.arrayContaining(['OrderLine', 'OrderPayment', 'OrderAmounts']));
});

test('patterns are what every engine of regular expressions reads, one for a text', () => {
  expect([...text.matchAll(/"pattern":"([^"]*)"/g)].length).toBeGreaterThan(10);
  expect(text).not.toMatch(/"pattern":"[^"]*\\\\p\{/);
  expect(text).not.toContain('"allOf"');
});

test('the codes of problems are an open list', () => {
  const { Problem } = openApiSchema.parse(JSON.parse(text)).components.schemas;
  expect(Problem).toMatchObject({
    properties: { code: { type: 'string', 'x-extensible-enum': Object.keys(PROBLEMS) } },
  });
});

test('every problem code is documented where it can come', () => {
  const codes = Object.keys(PROBLEMS).filter((code) => code !== 'method_not_allowed');
  for (const code of codes) expect(text).toContain(`\`${code}\``);
});

describe('the page', () => {
  test('is served whole by us, with addresses that are right behind any path', async () => {
    const page = await alone.api.get('/docs');
    expect(page.headers['content-type']).toContain('text/html');
    expect(page.headers['content-security-policy']).toContain("script-src 'self'");
    const addresses = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address);
    expect(addresses).toHaveLength(4);
    for (const address of addresses) {
      expect(address).toMatch(/^docs\//);
      const part = await alone.api.get(`/${String(address)}`);
      expect({ address, status: part.status }).toEqual({ address, status: 200 });
      expect(part.headers['content-type']).toMatch(/javascript|css|png/);
    }
  });

  test('asks nothing of the internet', async () => {
    const start = await alone.api.get('/docs/start.js');
    expect(start.text).toContain("url: 'openapi.json'");
    expect(start.text).not.toContain('//');
  });
});
