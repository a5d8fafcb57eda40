import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import Stripe from 'stripe';
import { networkCodeOf } from './network-code';
import { paced, type Pace } from './pace';
import { watched, type StripeCall } from './watched-calls';

export type { StripeCall } from './watched-calls';

/** Whose account is asked, where, and for how long one answer is waited for. */
export interface StripeClientOptions {
  /**
   * Secret or restricted key; a restricted one needs PaymentIntents, SetupIntents, Refunds and Disputes write,
   * Charges, Balance and Events read, and for Connect Transfers and Application Fees write.
   */
  readonly apiKey: string;
  /** Another server that speaks Stripe's API, such as `http://127.0.0.1:12111`; Stripe itself when absent. */
  readonly apiBase?: string | undefined;
  /** How long a call may wait for its answer. Keep it below the timeout of the activity around it. */
  readonly timeoutSeconds: number;
  /** Absent: requests leave when they are made. */
  readonly pace?: Pace;
  /** Told of every request that left. */
  readonly onCall?: (call: StripeCall) => void;
}

/** Whether a key moves real money; its events are of the same mode. Source: https://docs.stripe.com/keys */
export function isLiveKey(apiKey: string): boolean {
  return /^[sr]k_live_/.test(apiKey);
}

/**
 * The version every request asks for and every answer is read in, whatever the account's default is.
 * Raising it is a change of code: read the changelog between the two, https://docs.stripe.com/changelog
 */
const API_VERSION = '2026-10-28.endive';

/**
 * A client that makes exactly one HTTP request per call. Whoever calls decides about a repeat, because a repeat of a
 * call that moves money must be preceded by a read.
 * @throws Error when `apiBase` is not an http or https address without a path
 */
export function createStripeClient({ apiKey, apiBase, timeoutSeconds, pace, onCall }: StripeClientOptions): Stripe {
  const server = apiBase === undefined ? undefined : serverOf(apiBase);
  const timeout = timeoutSeconds * 1000;
  const http = Stripe.createNodeHttpClient(keepAliveAgent(server?.protocol, timeout));
  const leaving = withoutHiddenRetry(onCall === undefined ? http : watched(http, onCall));
  return new Stripe(apiKey, {
    ...server,
    apiVersion: API_VERSION,
    maxNetworkRetries: 0,
    timeout,
    telemetry: false,
    appInfo: { name: 'Holdfast' },
    httpClient: pace === undefined ? leaving : paced(leaving, pace),
  });
}

interface Server {
  readonly protocol: 'http' | 'https';
  readonly host: string;
  readonly port: number;
}

function serverOf(apiBase: string): Server {
  const { protocol, hostname, port, pathname } = new URL(apiBase);
  if ((protocol !== 'http:' && protocol !== 'https:') || pathname !== '/') {
    throw new Error(
      `${apiBase} is not the address of a Stripe server: it must be http(s)://host:port and nothing more`,
    );
  }
  const secure = protocol === 'https:';
  // In an address an IPv6 host stands in brackets; a socket wants it without.
  const host = hostname.replace(/^\[|\]$/g, '');
  return { protocol: secure ? 'https' : 'http', host, port: port === '' ? (secure ? 443 : 80) : Number(port) };
}

/**
 * The SDK's own timeout starts when the connection stands, so a network that swallows packets could hold a call for
 * minutes; the agent's timeout covers the time before.
 */
function keepAliveAgent(protocol: 'http' | 'https' = 'https', timeout: number): HttpAgent {
  return protocol === 'http'
    ? new HttpAgent({ keepAlive: true, timeout })
    : new HttpsAgent({ keepAlive: true, timeout });
}

/**
 * Even with retries off, the SDK repeats a request once when its connection is closed (ECONNRESET, EPIPE). Then a call
 * could take twice its timeout, and a rate limit met by the repeat would say "not executed" of something that was.
 * Hiding the code behind a cause stops it.
 */
function withoutHiddenRetry(http: Stripe.HttpClient): Stripe.HttpClient {
  const closed = new Set(Stripe.HttpClient.CONNECTION_CLOSED_ERROR_CODES);
  return {
    getClientName: () => http.getClientName(),
    makeRequest: async (...request) => {
      try {
        return await http.makeRequest(...request);
      } catch (error) {
        if (closed.has(networkCodeOf(error) ?? '')) {
          throw new Error('The connection was closed before the answer came', { cause: error });
        }
        throw error;
      }
    },
  };
}
