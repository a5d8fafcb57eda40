import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

/** Of every handshake (RFC 6455, 1.3). */
const HANDSHAKE_GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
/** What a listener answers about one delivery is far below this. */
const MAX_FRAME_BYTES = 16 * 1024 * 1024;

const TEXT = 0x1;
const CLOSE = 0x8;
const PING = 0x9;
const PONG = 0xa;

/** The server's end of one WebSocket (RFC 6455): it tells; what it hears besides pings and the end does not matter. */
export class WebSocketConnection {
  private heard = Buffer.alloc(0);
  private open = true;

  private constructor(
    private readonly socket: Duplex,
    private readonly ended: () => void,
  ) {
    socket.on('data', (chunk: Buffer) => {
      this.hear(chunk);
    });
    for (const end of ['close', 'end', 'error']) {
      socket.on(end, () => {
        if (this.open) socket.destroy();
        this.stop();
      });
    }
  }

  /** Answers the handshake; undefined when the request asks for no WebSocket. */
  static accept(
    request: IncomingMessage,
    socket: Duplex,
    protocol: string,
    ended: () => void,
  ): WebSocketConnection | undefined {
    const key = request.headers['sec-websocket-key'];
    if (key === undefined || request.headers.upgrade?.toLowerCase() !== 'websocket') return undefined;
    const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
    const accepted = createHash('sha1').update(`${key}${HANDSHAKE_GUID}`).digest('base64');
    const lines = [
      'HTTP/1.1 101 Switching Protocols',
      'Upgrade: websocket',
      'Connection: Upgrade',
      `Sec-WebSocket-Accept: ${accepted}`,
      ...(offered.includes(protocol) ? [`Sec-WebSocket-Protocol: ${protocol}`] : []),
    ];
    socket.write(`${lines.join('\r\n')}\r\n\r\n`);
    return new WebSocketConnection(socket, ended);
  }

  send(text: string): void {
    if (this.open) this.socket.write(frame(TEXT, Buffer.from(text)));
  }

  close(): void {
    if (!this.open) return;
    this.stop();
    this.socket.end(frame(CLOSE, Buffer.alloc(0)), () => {
      this.socket.destroy();
    });
  }

  private hear(chunk: Buffer): void {
    this.heard = Buffer.concat([this.heard, chunk]);
    for (let next = readFrame(this.heard); next !== undefined && this.open; next = readFrame(this.heard)) {
      if (next.kind === 'too_large') {
        this.close();
        return;
      }
      this.heard = this.heard.subarray(next.length);
      this.react(next.opcode, next.payload);
    }
  }

  private react(opcode: number, payload: Buffer): void {
    if (opcode === PING) this.socket.write(frame(PONG, payload));
    if (opcode === CLOSE) this.close();
  }

  private stop(): void {
    if (!this.open) return;
    this.open = false;
    this.ended();
  }
}

type Frame =
  | { readonly kind: 'frame'; readonly opcode: number; readonly payload: Buffer; readonly length: number }
  | { readonly kind: 'too_large' };

/** The first frame of what was heard; undefined while it is not whole. */
function readFrame(heard: Buffer): Frame | undefined {
  if (heard.length < 2) return undefined;
  const second = heard.readUInt8(1);
  const short = second & 0x7f;
  const lengthBytes = short === 126 ? 2 : short === 127 ? 8 : 0;
  const maskAt = 2 + lengthBytes;
  if (heard.length < maskAt) return undefined;
  const size = lengthBytes === 0 ? short : lengthBytes === 2 ? heard.readUInt16BE(2) : Number(heard.readBigUInt64BE(2));
  if (size > MAX_FRAME_BYTES) return { kind: 'too_large' };
  const isMasked = (second & 0x80) !== 0;
  const payloadAt = maskAt + (isMasked ? 4 : 0);
  const length = payloadAt + size;
  if (heard.length < length) return undefined;
  const payload = Buffer.from(heard.subarray(payloadAt, length));
  if (isMasked) unmask(payload, heard.subarray(maskAt, payloadAt));
  return { kind: 'frame', opcode: heard.readUInt8(0) & 0x0f, payload, length };
}

function unmask(payload: Buffer, mask: Buffer): void {
  for (let at = 0; at < payload.length; at += 1) payload.writeUInt8(payload.readUInt8(at) ^ mask.readUInt8(at % 4), at);
}

/** One whole frame; a server masks nothing. */
function frame(opcode: number, payload: Buffer): Buffer {
  const size = payload.length;
  const head = Buffer.alloc(size < 126 ? 2 : size < 0x1_0000 ? 4 : 10);
  head.writeUInt8(0x80 | opcode, 0);
  if (size < 126) {
    head.writeUInt8(size, 1);
  } else if (size < 0x1_0000) {
    head.writeUInt8(126, 1);
    head.writeUInt16BE(size, 2);
  } else {
    head.writeUInt8(127, 1);
    head.writeBigUInt64BE(BigInt(size), 2);
  }
  return Buffer.concat([head, payload]);
}
