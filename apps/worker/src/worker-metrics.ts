import { Counter, Histogram, Registry } from 'prom-client';
import type { DeliveryResult } from '../../../activities/events/event-delivery';
import type { StepRecorder } from '../../../activities/steps/step-context';
import type { StripeCall } from '../../../libs/stripe/requests/client';
import type { WooshPayCall } from '../../../libs/wooshpay/requests/wooshpay-client';

/** From a step that needs no answer of Stripe's to one that Temporal gives up. */
const SECONDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30];

/**
 * What the workers of a process count while they run. Labels are names of steps, kinds of outcomes, routes and statuses
 * of the providers' APIs: there are few of them, and none is personal.
 */
export class WorkerMetrics implements StepRecorder {
  /** Of these workers alone: a process may run several. */
  readonly registry = new Registry();

  private readonly steps = new Counter({
    name: 'holdfast_steps_total',
    help: 'Attempts of steps, by their outcome or failure.',
    labelNames: ['step', 'outcome'] as const,
    registers: [this.registry],
  });

  private readonly stepDurations = new Histogram({
    name: 'holdfast_step_duration_seconds',
    help: 'How long an attempt of a step took.',
    labelNames: ['step'] as const,
    buckets: SECONDS,
    registers: [this.registry],
  });

  private readonly stripeCalls = new Counter({
    name: 'holdfast_stripe_calls_total',
    help: 'Requests to Stripe, by the HTTP status of the answer, or "none" when none came.',
    labelNames: ['method', 'route', 'status'] as const,
    registers: [this.registry],
  });

  private readonly stripeDurations = new Histogram({
    name: 'holdfast_stripe_call_duration_seconds',
    help: 'From a request to Stripe to the start of its answer, or to its time-out.',
    labelNames: ['method', 'route'] as const,
    buckets: SECONDS,
    registers: [this.registry],
  });

  private readonly wooshPayCalls = new Counter({
    name: 'holdfast_wooshpay_calls_total',
    help: 'Requests to WooshPay, by the HTTP status of the answer, or "none" when none came.',
    labelNames: ['method', 'route', 'status'] as const,
    registers: [this.registry],
  });

  private readonly wooshPayDurations = new Histogram({
    name: 'holdfast_wooshpay_call_duration_seconds',
    help: 'From a request to WooshPay to the end of its answer, or to its time-out.',
    labelNames: ['method', 'route'] as const,
    buckets: SECONDS,
    registers: [this.registry],
  });

  private readonly deliveries = new Counter({
    name: 'holdfast_event_deliveries_total',
    help: 'Attempts to deliver a stored webhook event to its workflow, by result.',
    labelNames: ['result'] as const,
    registers: [this.registry],
  });

  private readonly missed = new Counter({
    name: 'holdfast_missed_events_total',
    help: "Events that no webhook brought, fetched from Stripe's list: more than a few mean that webhooks do not arrive.",
    registers: [this.registry],
  });

  stepEnded(step: string, outcome: string, seconds: number): void {
    this.steps.inc({ step, outcome });
    this.stepDurations.observe({ step }, seconds);
  }

  stripeAsked({ method, route, status, seconds }: StripeCall): void {
    this.stripeCalls.inc({ method, route, status: status?.toString() ?? 'none' });
    this.stripeDurations.observe({ method, route }, seconds);
  }

  wooshPayAsked({ method, operation: route, status, milliseconds }: WooshPayCall): void {
    this.wooshPayCalls.inc({ method, route, status: status?.toString() ?? 'none' });
    this.wooshPayDurations.observe({ method, route }, milliseconds / 1000);
  }

  eventsMissed(events: number): void {
    this.missed.inc(events);
  }

  eventDelivered(result: DeliveryResult): void {
    this.deliveries.inc({ result });
  }
}
