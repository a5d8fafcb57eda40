import { Client as PostgresClient } from 'pg';
import { createCustomer, type TestStripe } from '../emulator';
import type { EmulatorControl } from '../emulator-control';
import { startTestWooshPay, type TestWooshPay } from '../wooshpay';
import { startHoldfast, type Holdfast, type HoldfastOptions } from '../holdfast';
import { expectConsistentRecordsOfEnded, type Audited } from '../consistent-records';

export interface ShopSettings extends HoldfastOptions {
  /** How Stripe treats the account before every test, beside captures that settle at once and holds of a week. */
  readonly stripe?: Readonly<Record<string, unknown>>;
  /** Whether our records agree with Stripe at the end of every order: not where somebody else moves its money. */
  readonly ordersAudited?: boolean;
  /** The Stripe account, where something is opened first that stands between it and Holdfast. */
  readonly openAccount?: () => Promise<TestStripe>;
  /** Whether orders can be paid through WooshPay too, at an account of the file's own. */
  readonly atWooshPay?: boolean;
  /** Whether every test has one of its own; it costs a second and more. */
  readonly ofEachTest?: boolean;
}

/** What is running while tests run: nothing of it may be used before. */
export abstract class RunningShop {
  private running: Holdfast | undefined;
  private createdCustomer = '';

  constructor(protected readonly settings: ShopSettings) {}

  get holdfast(): Holdfast {
    if (this.running === undefined) throw new Error('Holdfast runs while a test or one of its hooks does');
    return this.running;
  }

  /** The Stripe account, behind the product's back. */
  get stripe(): EmulatorControl {
    return this.holdfast.stripe;
  }

  /** The WooshPay account, as `stripe`. */
  get wooshPay(): TestWooshPay {
    const { wooshPay } = this.holdfast;
    if (wooshPay === undefined) throw new Error('nothing can be paid through WooshPay here');
    return wooshPay;
  }

  /** At Stripe: somebody to whom a card can belong. */
  get customer(): string {
    return this.createdCustomer;
  }

  async start(): Promise<void> {
    const { atWooshPay = false, openAccount, ...options } = this.settings;
    const account = await openAccount?.();
    const wooshPay = atWooshPay ? await startTestWooshPay() : undefined;
    const accounts = { ...(account !== undefined && { account }), ...(wooshPay !== undefined && { wooshPay }) };
    this.running = await startHoldfast({ ...options, ...accounts });
    this.createdCustomer = await createCustomer(this.stripe);
    await this.resetStripe();
  }

  async stop(): Promise<void> {
    await this.running?.stop();
    await this.running?.wooshPay?.close();
  }

  /** How Stripe treats the account unless a test says otherwise. */
  async resetStripe(): Promise<void> {
    const usual = { settlement_delay_seconds: 0, capture_window_seconds: 604_800 };
    await this.stripe.account({ ...usual, ...this.settings.stripe });
  }

  /** A statement to the database behind the product's back. */
  async sql<Row extends object>(statement: string, values: unknown[] = []): Promise<Row[]> {
    const client = new PostgresClient({ connectionString: this.holdfast.databaseUrl });
    await client.connect();
    try {
      return (await client.query<Row>(statement, values)).rows;
    } finally {
      await client.end();
    }
  }
}

/**
 * Runs a shop for the tests of the file or block that calls this. After every test Stripe's own records are consistent,
 * and so are ours of every order that has come to its end; after the last test all of these are audited once more.
 */
export function auditedTests<Running extends RunningShop>(
  shop: Running,
  { ofEachTest = false, ordersAudited = true }: ShopSettings,
): Running {
  (ofEachTest ? beforeEach : beforeAll)(() => shop.start());
  if (!ofEachTest) beforeEach(() => shop.resetStripe());
  afterEach(() => shop.stripe.requireSound());
  if (ordersAudited) {
    const audited: Audited = new Map();
    afterEach(() => expectConsistentRecordsOfEnded(shop.holdfast, audited));
    if (!ofEachTest) afterAll(() => expectConsistentRecordsOfEnded(shop.holdfast));
  }
  (ofEachTest ? afterEach : afterAll)(() => shop.stop());
  return shop;
}
