import { Controller, Res } from '@nestjs/common';
import type { HttpReply } from '../http/request';
import { Route } from '../openapi/route';
import { liveSchema, readinessSchema, type Readiness } from './health.schema';
import { Dependencies } from './dependencies';

/** Says whether the process lives, and whether it can work. */
@Controller()
export class HealthController {
  constructor(private readonly dependencies: Dependencies) {}

  @Route({
    method: 'get',
    path: '/health/live',
    tag: 'health',
    summary: 'Does the process run?',
    answers: [{ status: 200, description: 'It runs', content: liveSchema }],
  })
  isLive(): { status: 'live' } {
    return { status: 'live' };
  }

  @Route({
    method: 'get',
    path: '/health/ready',
    tag: 'health',
    summary: 'Can it work?',
    description: 'Checked once a second at most; requests in between get the same answer.',
    answers: [
      { status: 200, description: 'Everything it depends on answers', content: readinessSchema },
      { status: 503, description: 'Something does not answer', content: readinessSchema },
    ],
  })
  async isReady(@Res({ passthrough: true }) reply: HttpReply): Promise<Readiness> {
    const { postgresql, temporal, deployment } = await this.dependencies.report();
    const ready = postgresql.status === 'up' && temporal.status === 'up';
    if (!ready) reply.status(503);
    return { status: ready ? 'ready' : 'not_ready', deployment, dependencies: { postgresql, temporal } };
  }
}
