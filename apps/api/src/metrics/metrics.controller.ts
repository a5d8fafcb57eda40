import { Controller, Header } from '@nestjs/common';
import { Registry } from 'prom-client';
import { Route } from '../openapi/route';
import { ApiMetrics } from './api-metrics';
import { OpenWorkMetrics } from './open-work-metrics';

/** What Prometheus scrapes. */
@Controller()
export class MetricsController {
  constructor(
    private readonly metrics: ApiMetrics,
    private readonly openWork: OpenWorkMetrics,
  ) {}

  @Route({
    method: 'get',
    path: '/metrics',
    tag: 'health',
    summary: 'Metrics: what the API has done, and what waits',
    description: 'For Prometheus. Without PostgreSQL it still answers, with `holdfast_database_up 0`.',
    answers: [{ status: 200, description: 'Prometheus text', content: ['text/plain'] }],
  })
  @Header('Content-Type', Registry.PROMETHEUS_CONTENT_TYPE)
  async readMetrics(): Promise<string> {
    const [counted, read] = await Promise.all([this.metrics.registry.metrics(), this.openWork.text()]);
    return `${counted}${read}`;
  }
}
