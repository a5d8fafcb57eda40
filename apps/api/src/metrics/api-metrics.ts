import { Counter, Histogram, Registry } from 'prom-client';
import type { DeliveryResult } from '../../../../activities/events/event-delivery';
import type { DeliveryOutcome } from '../../../../libs/postgres/feed/delivery-store';

/** A request that was answered, without a word of what it was about. */
export interface AnsweredRequest {
  readonly method: string;
  /** The route's pattern, `/v1/orders/:orderId`; null when none fits. */
  readonly route: string | null;
  readonly status: number;
  readonly ms: number;
}

/** From an answer out of PostgreSQL to one that waited for a workflow as long as it may. */
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30];

/**
 * What one API counts while it runs. Labels are routes, states and codes: there are few of them, and none is personal.
 */
export class ApiMetrics {
  /** Of this API alone: a process may run several. */
  readonly registry = new Registry();

  private readonly requests = new Counter({
    name: 'holdfast_http_requests_total',
    help: 'Requests answered, by route and status.',
    labelNames: ['method', 'route', 'status'] as const,
    registers: [this.registry],
  });

  private readonly durations = new Histogram({
    name: 'holdfast_http_request_duration_seconds',
    help: 'From the arrival of a request to the end of its answer.',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: SECONDS,
    registers: [this.registry],
  });

  private readonly deliveries = new Counter({
    name: 'holdfast_event_deliveries_total',
    help: 'Attempts to deliver a stored webhook event to its workflow, by result.',
    labelNames: ['result'] as const,
    registers: [this.registry],
  });

  private readonly pushes = new Counter({
    name: 'holdfast_event_pushes_total',
    help: 'Attempts to send an event to an endpoint of the shop, by what became of it.',
    labelNames: ['endpoint', 'result'] as const,
    registers: [this.registry],
  });

  private readonly pushDelays = new Histogram({
    name: 'holdfast_event_push_delay_seconds',
    help: 'From the moment a fact was recorded to the moment an endpoint of the shop took the event of it.',
    labelNames: ['endpoint'] as const,
    buckets: SECONDS,
    registers: [this.registry],
  });

  requestAnswered({ method, route, status, ms }: AnsweredRequest): void {
    const labels = { method, route: route ?? 'unknown', status: status.toString() };
    this.requests.inc(labels);
    this.durations.observe(labels, ms / 1000);
  }

  eventDelivered(result: DeliveryResult): void {
    this.deliveries.inc({ result });
  }

  /** @param seconds since the fact was recorded */
  eventPushed(endpoint: string, result: DeliveryOutcome['kind'], seconds: number): void {
    this.pushes.inc({ endpoint, result });
    if (result === 'delivered') this.pushDelays.observe({ endpoint }, seconds);
  }
}
