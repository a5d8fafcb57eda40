import * as http from 'node:http';
import * as https from 'node:https';

/** An endpoint that does not answer in this time has failed. */
const TIMEOUT_MS = 10_000;
/** More deliveries than this to one server wait for each other. */
const MAX_SOCKETS = 32;

/** Stands where a status stands. */
export const NO_ANSWER = 0;

/** Any answer but a 2xx is a failure, redirects too. */
export function isTaken(status: number): boolean {
  return status >= 200 && status < 300;
}

/** How the emulated service says who it is. */
export interface Sender {
  /** The header that carries the signature, in lower case. */
  readonly signatureHeader: string;
  readonly userAgent: string;
}

/** Sends webhooks over connections that are kept. */
export class WebhookPost {
  private readonly plain = new http.Agent({ keepAlive: true, maxSockets: MAX_SOCKETS });
  private readonly secure = new https.Agent({ keepAlive: true, maxSockets: MAX_SOCKETS });

  constructor(private readonly sender: Sender) {}

  /** The status of the endpoint's answer; `NO_ANSWER` when there was none, or half of one. */
  async send(url: string, payload: string, signature: string): Promise<number> {
    const secure = url.startsWith('https:');
    const options = {
      method: 'POST',
      agent: secure ? this.secure : this.plain,
      timeout: TIMEOUT_MS,
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'content-length': Buffer.byteLength(payload),
        [this.sender.signatureHeader]: signature,
        'user-agent': this.sender.userAgent,
        accept: '*/*; q=0.5, application/xml',
        'cache-control': 'no-cache',
      },
    };
    return new Promise((resolve) => {
      const request = (secure ? https : http).request(url, options, (response) => {
        response.resume();
        const { statusCode = 0 } = response;
        response.on('close', () => {
          resolve(response.complete ? statusCode : NO_ANSWER);
        });
      });
      request.on('timeout', () => request.destroy());
      request.on('error', () => {
        resolve(NO_ANSWER);
      });
      request.end(payload);
    });
  }

  close(): void {
    this.plain.destroy();
    this.secure.destroy();
  }
}
