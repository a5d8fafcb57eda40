import type { ConnectTerms } from '../orders/connect-terms';
import type { ShipmentCommand } from '../orders/inputs';
import type { UnitRun } from '../orders/order';
import type { SavedCard } from '../orders/saved-card';
import type { Price, UnitSpan } from '../orders/shipment-price';

/** One shipment, one payment without the buyer. */
export interface ChargeStep {
  readonly orderId: string;
  readonly currency: string;
  /** Generation of the payment: each attempt at a shipment is another one. */
  readonly authorizationGeneration: number;
  /** Generation of the authorization that saved the card; a final charge ends it. */
  readonly savedGeneration: number;
  /** Generation of this charge of this shipment; rises only after a definite refusal. */
  readonly generation: number;
  readonly card: SavedCard;
  readonly shipment: ShipmentCommand;
  readonly spans: readonly UnitSpan[];
  /** Taken of one more unit, which stays open; absent: none. */
  readonly part?: UnitRun;
  readonly price: Price;
  /** For whom it is charged; absent without Connect. */
  readonly connect?: ConnectTerms;
  /** True when nothing of the order is open after it. */
  readonly final: boolean;
  /** Minor units of the order that are never charged if this charge is the last: what was given up. */
  readonly givenUp: number;
  readonly returnUrl: string | null;
  readonly customerReference: string | null;
  readonly statementDescriptorSuffix: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  /** How long the buyer may take to authenticate, should the bank ask for it. */
  readonly authenticationSeconds: number;
}
