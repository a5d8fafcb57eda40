/**
 * A word of the provider that Holdfast does not know, where money depends on it: it is recorded as it is, a person is
 * called, and everything that does not depend on it goes on.
 */
export interface UnknownWord {
  /** The provider's name for the kind of thing, such as `payment_intent`. */
  readonly object: string;
  readonly id: string;
  readonly field: string;
  /** As it came, cut to a readable length; `null` as text where nothing came. */
  readonly value: string;
}

/** What a person is told of it. @param provider its name */
export function unknownWordText({ object, id, field, value }: UnknownWord, provider: string): string {
  return `${provider}'s ${object} ${id} has ${field} "${value}", which Holdfast does not know`;
}
