import { connect } from 'node:net';
import type { Socket } from 'node:net';

/**
 * One keep-alive connection that sends one request after the other. Node's own HTTP client would take as much of a core
 * for a request as the emulator does, and measure itself.
 */
export class Connection {
  private readonly socket: Socket;
  private readonly host: string;
  private received = '';
  private settle: ((answer: string | Error) => void) | undefined;

  constructor(
    url: string,
    private readonly key: string,
  ) {
    const { hostname, host, port } = new URL(url);
    this.host = host;
    this.socket = connect(Number(port), hostname).setNoDelay(true).setEncoding('latin1');
    this.socket.on('data', (chunk: string) => {
      this.received += chunk;
      this.finish();
    });
    this.socket.on('error', (error) => this.settle?.(error));
    this.socket.on('close', () => this.settle?.(new Error('The server closed the connection')));
  }

  /** The body of the answer; anything but 200 fails with it. */
  async post(path: string, body: string): Promise<string> {
    const answer = await new Promise<string | Error>((resolve) => {
      this.settle = resolve;
      this.socket.write(
        `POST ${path} HTTP/1.1\r\nHost: ${this.host}\r\nAuthorization: Bearer ${this.key}\r\n` +
          `Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ${String(body.length)}\r\n\r\n${body}`,
      );
    });
    if (answer instanceof Error) throw answer;
    return answer;
  }

  close(): void {
    this.settle = undefined;
    this.socket.destroy();
  }

  private finish(): void {
    const end = this.received.indexOf('\r\n\r\n');
    if (end === -1) return;
    const head = this.received.slice(0, end);
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1]);
    const text = this.received.slice(end + '\r\n\r\n'.length);
    if (text.length < length) return;
    this.received = '';
    this.settle?.(head.startsWith('HTTP/1.1 200') ? text : new Error(text));
  }
}
