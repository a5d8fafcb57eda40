import { sql } from 'kysely';
import {
  capabilitiesOfProvider,
  type PaymentProvider,
  type ProviderCapabilities,
} from '../../domain/capabilities/payment-provider';
import { countingIndex, isFinalStatus, orderStatus, type CancelReason } from '../../domain/orders/order-status';
import type { AuthorizationState, CaptureState } from '../../domain/orders/transitions';
import type { AttentionCode } from '../../domain/payment/payment';
import { compiledOnce } from '../database/compiled-once';
import type { Transaction } from '../database/database';
import type { OrdersTable } from '../records/order-schema';

/** A call for a person that was made for an order. */
export interface OrderAttention {
  readonly code: AttentionCode;
  /** What could not be done; null for what only a person can close. */
  readonly step: string | null;
  readonly isOpen: boolean;
}

/** As much of an authorization as the order's status depends on. */
export interface AuthorizationStanding {
  readonly generation: number;
  readonly state: AuthorizationState;
  readonly end_reason: CancelReason | null;
  readonly release_at: string | null;
}

/** As much of a capture as the order's status depends on. */
export interface CaptureStanding {
  readonly capture_id: string;
  readonly state: CaptureState;
}

/**
 * How an order stands: read once its row is locked, when nobody else changes it, and kept true by the stores that write
 * those rows. From it the order's status is derived, without reading its rows again.
 */
export class OrderStanding {
  /** Whom the order is paid through. */
  readonly provider: ProviderCapabilities;
  /** Minor units that its card pays. */
  private readonly total: number;
  private readonly authorizations: Map<number, AuthorizationStanding>;
  private readonly captures: Map<string, CaptureState>;
  private calls: readonly OrderAttention[] | undefined;

  constructor(rows: StandingRows) {
    this.provider = capabilitiesOfProvider(rows.provider);
    this.total = rows.total;
    this.authorizations = new Map(rows.authorizations.map((row) => [row.generation, row]));
    this.captures = new Map(rows.captures.map(({ capture_id: id, state }) => [id, state]));
    this.calls = rows.attentions;
  }

  /** Every call that was made for the order, oldest first; undefined once one has changed. */
  attentions(): readonly OrderAttention[] | undefined {
    return this.calls;
  }

  /** Whether a call of this code is open; undefined once one has changed. */
  hasOpen(code: AttentionCode): boolean | undefined {
    return this.calls?.some((call) => call.isOpen && call.code === code);
  }

  attentionsChanged(): void {
    this.calls = undefined;
  }

  authorizationIs({ generation, state, end_reason, release_at }: AuthorizationStanding): void {
    this.authorizations.set(generation, { generation, state, end_reason, release_at });
  }

  captureIs({ capture_id: id, state }: CaptureStanding): void {
    this.captures.set(id, state);
  }

  /** The columns of the order that follow from its other rows. */
  columns(): Pick<OrdersTable, 'status' | 'cancel_reason' | 'release_at'> {
    const authorizations = [...this.authorizations.values()].sort((one, other) => one.generation - other.generation);
    const states = authorizations.map(({ state }) => state);
    const status = orderStatus(states, [...this.captures.values()], { total: this.total });
    const counting = authorizations[countingIndex(states)];
    return {
      status,
      cancel_reason: status === 'canceled' ? (counting?.end_reason ?? 'abandoned') : null,
      release_at: counting?.state === 'held' && !isFinalStatus(status) ? counting.release_at : null,
    };
  }
}

interface StandingRows {
  readonly provider: PaymentProvider;
  readonly total: number;
  readonly authorizations: readonly AuthorizationStanding[];
  readonly captures: readonly CaptureStanding[];
  readonly attentions: readonly OrderAttention[];
}

/**
 * Locks the order's row and reads how it stands then, in one request.
 * @returns undefined where there is no such order
 */
export async function lockAndRead(transaction: Transaction, orderId: string): Promise<OrderStanding | undefined> {
  const { rows } = await locked(transaction, { orderId });
  const standing = rows[0]?.standing ?? null;
  return standing === null ? undefined : new OrderStanding(standing);
}

interface Locked {
  readonly standing: StandingRows | null;
}

const locked = compiledOnce<{ orderId: string }, Locked>((database, given) =>
  sql<Locked>`select lock_order(${given('orderId')}) as standing`.compile(database),
);
