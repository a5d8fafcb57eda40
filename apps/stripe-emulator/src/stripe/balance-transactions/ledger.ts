import { Collection } from '../../../../../libs/emulation/objects/collection';
import type { BalanceTransaction } from './balance-transaction';

/** The balance transactions of an account, also by what they are about. */
export class Ledger extends Collection<BalanceTransaction> {
  private readonly bySource = new Map<string, BalanceTransaction[]>();

  override add(transaction: BalanceTransaction): BalanceTransaction {
    const known = this.bySource.get(transaction.source);
    if (known === undefined) this.bySource.set(transaction.source, [transaction]);
    else known.push(transaction);
    return super.add(transaction);
  }

  /** In the order they were entered. */
  ofSource(id: string): readonly BalanceTransaction[] {
    return this.bySource.get(id) ?? [];
  }
}
