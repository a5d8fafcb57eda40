import type { Fact } from '../../../libs/domain/payment/facts';
import type { ProviderEvent } from '../../../libs/domain/orders/inputs';
import type { InformingStep, LookStep } from '../../../libs/domain/payment/steps';
import { mayWaitBeside } from '../moment';
import { settleAtOnce, settlePatiently } from '../read-stripe';
import { newsOf, orUndefined, type Surroundings, type Waiting } from '../waiting';

/** Reads of settlements that wait for Stripe beside the main line. */
export interface Settlements {
  /** @returns undefined when it waits beside */
  settle(step: SettlingStep, event: ProviderEvent, deadline: string | null): Promise<Fact | undefined>;
  news(): ProviderEvent[];
}

type SettlingStep = Exclude<InformingStep, LookStep>;

/** Reads which captures of a charge have arrived: one look at a time for each charge, which ends within an hour. */
export function settleBeside({ inbox, moment, moves, reads }: Surroundings): Settlements {
  const settling = new Map<string, Waiting>();

  const beside = async (step: SettlingStep, event: ProviderEvent): Promise<void> => {
    const waiting: Waiting = { event, again: undefined };
    const begun = { at: Date.now(), moves: moves() };
    settling.set(step.chargeId, waiting);
    const fact = await orUndefined(
      settlePatiently(step, reads),
      'a settlement could not be read: the sweep has it read again',
    );
    settling.delete(step.chargeId);
    if (fact !== undefined) {
      moment.wasAnswered(begun.at);
      inbox.addFound(() => Promise.resolve({ step, fact }));
      // A capture that was under way is recorded by now, and its settlement may have been left for this look.
      if (moves() !== begun.moves) waiting.again ??= event;
    }
    if (waiting.again !== undefined) inbox.add({ kind: 'provider_event', event: waiting.again });
  };

  return {
    settle: async (step, event, deadline) => {
      const waiting = settling.get(step.chargeId);
      if (waiting !== undefined) {
        waiting.again = event;
        return undefined;
      }
      if (moment.mayBeTried(deadline)) {
        const fact = await orUndefined(
          settleAtOnce(step),
          'the payment provider does not answer at once: the settlement is read while the order goes on',
        );
        if (fact !== undefined) return fact;
        if (!mayWaitBeside()) return settlePatiently(step, reads);
        moment.wasMissed();
      }
      void beside(step, event);
      return undefined;
    },
    news: () => [...settling.values()].map(newsOf),
  };
}
