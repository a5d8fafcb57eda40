import { Inject, Injectable, SetMetadata, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Database } from '../../../../libs/postgres/database/database';
import { readDeployment } from '../../../../libs/postgres/deployment/deployment-store';
import type { Ground, Standstill } from '../../../../libs/postgres/reading/ground-reader';
import { isGuarded, isReading } from '../access/guarded';
import type { HttpRequest } from '../http/request';
import { Problem } from '../problems/problem';
import { DATABASE } from '../tokens';

/** Seconds: a person has to look first. */
const RETRY_AFTER = '60';

const CHECKED = 'standstill checked';

/** On a handler that calls `requireNoStandstill` with what it reads first: the guard needs no statement of its own. */
export function ChecksStandstill(): MethodDecorator {
  return SetMetadata(CHECKED, true);
}

/** On a handler that moves no money, and without which nobody could look. */
export function GoesOnAtStandstill(): MethodDecorator {
  return SetMetadata(CHECKED, true);
}

/** While another database goes by our name nothing is accepted that would move money; reading goes on. */
@Injectable()
export class StandstillGuard implements CanActivate {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly reflector: Reflector,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<HttpRequest>();
    if (!isGuarded(request) || isReading(request.method)) return true;
    if (this.reflector.get<boolean | undefined>(CHECKED, context.getHandler()) === true) return true;
    const { conflict, name } = await readDeployment(this.database);
    requireNoStandstill({ standstill: conflict === null ? null : { deployment: name, since: conflict.since } });
    return true;
  }
}

/** @throws Problem `deployment_conflict` */
export function requireNoStandstill({ standstill }: Ground): void {
  if (standstill !== null) throw standsStill(standstill);
}

function standsStill({ deployment, since }: Standstill): Problem {
  const detail =
    `Holdfast accepts nothing since ${since}: another database uses the name "${deployment}" of this deployment, and ` +
    'both would move the same money. An operator ends that with `npm run deployment`; then repeat the request.';
  return new Problem('deployment_conflict', detail, { headers: { 'Retry-After': RETRY_AFTER } });
}
