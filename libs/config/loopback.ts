import { isIPv4 } from 'node:net';

/** Whether an address to listen on lets in nobody but this machine. A name other than localhost counts as reachable. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'));
}
