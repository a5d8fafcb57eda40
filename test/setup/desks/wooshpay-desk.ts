import type { WholeGateway } from '../../../libs/domain/provider/card-gateway';
import type { DeploymentGuard } from '../../../libs/domain/provider/deployment';
import type { NewOrder } from '../../../libs/domain/orders/order';
import type { StripeRecords } from '../../../libs/audit/stripe-records';
import { readWooshPayRecords } from '../../../libs/audit/wooshpay-records';
import { createWooshPayGateway } from '../../../libs/wooshpay/gateway';
import { createWooshPayClient } from '../../../libs/wooshpay/requests/wooshpay-client';
import { newOrder } from '../../examples/orders';
import { seconds } from '../pace';
import { startTestWooshPay, type TestWooshPay } from '../wooshpay';
import { OrderDesk } from './order-desk';
import type { ShopDatabase } from './shop-database';

/** As `OrderDesk`, for an order that is paid through WooshPay, at an account of its own. */
export class WooshPayDesk extends OrderDesk {
  private constructor(
    place: ShopDatabase,
    overrides: Partial<NewOrder>,
    readonly wooshPay: TestWooshPay,
  ) {
    super(place, overrides, wooshPay);
  }

  /** @param payment of the order, beside whom it is paid through */
  static async authorizedThere(
    place: ShopDatabase,
    overrides: Partial<NewOrder> = {},
    payment: Partial<NewOrder['payment']> = {},
  ): Promise<WooshPayDesk> {
    const wooshPay = await startTestWooshPay();
    // A card that is kept belongs to somebody.
    const customer = payment.saveForLater === true ? await wooshPay.createCustomer() : null;
    const means = { ...newOrder().payment, provider: 'wooshpay', customer, ...payment } as const;
    const desk = new WooshPayDesk(place, { ...overrides, payment: means }, wooshPay);
    await desk.authorize();
    return desk;
  }

  protected override openGateway(deployment: DeploymentGuard): WholeGateway {
    const { apiKey, url: apiBase } = this.stripe;
    const client = createWooshPayClient({ apiKey, apiBase, timeoutSeconds: seconds(5) });
    return createWooshPayGateway({ client, deployment });
  }

  protected override get authorization(): string {
    return `Basic ${Buffer.from(`${this.stripe.apiKey}:`).toString('base64')}`;
  }

  protected override readTheirs(): Promise<StripeRecords> {
    return readWooshPayRecords(this.stripe);
  }
}
