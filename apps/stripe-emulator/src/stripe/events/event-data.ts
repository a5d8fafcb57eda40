import type { JsonObject } from '../../../../../libs/emulation/objects/json';

/**
 * What an event says. It never changes (documented): it is kept as it was shown at that moment, and written when somebody
 * first reads it, which of most events nobody does.
 */
export class EventData {
  private written: string | undefined;
  private shown: JsonObject | undefined;

  /** Takes the object for its own: nobody may change it any more. */
  constructor(shown: JsonObject) {
    this.shown = shown;
  }

  /** As JSON, the same at each reading. */
  get text(): string {
    this.written ??= JSON.stringify(this.shown);
    this.shown = undefined;
    return this.written;
  }
}
