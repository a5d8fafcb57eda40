/**
 * Where the orders of a batch wait, each at the call that it is to be hit at: once all are there, what hits everybody
 * hits each of them at exactly its call, and once.
 */
export class Barrier {
  /** Orders that were there in time. */
  readonly arrived = new Set<string>();
  private readonly gone = new Set<string>();
  private readonly first = gate();
  private readonly all = gate();
  private readonly over = gate();
  private closed = false;

  /** @param orders how many the batch has */
  constructor(private readonly orders: number) {}

  /**
   * Waits until the hit is over.
   * @returns false for one that came too late: nothing hits it any more, and two blows in one life would prove nothing
   */
  async arrive(orderId: string): Promise<boolean> {
    if (this.closed || this.gone.has(orderId)) return false;
    this.arrived.add(orderId);
    this.first.open();
    this.leave(orderId);
    await this.over.opened;
    return true;
  }

  /** This one will not come any more. */
  leave(orderId: string): void {
    this.gone.add(orderId);
    if (this.gone.size >= this.orders) this.all.open();
  }

  /** Hits once everybody is there, at the latest a while after the first, and lets all go on. */
  async hit(longestMs: number, blow: () => Promise<void>): Promise<void> {
    await Promise.race([this.first.opened, this.all.opened]);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, longestMs)));
    await Promise.race([this.all.opened, late]);
    clearTimeout(timer);
    this.closed = true;
    try {
      if (this.arrived.size > 0) await blow();
    } finally {
      this.over.open();
    }
  }
}

function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
