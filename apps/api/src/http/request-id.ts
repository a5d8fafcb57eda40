import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { hasCardNumber } from '../input/card-number';
import type { HttpRequest } from './request';

/**
 * The caller's own name for the request, so that both sides' logs can be joined; a new one when there is none or it
 * is not fit for a log.
 */
export function requestIdOf(header: string | string[] | undefined): string {
  const named = typeof header === 'string' && /^[A-Za-z0-9._-]{1,64}$/.test(header) && !hasCardNumber(header);
  return named ? header : randomUUID();
}

/** The id of the request being handled, as a parameter of a handler. */
export const RequestId = createParamDecorator(
  (_data: unknown, context: ExecutionContext): string => context.switchToHttp().getRequest<HttpRequest>().id,
);
