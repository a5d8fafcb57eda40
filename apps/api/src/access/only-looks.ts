import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { mayOnlyLook } from './client';

/** Whether the request came with a key that may only read, as a parameter of a handler. */
export const OnlyLooks = createParamDecorator((_data: unknown, context: ExecutionContext): boolean =>
  mayOnlyLook(context.switchToHttp().getRequest<object>()),
);
