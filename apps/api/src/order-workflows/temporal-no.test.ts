import { Connection } from '@temporalio/client';
import { randomUUID } from 'node:crypto';
import { createTestDatabase, type TestDatabase } from '../../../../test/setup/postgres';
import { driveApi, type ApiDriver } from '../testing/api-driver';
import { EXAMPLE_ORDER } from '../testing/example-order';
import { startScriptedTemporal, type ScriptedTemporal } from '../../../../test/setup/scripted-temporal';
import { temporalNoOf, type TemporalNo } from './temporal-no';

let database: TestDatabase;
let temporal: ScriptedTemporal;
let api: ApiDriver;

beforeAll(async () => {
  [database, temporal] = await Promise.all([createTestDatabase(), startScriptedTemporal()]);
  const { address } = temporal;
  api = await driveApi({
    databaseUrl: database.url,
    temporal: { address, namespace: 'default' },
    requestTimeoutSeconds: 2,
  });
});

afterAll(async () => {
  await api.close();
  await temporal.close();
  await database.drop();
});

const NOT_TOLD = /did not answer in time\. Repeating the request is safe/;
/** Asked once more: a run that was stopped before it wrote anything down may be followed by another. */
const UNRECORDED = /ended, but the order is not recorded/;
const NOT_LET_IN = /cannot use its Temporal server, and an operator must fix that\. Nothing was done/;

/** Status of gRPC, what the shop is told, and whether Temporal is asked more than once within the request. */
test.each([
  { grpc: 1, name: 'CANCELLED', status: 503, detail: NOT_TOLD, again: false },
  { grpc: 2, name: 'UNKNOWN', status: 503, detail: NOT_TOLD, again: true },
  { grpc: 3, name: 'INVALID_ARGUMENT', status: 500, detail: /a bug of Holdfast/, again: false },
  { grpc: 4, name: 'DEADLINE_EXCEEDED', status: 503, detail: NOT_TOLD, again: false },
  { grpc: 5, name: 'NOT_FOUND', status: 503, detail: UNRECORDED, again: true },
  { grpc: 6, name: 'ALREADY_EXISTS', status: 503, detail: UNRECORDED, again: true },
  { grpc: 7, name: 'PERMISSION_DENIED', status: 503, detail: NOT_LET_IN, again: false },
  { grpc: 8, name: 'RESOURCE_EXHAUSTED', status: 503, detail: NOT_TOLD, again: true },
  { grpc: 9, name: 'FAILED_PRECONDITION', status: 503, detail: NOT_TOLD, again: true },
  { grpc: 10, name: 'ABORTED', status: 503, detail: NOT_TOLD, again: true },
  { grpc: 11, name: 'OUT_OF_RANGE', status: 500, detail: /a bug of Holdfast/, again: false },
  { grpc: 12, name: 'UNIMPLEMENTED', status: 503, detail: NOT_LET_IN, again: false },
  { grpc: 13, name: 'INTERNAL', status: 503, detail: NOT_TOLD, again: true },
  { grpc: 14, name: 'UNAVAILABLE', status: 503, detail: NOT_TOLD, again: true },
  { grpc: 15, name: 'DATA_LOSS', status: 503, detail: NOT_TOLD, again: true },
  { grpc: 16, name: 'UNAUTHENTICATED', status: 503, detail: NOT_LET_IN, again: false },
])('Temporal answers $name: the shop is told $status', async ({ grpc, status, detail, again }) => {
  temporal.answer(grpc);
  const answer = await api.post('/v1/orders', {
    ...EXAMPLE_ORDER,
    orderId: `g-${randomUUID()}`,
    payment: { paymentMethod: 'pm_card_visa' },
  });
  expect(answer.problem()).toMatchObject({ status, detail: expect.stringMatching(detail) as string });
  expect(answer.headers['retry-after']).toBe(status === 503 ? '2' : undefined);
  expect(temporal.asked('ExecuteMultiOperation') > 1).toBe(again);
});

test('a namespace without our search attributes is told in words, not as a bug of Holdfast', async () => {
  temporal.answer(3, 'Namespace shop has no mapping defined for search attribute HoldfastStatus');
  const order = { ...EXAMPLE_ORDER, orderId: `g-${randomUUID()}`, payment: { paymentMethod: 'pm_card_visa' } };
  expect((await api.post('/v1/orders', order)).problem()).toMatchObject({
    code: 'temporarily_unavailable',
    detail: expect.stringMatching(/lacks search attributes, which `npm run migrate` registers/) as string,
  });
});

/** What a call means that was answered with a status and these words. */
async function meant(status: number, message: string): Promise<TemporalNo | undefined> {
  temporal.answer(status, message);
  const connection = Connection.lazy({ address: temporal.address, interceptors: [] });
  try {
    // Without its interceptors the client asks once.
    const call = connection.withDeadline(Date.now() + 1_000, () => connection.workflowService.describeNamespace({}));
    return temporalNoOf(await call.catch((error: unknown) => error));
  } finally {
    await connection.close();
  }
}

test('an update that the server dropped is worth waiting for, one that is replaced for a moment', async () => {
  expect(await meant(14, 'Update-with-Start could not be executed.')).toBe('crowded');
  expect(await meant(14, 'Workflow Update was aborted.')).toBe('crowded');
  expect(await meant(14, 'shard closed')).toBe('away');
});
