import type { Fact } from '../../../libs/domain/payment/facts';
import type { ProviderEvent } from '../../../libs/domain/orders/inputs';
import type { InformingStep } from '../../../libs/domain/payment/steps';
import type { InputQueue } from '../input-queue';
import { lookBeside } from './look-beside';
import { openMoment } from '../moment';
import { settleBeside } from './settle-beside';

/**
 * Where steps that only inform wait for Stripe, so that nothing that moves money waits for them (docs/decisions/0022):
 * a settlement is read and recorded beside the main line, because it changes no hold; what became of a hold, a card
 * setup or a payment is read beside, and recorded in the main line.
 */
export interface Beside {
  /**
   * Carries the step out at once where that takes no more than a moment.
   * @param deadline of the order, which is kept whatever Stripe does
   * @returns undefined when it waits beside: then what it finds out comes through the inbox
   */
  findOut(step: InformingStep, event: ProviderEvent, deadline: string | null): Promise<Fact | undefined>;
  /** A step is about to be carried out that can change what Stripe says. */
  beginMove(): void;
  /** Whether Stripe is waited for; not where only a pause goes by before it is looked at again. */
  isLooking(): boolean;
  /** What made us look and is not found out yet: the next run of the workflow begins with it. */
  news(): ProviderEvent[];
}

/**
 * What it finds out comes through this queue, unless it is found out in a moment.
 * @param reads the task queue of reads that may hang
 */
export function openBeside(inbox: InputQueue, reads: string): Beside {
  const moment = openMoment();
  let moves = 0;
  const around = { inbox, moment, reads, moves: () => moves };
  const settlements = settleBeside(around);
  const looks = lookBeside(around);
  return {
    findOut: (step, event, deadline) =>
      step.kind === 'settle' ? settlements.settle(step, event, deadline) : looks.look(step, event, deadline),
    beginMove: () => {
      moves += 1;
    },
    isLooking: () => settlements.news().length > 0 || looks.isLooking(),
    news: () => [...settlements.news(), ...looks.news()],
  };
}
