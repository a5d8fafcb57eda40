import { z } from 'zod';
import { driveApi, type ApiDriver } from '../../apps/api/src/testing/api-driver';
import { ensureSchedules } from '../../apps/worker/src/schedules';
import { freePort } from '../../libs/local/port';
import { INBOX_SWEEP_SCHEDULE } from '../../workflows/inbox-sweep/messages';
import { startHoldfast, type Holdfast } from '../setup/holdfast';
import type { Fault, PlaceSettings } from './conditions';

/** A Holdfast with its API, its sweep and a Stripe account, and webhooks between them, where many orders live at once. */
export interface Place {
  readonly holdfast: Holdfast;
  readonly api: ApiDriver;
  /** How long holds live that are placed from now on. */
  readonly window: HoldWindow;
  useWindow(window: HoldWindow): Promise<void>;
  newCustomer(): Promise<string>;
  disturb(faults: readonly Fault[]): Promise<Disturbance>;
  stop(): Promise<void>;
}

/** Seconds from an authorization to its `capture_before`, and how long before that Holdfast acts. */
export interface HoldWindow {
  readonly seconds: number;
  readonly margin: number;
}

export interface Disturbance {
  /** @returns how many requests were hit */
  end(): Promise<number>;
}

/** As at Stripe: no deadline comes before another window is used. */
const WEEK: HoldWindow = { seconds: 604_800, margin: 43_200 };

export async function startPlace(settings: PlaceSettings): Promise<Place> {
  const { settlementReadAfterSeconds } = settings;
  // What a life costs must not depend on when a run of the search for missed events falls.
  const holdfast = await startHoldfast({ settlementReadAfterSeconds, fetchMissedEvents: false, ownTemporal: true });
  const { stripe, client } = holdfast;
  const port = await freePort();
  const secret = await stripe.sendEventsTo(`http://127.0.0.1:${port.toString()}/v1/webhooks/stripe`);
  const api = await driveApi({ ...holdfast, webhookSecrets: [secret] });
  await api.app.listen({ port, host: '127.0.0.1' });
  await stripe.account({
    ...settings.account,
    // An extended hold would have a window of its own, of weeks.
    features: { extended_authorization: 'unavailable' },
  });
  await control(holdfast, '/_emulator/webhooks', JSON.stringify(settings.webhooks));
  await disturb(holdfast, settings.faults);
  await scheduleSweep(client, settings.sweepEverySeconds);
  let window = WEEK;
  const useWindow = async (next: HoldWindow): Promise<void> => {
    window = next;
    await stripe.account({ capture_window_seconds: window.seconds });
  };
  await useWindow(window);
  return {
    holdfast,
    api,
    get window() {
      return window;
    },
    useWindow,
    newCustomer: async () => z.object({ id: z.string() }).parse(await control(holdfast, '/v1/customers', '')).id,
    disturb: (faults) => disturb(holdfast, faults),
    stop: async () => {
      await api.close();
      await holdfast.stop();
    },
  };
}

async function scheduleSweep(client: Holdfast['client'], everySeconds: number | undefined): Promise<void> {
  await ensureSchedules(client);
  if (everySeconds === undefined) return;
  await client.schedule
    .getHandle(INBOX_SWEEP_SCHEDULE)
    .update((schedule) => ({ ...schedule, spec: { intervals: [{ every: everySeconds * 1000 }] } }));
}

async function disturb(holdfast: Holdfast, faults: readonly Fault[]): Promise<Disturbance> {
  const ids: string[] = [];
  for (const { match, effect } of faults) ids.push(await holdfast.stripe.fault(match, effect));
  return {
    end: async () => {
      if (ids.length === 0) return 0;
      const hits = (await hitsOf(holdfast)).filter(({ id }) => ids.includes(id));
      for (const id of ids) await holdfast.stripe.endFault(id);
      return hits.reduce((sum, each) => sum + each.hits, 0);
    },
  };
}

const faultsSchema = z.object({ faults: z.array(z.object({ id: z.string(), hits: z.number() })) });

/** How often each fault of the account has hit. */
export async function hitsOf({ stripe }: Holdfast): Promise<{ id: string; hits: number }[]> {
  const headers = { authorization: `Bearer ${stripe.apiKey}` };
  return faultsSchema.parse(await (await fetch(`${stripe.url}/_emulator/faults`, { headers })).json()).faults;
}

async function control({ stripe }: Holdfast, path: string, body: string): Promise<unknown> {
  const type = path.startsWith('/_emulator/') ? 'application/json' : 'application/x-www-form-urlencoded';
  const answer = await fetch(`${stripe.url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${stripe.apiKey}`, 'content-type': type },
    body,
    signal: AbortSignal.timeout(20_000),
  });
  if (!answer.ok) throw new Error(`POST ${path} answered ${answer.status.toString()}: ${await answer.text()}`);
  return answer.json();
}
