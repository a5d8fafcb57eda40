import { isJsonObject } from '../../../../../libs/emulation/objects/json';
import type { Json, JsonObject } from '../../../../../libs/emulation/objects/json';

/** `previous_attributes`: what was different before, field by field; null for what was not there. */
export function differences(before: JsonObject, after: JsonObject): JsonObject {
  const fields = new Set([...Object.keys(before), ...Object.keys(after)]);
  const changed: [string, Json][] = [];
  for (const field of fields) {
    const [was, is] = [before[field] ?? null, after[field] ?? null];
    if (JSON.stringify(was) === JSON.stringify(is)) continue;
    changed.push([field, isJsonObject(was) && isJsonObject(is) ? differences(was, is) : was]);
  }
  return Object.fromEntries(changed);
}
