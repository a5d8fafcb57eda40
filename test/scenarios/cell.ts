import { PAYMENT_PROVIDERS, type PaymentProvider } from '../../libs/domain/capabilities/payment-provider';
import { DEADLINE_POLICIES } from '../../libs/domain/orders/order';
import { CAPTURE_PLANS, type CapturePlan } from '../../libs/domain/provider/capture-plan';

/** The axes of the matrix. A cell is one value of each; what it means is said by its plan and its condition. */

/** Whom the order is paid through. */
export const PROVIDERS = PAYMENT_PROVIDERS;

/** The capture plans; `charged_instead`: the hold can be captured once, and gives way to its card. */
export const PLANS = [...CAPTURE_PLANS, 'charged_instead'] as const;

/** How many shipments ship, one unit each. 51 is one more than a hold takes captures that are not final. */
export const SHIPMENT_COUNTS = [1, 2, 3, 51] as const;

/** The order's policy, with one unit left open when its deadline comes; or no deadline, because everything ships. */
export const DEADLINES = ['all_shipped', ...DEADLINE_POLICIES] as const;

export const CONDITIONS = [
  'nothing_wrong',
  'webhooks_twice',
  'webhooks_first',
  'no_webhooks',
  'answers_lost',
  'declined_again',
  'declined_first',
  'authenticates',
] as const;

export type PlanName = CapturePlan | 'charged_instead';
export type ShipmentCount = (typeof SHIPMENT_COUNTS)[number];
export type Deadline = (typeof DEADLINES)[number];
export type Condition = (typeof CONDITIONS)[number];

export interface Cell {
  readonly provider: PaymentProvider;
  readonly plan: PlanName;
  readonly shipments: ShipmentCount;
  readonly deadline: Deadline;
  readonly condition: Condition;
}

export const CELLS: readonly Cell[] = PROVIDERS.flatMap((provider) =>
  PLANS.flatMap((plan) =>
    DEADLINES.flatMap((deadline) =>
      SHIPMENT_COUNTS.flatMap((shipments) =>
        CONDITIONS.map((condition) => ({ provider, plan, deadline, shipments, condition })),
      ),
    ),
  ),
);

export function nameOf({ provider, plan, shipments, deadline, condition }: Cell): string {
  return `${provider}, ${plan}, ${deadline}, ${shipments.toString()} shipments, ${condition}`;
}
