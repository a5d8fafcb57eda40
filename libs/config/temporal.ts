import { loadClientConfigProfile, type ConfigDataSource } from '@temporalio/envconfig';
import { readFileSync } from 'node:fs';
import type { Environment, Rule } from './environment';
import { temporalVariables } from './variables';

/** Which Temporal server, which namespace of it, and how it knows us. */
export interface TemporalConfig {
  readonly address: string;
  readonly namespace: string;
  /** Of Temporal Cloud; sent over TLS alone. Absent: none. */
  readonly apiKey?: string;
  /** Absent: the server is spoken to in clear. */
  readonly tls?: TemporalTls;
  /** Headers of each request, for a server behind a gateway of its own. Absent: none. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** Certificates are PEM texts; whatever is absent is the system's own. */
export interface TemporalTls {
  /** Who signed the server's certificate. */
  readonly serverCa?: string;
  /** What the server's certificate is for, where that is not its address. */
  readonly serverName?: string;
  /** Who we are. */
  readonly client?: { readonly certificate: string; readonly key: string };
}

/** What the variables of Temporal say. */
type TemporalValues = { readonly [Name in keyof typeof temporalVariables]?: string | undefined };

/**
 * The server that the variables name, as every program of Temporal's reads them: the environment before the profile of
 * a configuration file. The file of the person who is logged in is read only when a profile is asked for: a service
 * must not find another server because of who starts it.
 * @throws Error when the profile or a certificate cannot be read, or no server is named
 */
export function temporalOf(values: TemporalValues): TemporalConfig {
  const { TEMPORAL_PROFILE: profileName, TEMPORAL_CONFIG_FILE: file } = values;
  const profile = loadClientConfigProfile({
    overrideEnvVars: ownVariables(values),
    disableFile: profileName === undefined && file === undefined,
    configFileStrict: true,
    ...(profileName !== undefined && { profile: profileName }),
    ...(file !== undefined && { configSource: { path: file } }),
  });
  const { address, namespace = 'default', apiKey, tls, grpcMeta } = profile;
  if (address === undefined) throw new Error('the profile names no address');
  const encrypted = tls === undefined ? apiKey !== undefined : tls.disabled !== true;
  return {
    address,
    namespace,
    ...(apiKey !== undefined && { apiKey }),
    ...(encrypted && { tls: tlsOf(tls ?? {}) }),
    ...(grpcMeta !== undefined && { metadata: grpcMeta }),
  };
}

interface ReadTls {
  readonly serverName?: string;
  readonly clientCert?: ConfigDataSource;
  readonly clientKey?: ConfigDataSource;
  readonly serverCACert?: ConfigDataSource;
}

function tlsOf({ serverName, serverCACert, clientCert, clientKey }: ReadTls): TemporalTls {
  if ((clientCert === undefined) !== (clientKey === undefined)) {
    throw new Error(
      'TEMPORAL_TLS_CLIENT_CERT_PATH and TEMPORAL_TLS_CLIENT_KEY_PATH belong together: set both, or neither',
    );
  }
  return {
    ...(serverName !== undefined && { serverName }),
    ...(serverCACert !== undefined && { serverCa: pemOf(serverCACert) }),
    ...(clientCert !== undefined &&
      clientKey !== undefined && { client: { certificate: pemOf(clientCert), key: pemOf(clientKey) } }),
  };
}

function pemOf(source: ConfigDataSource): string {
  if ('path' in source) return readFileSync(source.path, 'utf8');
  return typeof source.data === 'string' ? source.data : Buffer.from(source.data).toString();
}

function ownVariables(values: TemporalValues): Record<string, string> {
  const own = Object.entries(values).filter(([name]) => name in temporalVariables);
  return Object.fromEntries(own.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

/** Whether the variables name a server at all. */
export function namesTemporal(values: Environment): boolean {
  return ['TEMPORAL_ADDRESS', 'TEMPORAL_PROFILE', 'TEMPORAL_CONFIG_FILE'].some((name) => (values[name] ?? '') !== '');
}

/** The server must be named, and everything that says how it knows us must be there. */
export const temporalReadable: Rule = (values) => {
  if (!namesTemporal(values)) {
    return 'TEMPORAL_ADDRESS is missing: host:port of the Temporal server, such as 127.0.0.1:7233; or name a TEMPORAL_PROFILE';
  }
  try {
    temporalOf(values);
    return undefined;
  } catch (error) {
    return `the settings of Temporal cannot be used: ${error instanceof Error ? error.message : String(error)}`;
  }
};
