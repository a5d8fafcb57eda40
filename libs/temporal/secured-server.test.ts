import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type Server } from 'node:tls';
import { startTemporal, type TestTemporal } from '../../test/setup/temporal';
import { loadTemporalConfig } from '../config/program-config';
import type { TemporalConfig } from '../config/temporal';
import { temporalClient } from './connection';
import { prepareTemporal } from './local-server';
import { connectTemporalWorker } from './worker-connection';

/** A Temporal server behind TLS that lets in only who shows a certificate, as Temporal Cloud and secured clusters do. */

let folder: string;
let temporal: TestTemporal;
let door: Server;
const sockets = new Set<Socket>();

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-tls-'));
  certify();
  temporal = await startTemporal();
  door = await openDoor(temporal.address);
}, 60_000);

afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => door.close(resolve));
  await temporal.stop();
  rmSync(folder, { recursive: true, force: true });
});

const file = (name: string): string => join(folder, name);

/** An authority of our own, a certificate for the server `temporal.internal` and one for us. */
function certify(): void {
  const openssl = (...args: string[]): void => void execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl('req', '-x509', ...key, '-keyout', 'ca.key', '-out', 'ca.pem', '-days', '2', '-subj', '/CN=test authority');
  for (const [name, who] of [
    ['server', 'temporal.internal'],
    ['client', 'holdfast'],
  ] as const) {
    openssl('req', ...key, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${who}`);
    writeFileSync(file(`${name}.ext`), `subjectAltName=DNS:${who}\n`);
    openssl(
      ...['x509', '-req', '-in', `${name}.csr`, '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial'],
      ...['-out', `${name}.pem`, '-days', '2', '-extfile', `${name}.ext`],
    );
  }
}

/** Ends TLS in front of the server, which itself speaks in clear. */
async function openDoor(address: string): Promise<Server> {
  const { hostname, port } = new URL(`tcp://${address}`);
  const [ca, cert, key] = ['ca.pem', 'server.pem', 'server.key'].map((name) => readFileSync(file(name)));
  const own = { ca: ca ?? '', cert: cert ?? '', key: key ?? '', requestCert: true, rejectUnauthorized: true };
  const opened = createServer({ ...own, ALPNProtocols: ['h2'] }, (inside) => {
    const behind = connect(Number(port), hostname);
    for (const [one, other] of [
      [inside, behind],
      [behind, inside],
    ] as const) {
      sockets.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
      one.pipe(other);
    }
  });
  opened.on('tlsClientError', () => undefined);
  opened.listen(0, '127.0.0.1');
  await once(opened, 'listening');
  return opened;
}

/** What an operator sets, read as every program of ours reads it. */
function configured(settings: Readonly<Record<string, string>>): TemporalConfig {
  const { port } = door.address() as AddressInfo;
  const config = loadTemporalConfig({ TEMPORAL_ADDRESS: `127.0.0.1:${port.toString()}`, ...settings });
  if (config === undefined) throw new Error('a server is named');
  return config;
}

const trusted = (): Record<string, string> => ({
  TEMPORAL_TLS_SERVER_CA_CERT_PATH: file('ca.pem'),
  TEMPORAL_TLS_SERVER_NAME: 'temporal.internal',
});
const known = (): Record<string, string> => ({
  ...trusted(),
  TEMPORAL_TLS_CLIENT_CERT_PATH: file('client.pem'),
  TEMPORAL_TLS_CLIENT_KEY_PATH: file('client.key'),
});

async function askAsApi(place: TemporalConfig): Promise<unknown> {
  const client = temporalClient(place);
  try {
    return await client.withDeadline(Date.now() + 10_000, () =>
      client.workflowService.describeNamespace({ namespace: place.namespace }),
    );
  } finally {
    await client.connection.close();
  }
}

test('the API, a worker and the migration get in with a certificate that the server knows', async () => {
  const place = configured(known());

  expect(await askAsApi(place)).toMatchObject({ namespaceInfo: { name: 'default' } });
  const worker = await connectTemporalWorker(place);
  await worker.close();
  expect(await prepareTemporal(place)).toEqual({ kind: 'registered', names: [] });
});

test('a profile of Temporal’s configuration file says the same', async () => {
  const { port } = door.address() as AddressInfo;
  const profile = [
    '[profile.production]',
    `address = "127.0.0.1:${port.toString()}"`,
    'namespace = "default"',
    '[profile.production.tls]',
    `server_ca_cert_path = "${file('ca.pem')}"`,
    'server_name = "temporal.internal"',
    `client_cert_path = "${file('client.pem')}"`,
    `client_key_path = "${file('client.key')}"`,
  ];
  writeFileSync(file('temporal.toml'), profile.join('\n'));
  const settings = { TEMPORAL_PROFILE: 'production', TEMPORAL_CONFIG_FILE: file('temporal.toml') };
  const place = loadTemporalConfig(settings);
  if (place === undefined) throw new Error('the profile names a server');

  expect(await askAsApi(place)).toMatchObject({ namespaceInfo: { name: 'default' } });
});

test.each([
  ['in clear', (): Record<string, string> => ({})],
  ['without a certificate of its own', trusted],
  ['where the server’s own certificate is for another name', () => ({ ...known(), TEMPORAL_TLS_SERVER_NAME: 'other' })],
])('nobody gets in %s', async (_how, settings) => {
  const place = configured(settings());

  await expect(askAsApi(place)).rejects.toThrow();
  await expect(connectTemporalWorker(place)).rejects.toThrow(`Temporal does not answer at ${place.address}`);
});
