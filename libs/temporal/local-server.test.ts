import { Connection } from '@temporalio/client';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../../test/setup/eventually';
import { setup } from '../../test/setup/run-environment';
import { startScriptedTemporal } from '../../test/setup/scripted-temporal';
import { findTemporalBinary } from './binary';
import { prepareTemporal, startLocalTemporal } from './local-server';
import { missingSearchAttributes } from './missing-search-attributes';
import { searchAttributes } from './search-attributes';

describe('a local server', () => {
  test('knows our search attributes in each namespace, shows its metrics and is gone after stop', async () => {
    const namespaces = { namespace: 'orders', otherNamespaces: ['returns'] };
    const server = await startLocalTemporal({ binary: setup.temporalBinary, metrics: true, ...namespaces });
    const connection = await Connection.connect({ address: server.address });
    const names: unknown = expect.arrayContaining(searchAttributes.map(({ name }) => name));
    for (const namespace of ['orders', 'returns']) {
      const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
      expect(Object.keys(customAttributes)).toEqual(names);
      expect(await missingSearchAttributes(connection.workflowService, namespace)).toEqual([]);
    }
    await expect(prepareTemporal(server)).resolves.toEqual({ kind: 'registered', names: [] });
    expect((await fetch(server.metricsUrl ?? '')).status).toBe(200);
    await connection.close();

    await server.stop();
    await expect(prepareTemporal(server)).rejects.toThrow(`Temporal does not answer at ${server.address}`);
  });

  test('learns the search attributes that it misses, and no others, when it is somebody else’s', async () => {
    const server = await startLocalTemporal({ binary: setup.temporalBinary });
    const connection = await Connection.connect({ address: server.address });
    const forget = (...names: string[]): Promise<unknown> =>
      connection.operatorService.removeSearchAttributes({ namespace: 'default', searchAttributes: names });
    for (const names of [['HoldfastStatus'], ['HoldfastReleaseAt', 'HoldfastAttention']]) {
      await forget(...names);
      await eventually(
        () => missingSearchAttributes(connection.workflowService, 'default'),
        (missing) => missing.map(({ name }) => name).join() === names.join(),
      );
      await expect(prepareTemporal(server)).resolves.toEqual({ kind: 'registered', names });
      expect(await missingSearchAttributes(connection.workflowService, 'default')).toEqual([]);
    }
    await connection.close();
    await server.stop();
  });

  test('says exactly what to run when it lets no client register search attributes', async () => {
    const temporal = await startScriptedTemporal();
    temporal.answer(3, 'column name is not defined', { AddSearchAttributes: 7 });
    expect(await prepareTemporal({ address: temporal.address, namespace: 'shop.a1b2c' })).toEqual({
      kind: 'by_hand',
      names: ['HoldfastStatus', 'HoldfastReleaseAt', 'HoldfastAttention', 'HoldfastOrderId'],
      inCloud:
        'tcld namespace search-attributes add --namespace shop.a1b2c --search-attribute "HoldfastStatus=Keyword" ' +
        '--search-attribute "HoldfastReleaseAt=Datetime" --search-attribute "HoldfastAttention=Bool" ' +
        '--search-attribute "HoldfastOrderId=Keyword"',
      onServer:
        `temporal operator search-attribute create --address ${temporal.address} --namespace shop.a1b2c ` +
        '--name HoldfastStatus --type Keyword --name HoldfastReleaseAt --type Datetime --name HoldfastAttention --type Bool ' +
        '--name HoldfastOrderId --type Keyword',
    });
    await temporal.close();
  });
});

describe('the binary', () => {
  let folder: string;
  let program: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'holdfast-binary-'));
    const bin = join(folder, 'holdfast', 'temporal-1.5.1');
    mkdirSync(bin, { recursive: true });
    program = join(bin, 'temporal');
    writeFileSync(program, '');
    chmodSync(program, 0o755);
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  test('is the one that is named', async () => {
    expect(await findTemporalBinary({ TEMPORAL_CLI_PATH: program })).toBe(program);
  });

  test('is not searched for elsewhere when the named one is missing', async () => {
    await expect(findTemporalBinary({ TEMPORAL_CLI_PATH: join(folder, 'none') })).rejects.toThrow(
      /TEMPORAL_CLI_PATH names .*none, which is not a program/,
    );
  });

  test('is the one on the PATH', async () => {
    const PATH = `/nowhere::${join(folder, 'holdfast', 'temporal-1.5.1')}`;
    expect(await findTemporalBinary({ PATH, XDG_CACHE_HOME: '/nowhere' })).toBe(program);
  });

  test('is the one that was fetched before', async () => {
    expect(await findTemporalBinary({ PATH: '', XDG_CACHE_HOME: folder })).toBe(program);
  });
});
