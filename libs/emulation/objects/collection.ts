/** Objects by id, in the order they were made. */
export class Collection<T extends { readonly id: string }> {
  private readonly byId = new Map<string, T>();
  private items: T[] = [];

  get size(): number {
    return this.items.length;
  }

  add(item: T): T {
    this.byId.set(item.id, item);
    this.items.push(item);
    return item;
  }

  get(id: string): T | undefined {
    return this.byId.get(id);
  }

  /** For the few objects that can be deleted; the others keep their place for ever. */
  remove(id: string): void {
    const kept = this.items.filter((item) => item.id !== id);
    this.byId.clear();
    this.items = [];
    for (const item of kept) this.add(item);
  }

  oldestFirst(): readonly T[] {
    return this.items;
  }
}
