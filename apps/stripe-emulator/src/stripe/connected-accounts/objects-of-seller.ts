import type { Account, DueTask } from '../account';
import { openAccount } from '../account';
import { DueQueue } from '../../../../../libs/emulation/clock/due';

/** What is planned in a connected account waits with what the platform has planned: there is one clock. */
class DueOfSeller extends DueQueue<DueTask> {
  constructor(
    private readonly platform: Account,
    private readonly seller: () => Account,
  ) {
    super();
  }

  override add(at: number, task: DueTask): void {
    this.platform.due.add(at, { kind: 'in_connected', account: this.seller(), task });
  }
}

/** The objects that live in a connected account of this platform, from the first time that somebody asks for one. */
function objectsOfSeller(platform: Account, id: string): Account {
  const known = platform.connected.get(id);
  if (known !== undefined) return known;
  const seller: Account = {
    ...openAccount(`${platform.id}/${id}`),
    id,
    platform,
    // What the platform's account can do, its sellers can (assumed).
    get settings() {
      return platform.settings;
    },
    due: new DueOfSeller(platform, () => seller),
  };
  platform.connected.set(id, seller);
  return seller;
}

/** The account of that id: the platform's own, or one that it made; undefined for strangers. */
export function accountOf(platform: Account, id: string | null): Account | undefined {
  if (id === null || id === platform.id) return platform;
  return platform.sellers.get(id) === undefined ? undefined : objectsOfSeller(platform, id);
}
