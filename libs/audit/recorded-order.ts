import type { Money } from '../domain/money/money';

/** What Holdfast says of an order: the read model, the ledger and the timeline, whoever reads them and from where. */
export interface RecordedOrder {
  readonly orderId: string;
  readonly status: string;
  readonly currency: string;
  readonly amounts: {
    readonly total: number;
    readonly held: number;
    readonly captured: number;
    readonly settled: number;
    readonly released: number;
    readonly refunded: number;
    readonly lost: number;
    readonly raised?: number | undefined;
    readonly fees: readonly Money[];
  };
  /** What paid beside the card. */
  readonly credits: readonly {
    readonly creditId: string;
    readonly amount: number;
    readonly used: number;
    readonly returned: number;
  }[];
  /** Open ones. */
  readonly attention: readonly { readonly code: string }[];
  readonly ledger: {
    readonly transactions: readonly {
      readonly sourceKey: string;
      readonly at: string;
      readonly entries: readonly { readonly side: 'debit' | 'credit'; readonly amount: Money }[];
    }[];
    readonly balances: readonly { readonly account: string; readonly balance: Money }[];
  };
  readonly timeline: readonly {
    readonly at: string;
    readonly kind: string;
    readonly who: string;
    readonly message: string;
    readonly about: Readonly<Record<string, string>>;
  }[];
}
