import { driveApi, type ApiDriver } from '../../apps/api/src/testing/api-driver';
import { ensureSchedules } from '../../apps/worker/src/schedules';
import type { PaymentProvider } from '../../libs/domain/capabilities/payment-provider';
import { freePort } from '../../libs/local/port';
import { INBOX_SWEEP_SCHEDULE } from '../../workflows/inbox-sweep/messages';
import { startHoldfast, type Holdfast } from '../setup/holdfast';
import { startTestWooshPay } from '../setup/wooshpay';
import { accountAt, type Account } from './accounts';
import type { PlaceSettings } from './conditions';

/** A Holdfast with its API, its sweep and an account, and webhooks between them, where many orders live at once. */
export interface Place {
  readonly provider: PaymentProvider;
  readonly holdfast: Holdfast;
  readonly account: Account;
  readonly api: ApiDriver;
  /** How long holds live that are placed from now on. */
  readonly window: HoldWindow;
  useWindow(window: HoldWindow): Promise<void>;
  stop(): Promise<void>;
}

/** Seconds from an authorization to its `capture_before`, and how long before that Holdfast acts. */
export interface HoldWindow {
  readonly seconds: number;
  readonly margin: number;
}

/** As at Stripe: no deadline comes before another window is used. */
const WEEK: HoldWindow = { seconds: 604_800, margin: 43_200 };

/** No event of WooshPay's tells that a hold was authenticated, only a sweep does; its orders must ship in time all the same. */
const SWEEP_EVERY_SECONDS: Readonly<Record<PaymentProvider, number | undefined>> = { stripe: undefined, wooshpay: 2 };

export async function startPlace(settings: PlaceSettings, provider: PaymentProvider = 'stripe'): Promise<Place> {
  const { settlementReadAfterSeconds } = settings;
  const wooshPay = provider === 'wooshpay' ? await startTestWooshPay() : undefined;
  // What a life costs must not depend on when a run of the search for missed events falls.
  const waits = { settlementReadAfterSeconds, fetchMissedEvents: false, ownTemporal: true };
  const holdfast = await startHoldfast({ ...waits, ...(wooshPay && { wooshPay }) });
  const account = await accountAt(provider, holdfast);
  const port = await freePort();
  const secret = await account.sendEventsTo(`http://127.0.0.1:${port.toString()}/v1/webhooks/${provider}`);
  const api = await driveApi({ ...holdfast, webhookSecrets: [secret], wooshPayWebhookSecrets: [secret] });
  await api.app.listen({ port, host: '127.0.0.1' });
  if (settings.settlesAtOnce) await account.settleAtOnce();
  await account.useWebhooks(settings.webhooks);
  await account.disturb(settings.faults);
  await scheduleSweep(holdfast.client, settings.sweepEverySeconds ?? SWEEP_EVERY_SECONDS[provider]);
  let window = WEEK;
  const useWindow = async (next: HoldWindow): Promise<void> => {
    window = next;
    await account.holdFor(window.seconds);
  };
  await useWindow(window);
  return {
    ...{ provider, holdfast, account, api },
    get window() {
      return window;
    },
    useWindow,
    stop: async () => {
      await api.close();
      await holdfast.stop();
      await wooshPay?.close();
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
