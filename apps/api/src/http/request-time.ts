import { Inject, Injectable } from '@nestjs/common';
import type { ApiConfig } from '../../../../libs/config/config';
import { API_CONFIG } from '../tokens';

/** Until when a request must have been answered, whatever it waits for. */
@Injectable()
export class RequestTime {
  constructor(@Inject(API_CONFIG) private readonly config: ApiConfig) {}

  /** The end of a request that begins now. */
  end(): Date {
    return new Date(Date.now() + this.config.requestTimeoutSeconds * 1000);
  }
}
