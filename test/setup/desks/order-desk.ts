import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { randomUUID } from 'node:crypto';
import pino from 'pino';
import { z } from 'zod';
import { createPaymentActivities, type PaymentActivities } from '../../../activities/payment-activities';
import type { StepContext } from '../../../activities/steps/step-context';
import { decide } from '../../../libs/domain/lifecycle/decide';
import { evolve } from '../../../libs/domain/lifecycle/evolve';
import type { Input } from '../../../libs/domain/orders/inputs';
import { auditOrder } from '../../../libs/audit/audit-order';
import { readStripeRecords, type StripeRecords } from '../../../libs/audit/stripe-records';
import type { AcceptedOrder, NewOrder } from '../../../libs/domain/orders/order';
import {
  capturedAmount,
  heldAmount,
  openPayment,
  outcomeOf,
  statusOf,
  type Payment,
} from '../../../libs/domain/payment/payment';
import { capabilitiesFor } from '../../../libs/domain/capabilities/payment-provider';
import type { WholeGateway } from '../../../libs/domain/provider/card-gateway';
import type { DeploymentGuard } from '../../../libs/domain/provider/deployment';
import type { PaymentGateway } from '../../../libs/domain/provider/payment-gateway';
import type { Step } from '../../../libs/domain/payment/steps';
import type { Fact } from '../../../libs/domain/payment/facts';
import { createDeploymentGuard } from '../../../libs/postgres/deployment/deployment-store';
import type { OrderRecord } from '../../../libs/postgres/records/order-record';
import { createStripeClient } from '../../../libs/stripe/requests/client';
import { createStripeGateway } from '../../../libs/stripe/gateway';
import { accept, newOrder } from '../../examples/orders';
import { shipmentOf } from '../../examples/payments';
import { carryOut } from '../carry-out';
import { createTestStripe, type TestStripe } from '../emulator';
import { readRecorded } from '../recorded';
import { units } from '../shop/units';
import { expectRebuilt } from '../rebuilt-payment';
import type { ShopDatabase } from './shop-database';

export const SETTLEMENT_READ_AFTER_SECONDS = 3600;

/**
 * One order with a Stripe account of its own, driven as the workflow drives it: the domain decides, the real activities
 * carry out, the domain evolves. Time is ours to move.
 */
export class OrderDesk {
  readonly order: AcceptedOrder;
  readonly gateway: WholeGateway;
  payment: Payment;
  private movedSeconds = 0;

  constructor(
    protected readonly place: ShopDatabase,
    overrides: Partial<NewOrder> = {},
    readonly stripe: TestStripe = createTestStripe(),
  ) {
    this.gateway = this.openGateway(createDeploymentGuard(place.database, place.deployment));
    this.order = accept(newOrder({ orderId: randomUUID(), ...overrides }));
    this.payment = openPayment(this.order);
  }

  protected openGateway(deployment: DeploymentGuard): WholeGateway {
    const { apiKey, url: apiBase } = this.stripe;
    return createStripeGateway({ client: createStripeClient({ apiKey, apiBase, timeoutSeconds: 5 }), deployment });
  }

  /** An order whose card is authorized. @param inputs what happens to it afterwards, in this order */
  static async authorized(
    place: ShopDatabase,
    overrides: Partial<NewOrder> = {},
    ...inputs: readonly Input[]
  ): Promise<OrderDesk> {
    const shop = new OrderDesk(place, overrides);
    await shop.authorize();
    for (const input of inputs) await shop.handle(input);
    return shop;
  }

  get orderId(): string {
    return this.order.orderId;
  }

  readonly clock = (): Date => new Date(Date.now() + this.movedSeconds * 1000);

  /** Another order at the same Stripe account. */
  another(): OrderDesk {
    return new OrderDesk(this.place, {}, this.stripe);
  }

  /** The step that an input leads to; the order does not know of it yet. */
  stepFor(input: Input): Step {
    const decision = decide(this.payment, input);
    if (decision.kind !== 'do') throw new Error(`${input.kind} leads to ${decision.kind}`);
    return decision.step;
  }

  /** One attempt of a step, by a worker with this gateway. */
  attempt(step: Step, gateway: PaymentGateway = this.gateway, attempt = 1): Promise<Fact> {
    return this.run(this.activities(gateway), step, attempt);
  }

  /** One attempt of a step, by this worker. */
  run(worker: PaymentActivities, step: Step, attempt = 1): Promise<Fact> {
    return carryOut(this.environment(attempt), worker, step);
  }

  /** Those of one worker. */
  activities(gateway: PaymentGateway = this.gateway): PaymentActivities {
    return createPaymentActivities(this.context(gateway));
  }

  /** What activities of every kind are built over, for a worker with this gateway. */
  context(gateway: PaymentGateway = this.gateway): StepContext {
    return {
      gateway: { ...this.gateway, ...gateway },
      provider: capabilitiesFor(this.order.payment),
      database: this.place.database,
      clock: this.clock,
      settlementReadAfterSeconds: SETTLEMENT_READ_AFTER_SECONDS,
      retryPauses: { firstMs: 1_000, mostMs: 60_000 },
      providerTimeoutSeconds: 20,
      log: pino({ level: 'silent' }),
    };
  }

  /** Where an activity runs without a worker. */
  environment(attempt = 1): MockActivityEnvironment {
    const info = { attempt, scheduledTimestampMs: this.clock().getTime(), scheduleToCloseTimeoutMs: 0 };
    return new MockActivityEnvironment(info, { logger: new DefaultLogger('ERROR') });
  }

  /** What became of a capture that was given up. */
  resolve(step: Step): Promise<Fact> {
    if (step.kind === 'charge') return this.environment().run(() => this.activities().resolveCharge(step));
    if (step.kind !== 'capture') throw new Error(`a ${step.kind} is not resolved`);
    return this.environment().run(() => this.activities().resolveCapture(step));
  }

  /** What became of a renewal that was given up. */
  resolveRenewal(step: Step, attempt = 1): Promise<Fact> {
    if (step.kind !== 'authorize') throw new Error(`a ${step.kind} is no renewal`);
    return this.environment(attempt).run(() => this.activities().resolveRenewal(step));
  }

  /** Takes a fact as the workflow does. */
  learn(step: Step, fact: Fact): Fact {
    this.payment = evolve(this.payment, step, fact);
    return fact;
  }

  /** Begins the order, as its workflow does. */
  authorize(): Promise<Fact> {
    return this.handle({ kind: 'authorize' });
  }

  /** @param lines as `units` reads them: `1:2,2:1` */
  ship(shipmentId: string, lines: string): Promise<Fact> {
    return this.handle({ kind: 'capture_shipment', shipment: shipmentOf(shipmentId, units(lines)) });
  }

  private async ask(path: string): Promise<unknown> {
    const headers = { authorization: this.authorization };
    return (await fetch(`${this.stripe.url}${path}`, { headers })).json();
  }

  /** How the provider is asked behind the product's back. */
  protected get authorization(): string {
    return `Bearer ${this.stripe.apiKey}`;
  }

  async handle(input: Input): Promise<Fact> {
    const step = this.stepFor(input);
    return this.learn(step, await this.attempt(step));
  }

  /** As the emulator's documentation describes it. */
  control(path: string, body: object): Promise<unknown> {
    return this.send(`/_emulator/${path}`, JSON.stringify(body));
  }

  /** A request to Stripe itself, as somebody else's program makes it. */
  submit(path: string, params: Readonly<Record<string, string>>): Promise<unknown> {
    return this.send(path, new URLSearchParams(params));
  }

  private async send(path: string, body: string | URLSearchParams): Promise<unknown> {
    const json = typeof body === 'string' ? { 'content-type': 'application/json' } : {};
    const headers = { authorization: this.authorization, ...json };
    const response = await fetch(`${this.stripe.url}${path}`, { method: 'POST', headers, body });
    if (!response.ok) throw new Error(await response.text());
    return response.json();
  }

  /** How often Stripe did this, not counting what it answered again from its memory of a key; `*` stands for an id. */
  async requests(path: string): Promise<number> {
    return Object.values((await this.ask(`/_emulator/requests?path=${encodeURIComponent(path)}`)) ?? {})
      .flat()
      .map((each: unknown) => JSON.stringify(each))
      .filter((text) => text.includes('"method":"POST"') && !text.includes('"replayed":true')).length;
  }

  /** Everything that was ever begun at Stripe. */
  async paymentIntents(): Promise<{ id: string; status: string; amount_received: number }[]> {
    const intent = z.object({ id: z.string(), status: z.string(), amount_received: z.number() });
    return z.object({ data: z.array(intent) }).parse(await this.ask('/v1/payment_intents?limit=100')).data;
  }

  /** How often a bank was asked, whatever it said. */
  async charges(): Promise<number> {
    const charges = await this.ask(`/v1/charges?payment_intent=${await this.paymentIntentId()}`);
    return z.object({ data: z.array(z.unknown()) }).parse(charges).data.length;
  }

  /** Somebody captures in Stripe's own Dashboard. */
  async captureByHand(amount: number): Promise<void> {
    const product = { productCode: 'X', productName: 'by hand', unitOfMeasure: null, commodityCode: null };
    await this.gateway.capture({
      ref: { shipmentId: 'by-hand', generation: 1 },
      orderId: this.orderId,
      idempotencyKey: `by hand ${amount.toString()}`,
      paymentIntentId: await this.paymentIntentId(),
      amount: { amount, currency: this.order.currency },
      final: false,
      amountDetails: {
        lineItems: [{ ...product, unitCost: amount, quantity: 1, tax: 0, discount: 0 }],
        shipping: { amount: 0, fromPostalCode: null, toPostalCode: null },
      },
      customerReference: null,
      statementDescriptorSuffix: null,
    });
  }

  /** The buyer answers the 3-D Secure challenge. */
  async authenticate(outcome: 'complete' | 'fail' = 'complete'): Promise<void> {
    const { authorization } = await this.record();
    const action = authorization?.nextAction;
    if (action?.type !== 'redirect_to_url') throw new Error('there is no page for the buyer');
    const body = new URLSearchParams({ outcome });
    await fetch(action.url, { method: 'POST', body, redirect: 'manual' });
  }

  async paymentIntentId(): Promise<string> {
    const { authorization } = await this.record();
    const id = authorization?.paymentIntentId ?? undefined;
    if (id === undefined) throw new Error(`order ${this.orderId} has no PaymentIntent`);
    return id;
  }

  async record(): Promise<OrderRecord> {
    const record = await this.place.reader.findOrder(this.orderId);
    if (record === undefined) throw new Error(`order ${this.orderId} is not recorded`);
    return record;
  }

  async timeline(): Promise<string[]> {
    return (await this.place.reader.readTimeline(this.orderId)).map(({ kind }) => kind);
  }

  /**
   * What disagrees of the read model, the ledger, the workflow's state and Stripe: nothing, once nothing is under way.
   */
  async discrepancies(): Promise<string[]> {
    const { amounts, attention, authorization, holds, status, cancelReason } = await this.record();
    const inOrder = (codes: readonly string[]): string => [...codes].sort().join();
    const wasHeld = holds.length > 0 || authorization?.plan === 'charge_on_ship';
    const facts: [string, unknown, unknown][] = [
      ['status of the workflow', statusOf(this.payment), status],
      ['cancel reason of the workflow', this.payment.cancelReason, cancelReason],
      ['held in the workflow', heldAmount(this.payment), amounts.held],
      ['captured in the workflow', capturedAmount(this.payment), amounts.captured],
      ['attention in the workflow', inOrder(this.payment.attention), inOrder(attention.map(({ code }) => code))],
      ['released in the workflow', outcomeOf(this.payment).released, wasHeld ? amounts.released : 0],
      ['lost in the workflow', outcomeOf(this.payment).lost, amounts.lost],
    ];
    for (const { generation, amount, held, captured, released, lost } of holds)
      facts.push([`the parts of hold ${generation.toString()}`, held + captured + released + lost, amount]);
    const ours = facts.flatMap(([what, is, expected]) =>
      is === expected ? [] : [`${what}: ${String(is)}, not ${String(expected)}`],
    );
    const recorded = await readRecorded(this.place.reader, this.orderId);
    await expectRebuilt(this.place.database, this.payment);
    return [...ours, ...auditOrder(recorded, await this.readTheirs())];
  }

  /** The provider's own books. */
  protected readTheirs(): Promise<StripeRecords> {
    return readStripeRecords(this.stripe);
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
