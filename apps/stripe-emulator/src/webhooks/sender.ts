import type { Clock } from '../clock';
import type { Account } from '../stripe/account';
import { DueQueue } from '../stripe/due';
import type { Entry, Recording } from '../journal/entry';
import { renderEvent } from '../stripe/events/event';
import { jsonText } from '../stripe/json';
import type { StripeEvent } from '../stripe/events/event';
import type { WebhookEndpoint } from '../stripe/webhook-endpoints/webhook-endpoint';
import { shuffled } from './mode';
import type { WebhookMode } from './mode';
import { DeliveryLog } from './delivery-log';
import type { Delivery } from './delivery-log';
import { isTaken } from './post';
import type { WebhookPost } from './post';
import { retryPause } from './retry-schedule';
import { signatureHeader } from './signature';

/** Real time that `shuffle` gathers events for. */
const SHUFFLE_WINDOW_MS = 100;

/**
 * Brings one account's events to its endpoints. Events about one object arrive one after the other, in the documented
 * order; different objects do not wait for each other.
 */
export class WebhookSender {
  mode: WebhookMode = { kind: 'normal' };
  readonly log = new DeliveryLog();
  private held: Delivery[] = [];
  private readonly due = new DueQueue<Delivery>();
  private readonly lanes = new Map<string, Delivery[]>();
  private readonly running = new Map<string, Promise<void>>();
  private readonly awaitingIdle = new Set<() => void>();
  private shuffleTimer: NodeJS.Timeout | undefined;
  private closed = false;
  /** While a journal is replayed nothing is sent: what is on its way waits here for how it ended. */
  private replayed: Delivery[] | undefined;

  constructor(
    private readonly account: Account,
    private readonly clock: Clock,
    private readonly post: WebhookPost,
    /** Called when the next due time may have changed. */
    private readonly planned: () => void,
    /** Writes down how an attempt ended. */
    private readonly record: Recording,
  ) {}

  get heldCount(): number {
    return this.held.length;
  }

  /** What will be sent later, with its time; null: when it is released. Those on their way now are not in it. */
  waiting(): { readonly delivery: Delivery; readonly at: number | null }[] {
    return [
      ...this.held.map((delivery) => ({ delivery, at: null })),
      ...this.due.all().map(({ at, task }) => ({ delivery: task, at })),
    ];
  }

  accept(events: readonly StripeEvent[]): void {
    for (const event of events) {
      for (const delivery of this.deliveriesOf(event)) this.place(delivery);
    }
  }

  /** Sends what was held, in the order it happened (in `shuffle`, in the drawn order). */
  release(): number {
    clearTimeout(this.shuffleTimer);
    this.shuffleTimer = undefined;
    const { mode, held } = this;
    this.held = [];
    const ordered = mode.kind === 'shuffle' ? shuffled(held, mode.seed) : held;
    for (const delivery of ordered)
      this.dispatch(delivery, mode.kind === 'shuffle' ? 'shuffled' : delivery.event.about);
    return ordered.length;
  }

  /** Sends an event again to every endpoint that listens; the number of endpoints. */
  redeliver(event: StripeEvent, endpoints: readonly WebhookEndpoint[]): number {
    for (const endpoint of endpoints) this.dispatch({ event, endpoint, attempt: 0 }, event.about);
    return endpoints.length;
  }

  /** From here to `resume` nothing is sent. */
  suspend(): void {
    this.replayed = [];
  }

  /** How an attempt ended, as the journal has it. */
  replay(ending: Extract<Entry, { kind: 'delivery' }>): void {
    const isIt = ({ event, endpoint }: Delivery): boolean =>
      event.id === ending.event && endpoint.id === ending.endpoint;
    const onItsWay = this.replayed ?? [];
    // What `shuffle` gathers leaves without a word in the journal.
    const from = onItsWay.some(isIt) ? onItsWay : this.held;
    const index = from.findIndex((delivery) => isIt(delivery));
    const [found] = index < 0 ? [] : from.splice(index, 1);
    if (found !== undefined) this.ended({ ...found, attempt: ending.attempt }, ending.status, ending.at);
  }

  /** Sends what was on its way when the journal ended. */
  resume(): void {
    const onItsWay = this.replayed ?? [];
    this.replayed = undefined;
    for (const delivery of onItsWay) this.dispatch(delivery, delivery.event.about);
    if (this.mode.kind === 'shuffle') this.release();
  }

  nextAt(): number | undefined {
    return this.due.nextAt();
  }

  runDue(now: number): void {
    for (let due = this.due.take(now); due !== undefined; due = this.due.take(now)) {
      this.dispatch(due.task, due.task.event.about);
    }
  }

  /** Resolves when nothing is on its way. */
  async idle(): Promise<void> {
    if (this.lanes.size === 0) return;
    await new Promise<void>((resolve) => this.awaitingIdle.add(resolve));
  }

  /** Resolves when all that is on its way now has arrived or failed; what leaves later about other objects does not count. */
  async underWay(): Promise<void> {
    await Promise.all(this.running.values());
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.shuffleTimer);
    this.due.clear();
    this.held = [];
    this.lanes.clear();
    this.tellIdle();
  }

  private deliveriesOf(event: StripeEvent): Delivery[] {
    return [...event.pending]
      .map((id) => this.account.webhookEndpoints.get(id))
      .filter((endpoint) => endpoint !== undefined)
      .map((endpoint) => ({ event, endpoint, attempt: 0 }));
  }

  private place(delivery: Delivery): void {
    const { mode } = this;
    switch (mode.kind) {
      case 'normal':
        this.dispatch(delivery, delivery.event.about);
        return;
      case 'hold':
        this.held.push(delivery);
        return;
      case 'drop':
        return;
      case 'duplicate':
        for (let copy = 0; copy < mode.times; copy += 1) this.dispatch(delivery, delivery.event.about);
        return;
      case 'shuffle':
        this.held.push(delivery);
        if (this.replayed !== undefined) return;
        this.shuffleTimer ??= setTimeout(() => {
          this.release();
        }, SHUFFLE_WINDOW_MS);
        return;
      case 'delay':
        this.due.add(this.clock.now() + mode.seconds, delivery);
        this.planned();
        return;
    }
  }

  private dispatch(delivery: Delivery, lane: string): void {
    if (this.replayed !== undefined) {
      this.replayed.push(delivery);
      return;
    }
    const key = `${delivery.endpoint.id}/${lane}`;
    const waiting = this.lanes.get(key);
    if (waiting !== undefined) {
      waiting.push(delivery);
      return;
    }
    const queue = [delivery];
    this.lanes.set(key, queue);
    const run = this.runLane(key, queue).finally(() => {
      if (this.running.get(key) === run) this.running.delete(key);
    });
    this.running.set(key, run);
  }

  private async runLane(key: string, queue: Delivery[]): Promise<void> {
    for (let next = queue.shift(); next !== undefined && !this.closed; next = queue.shift()) await this.attempt(next);
    this.lanes.delete(key);
    if (this.lanes.size === 0) this.tellIdle();
  }

  private tellIdle(): void {
    for (const tell of this.awaitingIdle) tell();
    this.awaitingIdle.clear();
  }

  private async attempt({ event, endpoint, attempt }: Delivery): Promise<void> {
    // A deleted or disabled endpoint gets no more, retries included (documented).
    if (this.account.webhookEndpoints.get(endpoint.id)?.status !== 'enabled') return;
    const payload = jsonText(renderEvent(event, endpoint.apiVersion));
    // Receivers compare the time with their own clock, so the signature carries real time, not the emulator's.
    const signature = signatureHeader(endpoint.secret, payload, Math.floor(Date.now() / 1000));
    const status = await this.post.send(endpoint.url, payload, signature);
    if (this.closed) return;
    const at = this.clock.now();
    this.record(() => ({ kind: 'delivery', at, event: event.id, endpoint: endpoint.id, attempt, status }));
    this.ended({ event, endpoint, attempt }, status, at);
  }

  private ended({ event, endpoint, attempt }: Delivery, status: number, at: number): void {
    this.log.add({ at, event, endpoint, attempt, status });
    if (isTaken(status)) {
      event.pending.delete(endpoint.id);
      return;
    }
    const pause = retryPause(this.account.settings.webhook_retries, attempt);
    if (pause === undefined) return;
    this.due.add(at + pause, { event, endpoint, attempt: attempt + 1 });
    this.planned();
  }
}
