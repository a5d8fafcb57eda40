import { randomUUID } from 'node:crypto';
import type { NewOrder } from '../../../libs/domain/orders/order';
import { accept, newOrder } from '../../examples/orders';
import { auditedTests, RunningShop, type ShopSettings } from './audited-tests';
import { WorkflowOrder } from './workflow-order';

/** A shop that speaks to the workflows of a Holdfast of its own, without the API. */
export class WorkflowShop extends RunningShop {
  /**
   * Starts the workflow of an order and waits for its authorization, as the API does.
   * @param acceptedAt now, without
   */
  async placeOrder(overrides: Partial<NewOrder> = {}, acceptedAt?: string): Promise<WorkflowOrder> {
    const order = accept(newOrder({ orderId: `w-${randomUUID()}`, ...overrides }), acceptedAt);
    const { result } = await this.holdfast.authorize(order);
    return new WorkflowOrder(this.holdfast, order.orderId, result);
  }
}

/** One line sets a test file up. */
export function openWorkflowShop(settings: ShopSettings = {}): WorkflowShop {
  return auditedTests(new WorkflowShop(settings), settings);
}
