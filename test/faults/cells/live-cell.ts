import type { Call } from '../calls/call';
import type { Aim } from '../calls/subject';
import type { Life } from '../lives/life';
import { PatientShop, WrongAnswer } from '../lives/patient-shop';
import type { Place } from '../place/place';
import { wrongsOf, type Wrong } from './end';

/** A life that was lived. */
export interface Lived {
  readonly orderId: string;
  readonly calls: readonly Call[];
  /** How often a fault hit: a life that none met proves nothing. */
  readonly hits: number;
  readonly wrongs: readonly Wrong[];
  readonly seconds: number;
}

export interface Surroundings {
  readonly place: Place;
  /** Told the order's id when its life is over. */
  readonly onEnd?: (orderId: string) => void;
}

/** Lives one life with some faults, or with none. Never rejects: whatever went wrong is told. */
export async function liveOnce(life: Life, aims: readonly Aim[], around: Surroundings): Promise<Lived> {
  const { place } = around;
  const subject = place.subjects.open(aims);
  const { orderId } = subject;
  const begun = performance.now();
  const deathsBefore = place.deaths().length;
  const shop = new PatientShop(place, subject, life.provider);
  const wrongs = await lived(life, shop);
  for (const death of place.deaths().slice(deathsBefore)) wrongs.push({ kind: 'answer', what: `meanwhile ${death}` });
  around.onEnd?.(orderId);
  place.subjects.close(subject);
  const seconds = (performance.now() - begun) / 1000;
  return { orderId, calls: subject.calls, hits: subject.hits, wrongs, seconds };
}

async function lived(life: Life, shop: PatientShop): Promise<Wrong[]> {
  try {
    return await wrongsOf(shop, await life.live(shop));
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    const wrong: Wrong = { kind: error instanceof WrongAnswer ? 'answer' : 'never_ended', what };
    return [wrong, ...(await failedWorkflow(shop))];
  }
}

/** A shop that waits in vain often waits for a workflow that has failed. */
async function failedWorkflow({ place, orderId }: PatientShop): Promise<Wrong[]> {
  try {
    const { status } = await place.client.workflow.getHandle(`order-payment/${orderId}`).describe();
    if (status.name === 'RUNNING' || status.name === 'COMPLETED') return [];
    return [{ kind: 'workflow_failed', what: `workflow order-payment is ${status.name}` }];
  } catch (error) {
    return [
      {
        kind: 'workflow_failed',
        what: `there is no workflow: ${error instanceof Error ? error.message : String(error)}`,
      },
    ];
  }
}
