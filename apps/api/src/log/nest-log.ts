import type { LoggerService } from '@nestjs/common';
import type { Logger } from 'pino';

/** Nest's own messages in our log. Its many lines at start are only for debugging. */
export class NestLog implements LoggerService {
  constructor(private readonly pino: Logger) {}

  log(message: unknown): void {
    this.pino.debug(written(message));
  }

  warn(message: unknown): void {
    this.pino.warn(written(message));
  }

  error(message: unknown): void {
    this.pino.error(message instanceof Error ? { err: message } : {}, written(message));
  }
}

function written(message: unknown): string {
  return message instanceof Error ? message.message : String(message);
}
