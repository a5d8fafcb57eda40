import { randomBytes } from 'node:crypto';
import { listenAt } from '../../../libs/emulation/http/server';
import { logTo } from '../../../libs/emulation/http/response';
import { listener } from './http/listener';
import { openTenants } from './http/tenants';

/** What an emulator can be started with; everything may be left out. */
export interface EmulatorOptions {
  /** 0 or nothing takes a free port. */
  readonly port?: number;
  readonly host?: string;
  /** Receives one line for each request. */
  readonly log?: (line: string) => void;
  /** The same seed gives the same ids; without one they are new at every start. */
  readonly seed?: string;
  /** A file that keeps everything: what is in it is replayed, what happens is added. */
  readonly journal?: string;
  /** Runs the checks after every request and fails the one that breaks a law of the state. For tests. */
  readonly checked?: boolean;
}

export interface WooshPayEmulator {
  /** Where it listens, such as `http://127.0.0.1:12112`. */
  readonly url: string;
  /** Ends its timers and connections; the journal is on the disk then. */
  close(): Promise<void>;
}

/** Starts an emulator in this process. After `close` no timer and no connection of it is left. */
export async function startWooshPayEmulator(options: EmulatorOptions = {}): Promise<WooshPayEmulator> {
  const { host = '127.0.0.1', port = 0, seed = randomBytes(8).toString('hex') } = options;
  const tenants = openTenants(seed, options.journal, options.checked);
  const listening = await listenAt({ port, host }, listener(tenants, logTo(options.log)));
  return {
    url: listening.url,
    close: async () => {
      tenants.close();
      await listening.close();
    },
  };
}
