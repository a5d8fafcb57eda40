/** Objects that a request is changing right now. */
export class Locks {
  private readonly held = new Set<string>();

  /** The function that lets go, or undefined when another request has the object; undefined locks nothing. */
  take(object: string | undefined): (() => void) | undefined {
    if (object === undefined) return NOTHING;
    if (this.held.has(object)) return undefined;
    this.held.add(object);
    return () => {
      this.held.delete(object);
    };
  }
}

const NOTHING = (): void => undefined;
