import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Logger } from 'pino';
import type { KnownRoutes } from '../http/known-routes';
import { orderIdForLog, pathOf, type HttpReply, type HttpRequest } from '../http/request';
import { answerOf } from './problem-answer';
import { Problem, temporarilyUnavailable } from './problem';
import { PROBLEMS } from './problem-codes';
import { isDatabaseUnavailable } from '../../../../libs/postgres/database/database-unavailable';

/**
 * Turns everything that is thrown into a problem: ours as they are, Fastify's by their code, the rest as our mistake.
 */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly log: Logger,
    private readonly routes: KnownRoutes,
  ) {}

  catch(exception: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<HttpRequest>();
    const { status, headers, body } = answerOf(this.problemOf(exception, request), request);
    http.getResponse<HttpReply>().status(status).headers(headers).send(body);
  }

  private problemOf(exception: unknown, request: HttpRequest): Problem {
    const about = { requestId: request.id, orderId: orderIdForLog(request) };
    if (exception instanceof Problem) {
      // Nobody is to blame for a 4xx; a 5xx is told with what is behind it.
      if (statusOf(exception) >= 500) this.log.warn({ ...about, err: exception.cause }, exception.message);
      return exception;
    }
    if (request.is404) return this.notFound(request);
    if (exception instanceof HttpException && exception.getStatus() < 500) return problemOfRequest(exception);
    if (isDatabaseUnavailable(exception)) {
      this.log.error({ ...about, err: exception }, 'PostgreSQL did not answer: the caller is asked to try again');
      return temporarilyUnavailable('The database does not answer. Repeating the request is safe.');
    }
    this.log.error({ ...about, err: exception }, 'a request failed because of a bug');
    return new Problem('internal_error', 'This is a bug of Holdfast, and it is logged. Repeating the request is safe.');
  }

  private notFound(request: HttpRequest): Problem {
    const methods = this.routes.methodsOf(pathOf(request));
    if (methods.length === 0)
      return new Problem('not_found', 'No resource has this path; GET /docs shows all of them.');
    const allowed = methods.join(', ');
    return new Problem('method_not_allowed', `This resource allows ${allowed}.`, { headers: { Allow: allowed } });
  }
}

function statusOf({ code }: Problem): number {
  return PROBLEMS[code].status;
}

/** What Fastify found wrong before a handler ran. */
function problemOfRequest({ cause, message }: HttpException): Problem {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  switch (code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new Problem('too_large', 'The body is larger than this resource accepts.');
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new Problem('unsupported_media_type', 'Send the body as application/json.');
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
      return new Problem('invalid_json', 'The body is not valid JSON.');
    default:
      return new Problem('invalid_request', message);
  }
}
