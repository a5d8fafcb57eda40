import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { pathOf } from '../http/request';

/**
 * The page has one address, without a slash behind it: what is relative on it would lead elsewhere. Who types the slash
 * is led to it, below whatever path a proxy has put in front, and keeps what stands behind the `#`.
 */
export function leadToConsole(edge: FastifyAdapter): void {
  edge.getInstance().addHook('onRequest', async (request, reply) => {
    if (pathOf(request) === '/console/') return reply.redirect('../console', 308);
    return undefined;
  });
}
