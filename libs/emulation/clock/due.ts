/** Things that will happen at a time, earliest first; of two at one time the one planned first. A binary heap. */
export class DueQueue<T> {
  private readonly heap: { readonly at: number; readonly order: number; readonly task: T }[] = [];
  private planned = 0;

  add(at: number, task: T): void {
    this.planned += 1;
    this.heap.push({ at, order: this.planned, task });
    let child = this.heap.length - 1;
    while (child > 0) {
      const parent = (child - 1) >> 1;
      if (!this.isBefore(child, parent)) return;
      this.swap(child, parent);
      child = parent;
    }
  }

  nextAt(): number | undefined {
    return this.heap[0]?.at;
  }

  /** Everything that waits, in no order. */
  all(): readonly { readonly at: number; readonly task: T }[] {
    return this.heap;
  }

  /** Takes the earliest task if it is due by then. */
  take(by: number): { readonly at: number; readonly task: T } | undefined {
    const first = this.heap[0];
    const last = this.heap.at(-1);
    if (first === undefined || last === undefined || first.at > by) return undefined;
    this.heap[0] = last;
    this.heap.pop();
    this.sink();
    return first;
  }

  clear(): void {
    this.heap.length = 0;
  }

  private sink(): void {
    let parent = 0;
    for (;;) {
      const left = 2 * parent + 1;
      let least = parent;
      if (this.isBefore(left, least)) least = left;
      if (this.isBefore(left + 1, least)) least = left + 1;
      if (least === parent) return;
      this.swap(parent, least);
      parent = least;
    }
  }

  private isBefore(a: number, b: number): boolean {
    const one = this.heap[a];
    const other = this.heap[b];
    if (one === undefined || other === undefined) return false;
    return one.at === other.at ? one.order < other.order : one.at < other.at;
  }

  private swap(a: number, b: number): void {
    const one = this.heap[a];
    const other = this.heap[b];
    if (one === undefined || other === undefined) return;
    this.heap[a] = other;
    this.heap[b] = one;
  }
}
