import type { Duplex } from 'node:stream';

/** What is not HTTP, or has headers no client sends, gets a JSON error and a closed connection. */
export function refuseClient(error: Error & { readonly code?: string }, socket: Duplex): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const [status, message] = refusalOf(error.code);
  const body = JSON.stringify({ error: { message, type: 'invalid_request_error' } });
  const head = [
    `HTTP/1.1 ${status}`,
    'Content-Type: application/json',
    `Content-Length: ${String(Buffer.byteLength(body))}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

function refusalOf(code: string | undefined): [string, string] {
  if (code === 'HPE_HEADER_OVERFLOW') {
    return ['431 Request Header Fields Too Large', 'Invalid request (the headers or the address are too long).'];
  }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return ['408 Request Timeout', 'Invalid request (it did not arrive in time).'];
  }
  return ['400 Bad Request', 'Invalid request (it is not valid HTTP).'];
}
