import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { actsForBuyer } from './client';

/** Whether the request came with a key that may act for the buyer, as a parameter of a handler. */
export const ActsForBuyer = createParamDecorator((_data: unknown, context: ExecutionContext): boolean =>
  actsForBuyer(context.switchToHttp().getRequest<object>()),
);
