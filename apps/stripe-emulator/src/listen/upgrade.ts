import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Tenants } from '../http/tenants';
import { LISTEN } from './listeners';
import { WebSocketConnection } from './websocket';

/** What the CLI speaks. */
const PROTOCOL = 'stripecli-devproxy-v1';

/** A CLI that comes with the session it was given; others are told so in the words the CLI knows (its own source). */
export function upgrade(tenants: Tenants): (request: IncomingMessage, socket: Duplex) => void {
  return (request, socket) => {
    const [path = ''] = (request.url ?? '').split('?');
    const accountId = path.startsWith(LISTEN) ? path.slice(LISTEN.length) : '';
    const sessionId = String(request.headers['websocket-id'] ?? '');
    const listeners = tenants.all().find(({ account }) => account.id === accountId)?.listeners;
    if (listeners?.knows(sessionId) !== true) {
      refuse(socket);
      return;
    }
    const connection = WebSocketConnection.accept(request, socket, PROTOCOL, () => {
      if (connection !== undefined) listeners.disconnected(sessionId, connection);
    });
    if (connection === undefined) refuse(socket);
    else listeners.connect(sessionId, connection);
  };
}

function refuse(socket: Duplex): void {
  const body = JSON.stringify({ error: { message: 'Unknown WebSocket ID.', type: 'invalid_request_error' } });
  const lines = [
    'HTTP/1.1 404 Not Found',
    'Content-Type: application/json',
    `Content-Length: ${String(Buffer.byteLength(body))}`,
    'Connection: close',
  ];
  // A socket that was to be upgraded is nobody else's to close.
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`, () => {
    socket.destroy();
  });
}
