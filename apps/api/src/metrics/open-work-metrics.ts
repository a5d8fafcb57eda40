import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { Gauge, Registry } from 'prom-client';
import type { ApiConfig } from '../../../../libs/config/config';
import { answeredWithin } from '../../../../libs/health/answered-within';
import { onceASecond } from '../../../../libs/health/once-a-second';
import { oneAtATime } from '../../../../libs/health/one-at-a-time';
import type { Database } from '../../../../libs/postgres/database/database';
import { readOpenWork, type OpenWork } from '../../../../libs/postgres/watch/open-work-reader';
import { API_CONFIG, DATABASE, LOGGER } from '../tokens';

/** Whoever scrapes gives up after some seconds, and then loses what does not come from PostgreSQL too. */
const ANSWER_WITHIN_MS = 2_000;

/** What PostgreSQL alone knows, read when it is asked for. */
@Injectable()
export class OpenWorkMetrics {
  /**
   * As Prometheus text. Never fails: without PostgreSQL it says that, and nothing of what it cannot know. However many
   * scrape, PostgreSQL is read once a second at most, over one connection.
   */
  readonly text = onceASecond(() => this.readText());

  private readonly reading = oneAtATime(() => readOpenWork(this.database));

  constructor(
    @Inject(API_CONFIG) private readonly config: ApiConfig,
    @Inject(DATABASE) private readonly database: Database,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  private async readText(): Promise<string> {
    const work = await this.read();
    const registry = new Registry();
    const gauge = gaugesIn(registry);
    gauge('holdfast_database_up', 'Whether PostgreSQL answered this scrape in time.').set(work === undefined ? 0 : 1);
    if (work !== undefined) tell(work, gauge);
    if (work !== undefined) tellOfFeed(work, this.config, gauge);
    return registry.metrics();
  }

  private async read(): Promise<OpenWork | undefined> {
    try {
      return await answeredWithin(ANSWER_WITHIN_MS, this.reading);
    } catch (error) {
      this.log.warn({ err: error }, 'PostgreSQL did not answer: this scrape lacks its metrics');
      return undefined;
    }
  }
}

type MakeGauge = <Label extends string>(name: string, help: string, ...labelNames: Label[]) => Gauge<Label>;

function gaugesIn(registry: Registry): MakeGauge {
  return (name, help, ...labelNames) => new Gauge({ name, help, labelNames, registers: [registry] });
}

function tell(work: OpenWork, gauge: MakeGauge): void {
  const { orders, attentions, deploymentConflict, waitingEvents, missedEvents } = work;
  const open = gauge('holdfast_orders_open', 'Orders that still change, by status.', 'status');
  for (const [status, count] of orders) open.set({ status }, count);
  const calls = gauge('holdfast_attentions_open', 'Open attentions, by code (docs/attention.md).', 'code');
  for (const [code, count] of attentions) calls.set({ code }, count);
  const conflict =
    'Whether another database uses this deployment’s name, so that no money is moved (docs/decisions/0024).';
  gauge('holdfast_deployment_conflict', conflict).set(deploymentConflict ? 1 : 0);
  gauge('holdfast_inbox_waiting', 'Webhook events that are stored and not delivered.').set(waitingEvents);
  gauge('holdfast_inbox_oldest_seconds', 'How long the oldest of them has waited; 0 when none waits.').set(
    secondsSince(work.oldestEventAt),
  );
  gauge('holdfast_orders_without_workflow', 'Open orders without a running workflow, as far as the watch noticed.').set(
    attentions.get('workflow_missing') ?? 0,
  );
  gauge(
    'holdfast_release_overdue_seconds',
    'How long ago the oldest open hold should have been captured or released; 0 when none is overdue.',
  ).set(secondsSince(work.oldestReleaseAt));
  gauge(
    'holdfast_oldest_step_seconds',
    'How long the oldest request to Stripe, or event, has had no outcome; 0 when none is open.',
  ).set(Math.max(secondsSince(work.oldestStepAt), secondsSince(work.oldestEventAt)));
  tellOfSearch(missedEvents, gauge);
  tellOfAccounting(work, gauge);
}

/** Where the balance was never read nothing is late. */
function tellOfAccounting({ accounting }: OpenWork, gauge: MakeGauge): void {
  const refused = gauge('holdfast_balance_refused', 'Whether Stripe refuses to show its balance to our key.');
  refused.set(accounting.refused ? 1 : 0);
  if (accounting.readAt === null) return;
  const lag = gauge('holdfast_balance_lag_seconds', "How long ago Stripe's balance was last read to its end.");
  lag.set(secondsSince(accounting.readAt));
  const audit = gauge('holdfast_audit_lag_seconds', 'How long ago orders were last audited; 0 before the first time.');
  audit.set(secondsSince(accounting.auditedAt));
}

/** Where nothing is searched nothing is late. */
function tellOfSearch({ state, readUntil }: OpenWork['missedEvents'], gauge: MakeGauge): void {
  if (state === 'off') return;
  const lag = gauge('holdfast_missed_events_lag_seconds', "How long ago Stripe's list of events was last searched.");
  lag.set(secondsSince(readUntil));
  const refused = gauge('holdfast_missed_events_refused', 'Whether Stripe refuses to list its events to our key.');
  refused.set(state === 'refused' ? 1 : 0);
}

/** An endpoint that was taken out is nobody's trouble any more. */
function tellOfFeed({ feed }: OpenWork, { events }: ApiConfig, gauge: MakeGauge): void {
  const outbox = gauge('holdfast_events_outbox_seconds', 'How long the oldest fact has waited to become an event.');
  outbox.set(secondsSince(feed.oldestFactAt));
  const oldest =
    'How long ago the oldest event happened that an endpoint of the shop has not taken; 0 when it took all.';
  const pushes = gauge('holdfast_events_oldest_push_seconds', oldest, 'endpoint');
  for (const { name } of events.endpoints)
    pushes.set({ endpoint: name }, secondsSince(feed.oldestPushAt.get(name) ?? null));
}

/** 0 for what is not there. */
function secondsSince(instant: string | null): number {
  return instant === null ? 0 : Math.max(0, Date.now() - Date.parse(instant)) / 1000;
}
