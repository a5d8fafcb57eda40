import type { Household } from './household';
import { Subject, type Aim, type Owner } from './subject';

const ORDER_ID = /fx[0-9a-z]{12}x/g;

/** A provider's ids of what belongs to one order; test cards such as `pm_card_visa` are everybody's. */
const PROVIDER_ID = /\b(?:pi|ch|py|seti|setatt|re|pyr|du|dp|cus|pm|tr|trr|fee|fr|txn)_[A-Za-z0-9]{10,}/g;

/** Whose call it is: found by the order's id or by an id of a provider's that an answer to the order has named. */
export class Subjects {
  private readonly byOrder = new Map<string, Subject>();
  private readonly byProviderId = new Map<string, Subject>();
  private made = 0;
  /** Orders whose life is over, and what their provider named for them. */
  private readonly past = new Set<string>();
  private household: Household | undefined;

  /** A new order's subject; its id is unlike any other in every place. */
  open(aims: readonly Aim[] = []): Subject {
    this.made += 1;
    const random = Math.floor(Math.random() * 36 ** 6).toString(36);
    const orderId = `fx${this.made.toString(36).padStart(6, '0')}${random.padStart(6, '0')}x`;
    const subject = new Subject(orderId, aims);
    this.byOrder.set(orderId, subject);
    return subject;
  }

  /** Its later calls are nobody's. */
  close(subject: Subject): void {
    this.byOrder.delete(subject.orderId);
    this.past.add(subject.orderId);
    for (const [id, owner] of this.byProviderId) {
      if (owner !== subject) continue;
      this.byProviderId.delete(id);
      this.past.add(id);
    }
  }

  /** From now on calls that name no order are counted, and hit; undefined: not any more. */
  useHousehold(household: Household | undefined): void {
    this.household = household;
  }

  /** Whose call it is: an order's, or the household's; undefined: of one whose life is over, or nobody counts. */
  ownerOf(text: string): Owner | undefined {
    return this.find(text) ?? (this.isPast(text) ? undefined : this.household);
  }

  find(text: string): Subject | undefined {
    for (const [orderId] of text.matchAll(ORDER_ID)) {
      const subject = this.byOrder.get(orderId);
      if (subject !== undefined) return subject;
    }
    for (const [id] of text.matchAll(PROVIDER_ID)) {
      const subject = this.byProviderId.get(id);
      if (subject !== undefined) return subject;
    }
    return undefined;
  }

  /** Whatever a provider names in an answer to an order is the order's, unless it was another's before. */
  learn(subject: Subject, text: string): void {
    if (!this.byOrder.has(subject.orderId)) return;
    for (const [id] of text.matchAll(PROVIDER_ID)) if (!this.byProviderId.has(id)) this.byProviderId.set(id, subject);
  }

  private isPast(text: string): boolean {
    return [ORDER_ID, PROVIDER_ID].some((ids) => [...text.matchAll(ids)].some(([id]) => this.past.has(id)));
  }
}
