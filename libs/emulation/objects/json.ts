/** A resource as it goes out: freshly rendered on each use, so that expanding one never changes the state. */
export type Json = null | boolean | number | string | Json[] | JsonObject;
/** An object of JSON. */
export interface JsonObject {
  [field: string]: Json;
}

/** Whether it is an object of JSON, not an array and not null. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Reads a JSON object; throws when the text is none. */
export function parseJsonObject(text: string): JsonObject {
  const value: unknown = JSON.parse(text);
  if (!isJsonObject(value)) throw new Error('Expected a JSON object');
  return value;
}

/** JSON as a person reads it: indented by two. */
export function jsonText(value: JsonObject): string {
  return JSON.stringify(value, null, 2);
}

/** The text of that field; empty when there is none. */
export function textIn(object: JsonObject, field: string): string {
  const value = object[field];
  return typeof value === 'string' ? value : '';
}
