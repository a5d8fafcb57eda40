import { createTestDatabase, type TestDatabase } from '../../../test/setup/postgres';
import { openDatabase, type Database } from '../database/database';
import {
  beginEpoch,
  createDeploymentGuard,
  nameDeployment,
  noticeConflict,
  readDeployment,
  requireDeployment,
} from './deployment-store';

const AT = '2026-11-22T10:00:00.000Z';
const LATER = '2026-11-22T10:01:00.000Z';
const seen = { since: AT, seen: 'a key of ours was answered before', orderId: '1042' };

let created: TestDatabase;
let database: Database;
beforeEach(async () => {
  created = await createTestDatabase();
  database = openDatabase({ url: created.url, applicationName: 'test' });
});
afterEach(async () => {
  await database.destroy();
  await created.drop();
});

test('the first name stays; another is refused in words that say both and what to do', async () => {
  await nameDeployment(database, 'test', LATER);
  await expect(nameDeployment(database, 'shop-eu', AT)).rejects.toThrow(
    /HOLDFAST_DEPLOYMENT is "shop-eu", but this database is that of "test".*Set HOLDFAST_DEPLOYMENT=test, or DATABASE_URL/,
  );
  await expect(requireDeployment(database, 'shop-eu')).rejects.toThrow('this database is that of "test"');
  await expect(createDeploymentGuard(database, 'shop-eu').toAct()).rejects.toThrow('this database is that of "test"');
  await requireDeployment(database, 'test');
  expect(await readDeployment(database)).toMatchObject({ name: 'test', epoch: 1, conflict: null });
});

test('a database without a name says that it must be migrated', async () => {
  await database.deleteFrom('deployment').execute();
  await expect(requireDeployment(database, 'test')).rejects.toThrow('npm run migrate');
});

test('a conflict is noticed once, stops every process that asks, and ends with another epoch', async () => {
  const guard = createDeploymentGuard(database, 'test');
  expect(await guard.toAct()).toMatchObject({ name: 'test', epoch: 1 });
  const noticed = await Promise.all([1, 2, 3].map(() => noticeConflict(database, seen)));
  expect(noticed.filter(Boolean)).toHaveLength(1);
  await expect(guard.toAct()).rejects.toMatchObject({ name: 'ProviderUnavailable', details: { notExecuted: true } });
  expect(await guard.toRead()).toMatchObject({ epoch: 1, conflict: seen });

  await expect(beginEpoch(database, AT)).rejects.toThrow('Try again in 30 s');
  expect(await beginEpoch(database, LATER)).toMatchObject({ epoch: 2, epochBeganAt: LATER, conflict: null });
  expect(await guard.toAct()).toMatchObject({ name: 'test', epoch: 2 });
  expect(await noticeConflict(database, seen)).toBe(true);
});

test('without a conflict no epoch begins', async () => {
  expect(await beginEpoch(database, LATER)).toMatchObject({ epoch: 1 });
});
