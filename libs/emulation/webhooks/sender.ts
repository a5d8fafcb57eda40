import type { Clock } from '../clock/clock';
import { DueQueue } from '../clock/due';
import type { DeliveryEntry } from '../journal/entry';
import { DeliveryLog } from './delivery-log';
import type { Delivery, Receiving, SentEvent } from './delivery-log';
import { shuffled } from './mode';
import type { WebhookMode } from './mode';
import { isTaken } from './post';
import type { WebhookPost } from './post';
import { signatureHeader } from './signature';

/** What the emulated service decides about its webhooks. */
export interface Subscribers<E, W> {
  /** Undefined: there is no such endpoint any more. */
  readonly endpoint: (id: string) => W | undefined;
  /** A deleted or disabled endpoint gets no more, retries included. */
  readonly isOpen: (endpoint: W) => boolean;
  readonly payload: (event: E, endpoint: W) => string;
  /** The pause in seconds after that attempt (the first is 0); undefined when it was the last one. */
  readonly pauseAfter: (attempt: number) => number | undefined;
}

/** Real time that `shuffle` gathers events for. */
const SHUFFLE_WINDOW_MS = 100;

/**
 * Brings one account's events to its endpoints. Events about one object arrive one after the other, in the documented
 * order; different objects do not wait for each other.
 */
export class WebhookSender<E extends SentEvent, W extends Receiving> {
  mode: WebhookMode = { kind: 'normal' };
  readonly log = new DeliveryLog<E, W>();
  private held: Delivery<E, W>[] = [];
  private readonly due = new DueQueue<Delivery<E, W>>();
  private readonly lanes = new Map<string, Delivery<E, W>[]>();
  private readonly running = new Map<string, Promise<void>>();
  private readonly awaitingIdle = new Set<() => void>();
  private shuffleTimer: NodeJS.Timeout | undefined;
  private closed = false;
  /** While a journal is replayed nothing is sent: what is on its way waits here for how it ended. */
  private replayed: Delivery<E, W>[] | undefined;

  constructor(
    private readonly subscribers: Subscribers<E, W>,
    private readonly clock: Clock,
    private readonly post: WebhookPost,
    /** Called when the next due time may have changed. */
    private readonly planned: () => void,
    /** Writes down how an attempt ended. */
    private readonly record: (ending: DeliveryEntry) => void,
  ) {}

  get heldCount(): number {
    return this.held.length;
  }

  /** What will be sent later, with its time; null: when it is released. Those on their way now are not in it. */
  waiting(): { readonly delivery: Delivery<E, W>; readonly at: number | null }[] {
    return [
      ...this.held.map((delivery) => ({ delivery, at: null })),
      ...this.due.all().map(({ at, task }) => ({ delivery: task, at })),
    ];
  }

  accept(events: readonly E[]): void {
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
  redeliver(event: E, endpoints: readonly W[]): number {
    for (const endpoint of endpoints) this.dispatch({ event, endpoint, attempt: 0 }, event.about);
    return endpoints.length;
  }

  /** From here to `resume` nothing is sent. */
  suspend(): void {
    this.replayed = [];
  }

  /** How an attempt ended, as the journal has it. */
  replay(ending: DeliveryEntry): void {
    const isIt = ({ event, endpoint }: Delivery<E, W>): boolean =>
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

  /** Resolves when all that is on its way now has arrived or failed; what leaves later does not count. */
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

  private deliveriesOf(event: E): Delivery<E, W>[] {
    return [...event.pending]
      .map((id) => this.subscribers.endpoint(id))
      .filter((endpoint) => endpoint !== undefined)
      .map((endpoint) => ({ event, endpoint, attempt: 0 }));
  }

  private place(delivery: Delivery<E, W>): void {
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

  private dispatch(delivery: Delivery<E, W>, lane: string): void {
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

  private async runLane(key: string, queue: Delivery<E, W>[]): Promise<void> {
    for (let next = queue.shift(); next !== undefined && !this.closed; next = queue.shift()) await this.attempt(next);
    this.lanes.delete(key);
    if (this.lanes.size === 0) this.tellIdle();
  }

  private tellIdle(): void {
    for (const tell of this.awaitingIdle) tell();
    this.awaitingIdle.clear();
  }

  private async attempt({ event, endpoint, attempt }: Delivery<E, W>): Promise<void> {
    const { endpoint: named, isOpen, payload: payloadOf } = this.subscribers;
    const known = named(endpoint.id);
    if (known === undefined || !isOpen(known)) return;
    const payload = payloadOf(event, endpoint);
    // Receivers compare the time with their own clock, so the signature carries real time, not the emulator's.
    const signature = signatureHeader(endpoint.secret, payload, Math.floor(Date.now() / 1000));
    const status = await this.post.send(endpoint.url, payload, signature);
    if (this.closed) return;
    const at = this.clock.now();
    this.record({ kind: 'delivery', at, event: event.id, endpoint: endpoint.id, attempt, status });
    this.ended({ event, endpoint, attempt }, status, at);
  }

  private ended({ event, endpoint, attempt }: Delivery<E, W>, status: number, at: number): void {
    this.log.add({ at, event, endpoint, attempt, status });
    if (isTaken(status)) {
      event.pending.delete(endpoint.id);
      return;
    }
    const pause = this.subscribers.pauseAfter(attempt);
    if (pause === undefined) return;
    this.due.add(at + pause, { event, endpoint, attempt: attempt + 1 });
    this.planned();
  }
}
