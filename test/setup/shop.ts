import { MockActivityEnvironment } from '@temporalio/testing';
import { randomUUID } from 'node:crypto';
import pino from 'pino';
import { createPaymentActivities, type PaymentActivities } from '../../activities/payment-activities';
import { decide } from '../../libs/domain/decide';
import { evolve } from '../../libs/domain/evolve';
import type { Input } from '../../libs/domain/inputs';
import type { AcceptedOrder, NewOrder } from '../../libs/domain/order';
import { openPayment, type Payment } from '../../libs/domain/payment';
import type { PaymentGateway } from '../../libs/domain/payment-gateway';
import type { Fact, Step } from '../../libs/domain/steps';
import { openDatabase, type Database } from '../../libs/postgres/database';
import { createOrderReader, type OrderReader } from '../../libs/postgres/order-reader';
import { createStripeClient } from '../../libs/stripe/client';
import { createStripeGateway } from '../../libs/stripe/gateway';
import { accept, newOrder } from '../examples/orders';
import { createTestStripe } from './emulator';
import { createTestDatabase } from './postgres';

/** A database of the caller's own, with the reader that shows what is in it. */
export interface ShopDatabase {
  readonly url: string;
  readonly database: Database;
  readonly reader: OrderReader;
  drop(): Promise<void>;
}

export async function createShopDatabase(): Promise<ShopDatabase> {
  const created = await createTestDatabase();
  const database = openDatabase({ url: created.url, applicationName: 'test' });
  return {
    url: created.url,
    database,
    reader: createOrderReader(database),
    drop: async () => {
      await database.destroy();
      await created.drop();
    },
  };
}

export const SETTLEMENT_READ_AFTER_SECONDS = 3600;

/**
 * One order with a Stripe account of its own, driven as the workflow drives it: the domain decides, the real activities
 * carry out, the domain evolves. Time is ours to move.
 */
export class Shop {
  readonly order: AcceptedOrder;
  readonly gateway: PaymentGateway;
  payment: Payment;
  private readonly stripe = createTestStripe();
  private movedSeconds = 0;

  constructor(
    private readonly place: ShopDatabase,
    overrides: Partial<NewOrder> = {},
  ) {
    const { apiKey, url: apiBase } = this.stripe;
    this.gateway = createStripeGateway(createStripeClient({ apiKey, apiBase, timeoutSeconds: 5 }));
    this.order = accept(newOrder({ orderId: randomUUID(), ...overrides }));
    this.payment = openPayment(this.order);
  }

  get orderId(): string {
    return this.order.orderId;
  }

  readonly clock = (): Date => new Date(Date.now() + this.movedSeconds * 1000);

  /** The step that an input leads to; the order does not know of it yet. */
  stepFor(input: Input): Step {
    const decision = decide(this.payment, input);
    if (decision.kind !== 'do') throw new Error(`${input.kind} leads to ${decision.kind}`);
    return decision.step;
  }

  /** One attempt of a step, by a worker with this gateway. */
  attempt(step: Step, gateway: PaymentGateway = this.gateway, attempt = 1): Promise<Fact> {
    const activities = createPaymentActivities({
      gateway,
      database: this.place.database,
      clock: this.clock,
      settlementReadAfterSeconds: SETTLEMENT_READ_AFTER_SECONDS,
      log: pino({ level: 'silent' }),
    });
    const environment = new MockActivityEnvironment({ attempt });
    return run(environment, activities, step);
  }

  /** Takes a fact as the workflow does. */
  learn(step: Step, fact: Fact): Fact {
    this.payment = evolve(this.payment, step, fact);
    return fact;
  }

  async handle(input: Input): Promise<Fact> {
    const step = this.stepFor(input);
    return this.learn(step, await this.attempt(step));
  }

  /** As the emulator's documentation describes it. */
  async control(path: string, body: object): Promise<unknown> {
    const response = await fetch(`${this.stripe.url}/_emulator/${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.stripe.apiKey}` },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(await response.text());
    return response.json();
  }

  /** How often Stripe was asked for this. */
  async requests(path: string): Promise<number> {
    const response = await fetch(`${this.stripe.url}/_emulator/requests`, {
      headers: { authorization: `Bearer ${this.stripe.apiKey}` },
    });
    const text = JSON.stringify(await response.json());
    return text.split(`"path":"${path}"`).length - 1;
  }

  /** Moves our clock and Stripe's alike. */
  async pass(seconds: number): Promise<void> {
    await this.control('clock', { advance_seconds: seconds });
    this.passHere(seconds);
  }

  passHere(seconds: number): void {
    this.movedSeconds += seconds;
  }
}

function run(environment: MockActivityEnvironment, activities: PaymentActivities, step: Step): Promise<Fact> {
  switch (step.kind) {
    case 'authorize':
      return environment.run(activities.authorize, step);
    case 'capture':
      return environment.run(activities.capture, step);
    case 'release':
      return environment.run(activities.release, step);
    case 'read_hold':
      return environment.run(activities.readHold, step);
    case 'settle':
      return environment.run(activities.settle, step);
  }
}
