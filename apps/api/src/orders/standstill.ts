import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { Database } from '../../../../libs/postgres/database/database';
import { readDeployment } from '../../../../libs/postgres/deployment/deployment-store';
import { isGuarded, isReading } from '../access/guarded';
import type { HttpRequest } from '../http/request';
import { Problem } from '../problems/problem';
import { DATABASE } from '../tokens';

/** Seconds: a person has to look first. */
const RETRY_AFTER = '60';

/** While another database goes by our name nothing is accepted that would move money; reading goes on. */
@Injectable()
export class Standstill implements CanActivate {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<HttpRequest>();
    if (!isGuarded(request) || isReading(request.method)) return true;
    const { conflict, name } = await readDeployment(this.database);
    if (conflict === null) return true;
    const detail =
      `Holdfast accepts nothing since ${conflict.since}: another database uses the name "${name}" of this deployment, and ` +
      'both would move the same money. An operator ends that with `npm run deployment`; then repeat the request.';
    throw new Problem('deployment_conflict', detail, { headers: { 'Retry-After': RETRY_AFTER } });
  }
}
