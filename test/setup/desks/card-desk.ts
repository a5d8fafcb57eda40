import type { NewOrder } from '../../../libs/domain/orders/order';
import { outcomeOf, statusOf } from '../../../libs/domain/payment/payment';
import type { Fact } from '../../../libs/domain/payment/facts';
import { fulfilled } from '../../examples/cards';
import { createCustomer, createTestStripe } from '../emulator';
import { OrderDesk } from './order-desk';
import type { ShopDatabase } from './shop-database';
import { shipping } from '../../examples/inputs';

export const first = shipping('A', '1:1');
export const second = shipping('B', '2:1');

/** An order that holds nothing: its shipments are charged to a saved card, or all of it is paid at once. */
export class CardDesk extends OrderDesk {
  static async open(
    place: ShopDatabase,
    fulfilment: 'charge_on_ship' | 'immediate',
    payment: Partial<NewOrder['payment']> = {},
    policy: Partial<NewOrder['policy']> = {},
  ): Promise<CardDesk> {
    const stripe = createTestStripe();
    const customer = await createCustomer(stripe);
    return new CardDesk(place, fulfilled(fulfilment, { customer, ...payment }, policy), stripe);
  }

  /** An order whose card is saved; 3-D Secure at the setup is completed. */
  static async saved(
    place: ShopDatabase,
    paymentMethod = 'pm_card_visa',
    policy: Partial<NewOrder['policy']> = {},
  ): Promise<CardDesk> {
    const desk = await CardDesk.open(place, 'charge_on_ship', { paymentMethod }, policy);
    await desk.handle({ kind: 'authorize' });
    if (statusOf(desk.payment) === 'requires_action') {
      await desk.authenticate();
      await desk.hear();
    }
    return desk;
  }

  /** News of the card, or of the payment that waits. */
  hear(eventId = 'evt_1'): Promise<Fact> {
    const names = { paymentIntentId: null, chargeId: null };
    return this.handle({ kind: 'provider_event', event: { eventId, type: 'any', about: 'hold', ...names } });
  }

  /** What Stripe was sent there, as text to look for words in. */
  async requestBodies(path: string): Promise<string> {
    const headers = { authorization: `Bearer ${this.stripe.apiKey}` };
    const answer = await fetch(`${this.stripe.url}/_emulator/requests?path=${encodeURIComponent(path)}`, { headers });
    return answer.text();
  }

  /** As of every shop, and what only orders that hold nothing promise. */
  override async discrepancies(): Promise<string[]> {
    const { amounts, status } = await this.record();
    const over = status === 'captured' || status === 'completed' || status === 'canceled';
    const { captured, held, released, raised = 0, total } = amounts;
    const facts: [string, unknown, unknown][] = [
      ['held', held, 0],
      ['captured + released', over ? captured + released : 0, over ? total + raised : 0],
      // Of an order that ended before its card was saved or charged, only the read model says that nothing was taken.
      [
        'released in the workflow',
        over && status !== 'canceled' ? outcomeOf(this.payment).released : 0,
        over && status !== 'canceled' ? released : 0,
      ],
    ];
    const ours = facts.flatMap(([what, is, expected]) =>
      is === expected ? [] : [`${what}: ${String(is)}, not ${String(expected)}`],
    );
    return [...ours, ...(await super.discrepancies())];
  }
}
