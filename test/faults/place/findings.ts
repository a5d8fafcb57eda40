import { eventually, lookPatiently } from '../../setup/eventually';
import type { Account } from './accounts';
import type { Place } from './place';

/** What is wrong with a place as a whole, however well each of its orders ended. */
export interface Finding {
  /** What it is about is told once. */
  readonly about: string;
  readonly what: string;
  /** Null: no order that is known. */
  readonly orderId: string | null;
}

/** Findings of all places, each told once. */
export class Findings {
  private readonly found = new Map<string, Finding>();

  constructor(private readonly onFinding: (finding: Finding) => void) {}

  get all(): Finding[] {
    return [...this.found.values()];
  }

  add(findings: readonly Finding[]): void {
    for (const finding of findings) {
      if (!this.found.has(finding.about)) this.onFinding(finding);
      this.found.set(finding.about, finding);
    }
  }
}

/** Events that were abandoned, and broken laws of the providers' own books. */
export async function findingsOf(place: Place): Promise<Finding[]> {
  const books = Object.values(place.accounts).map(booksOf);
  return (await Promise.all([deadLettersOf(place), ...books])).flat();
}

async function booksOf(account: Account): Promise<Finding[]> {
  const violations = await account.violations();
  return violations.map((what) => ({ about: what, what: `${account.title}'s books: ${what}`, orderId: null }));
}

/** The same, and events that are not delivered long after the last order has ended. */
export async function lastFindingsOf(place: Place): Promise<Finding[]> {
  const ask = (): Promise<Finding[]> => lookPatiently(() => undeliveredOf(place));
  const left = await eventually(ask, (waiting) => waiting.length === 0, place.patienceMs / 1000).catch(ask);
  return [...left, ...(await findingsOf(place))];
}

async function deadLettersOf({ database }: Place): Promise<Finding[]> {
  const letters = await lookPatiently(() =>
    database
      .selectFrom('webhook_events')
      .select(['event_id', 'type', 'order_id', 'dead_letter_reason'])
      .where('outcome', '=', 'dead_letter')
      .execute(),
  );
  return letters.map(({ event_id: about, type, order_id: orderId, dead_letter_reason: reason }) => {
    return { about, orderId, what: `${type} ${about} is a dead letter: ${reason ?? 'without a reason'}` };
  });
}

async function undeliveredOf({ database }: Place): Promise<Finding[]> {
  const events = await database
    .selectFrom('webhook_events')
    .select(['event_id', 'type', 'order_id', 'last_error'])
    .where('outcome', 'is', null)
    .execute();
  return events.map(({ event_id: about, type, order_id: orderId, last_error: error }) => {
    return { about, orderId, what: `${type} ${about} is not delivered: ${error ?? 'nobody tried'}` };
  });
}
