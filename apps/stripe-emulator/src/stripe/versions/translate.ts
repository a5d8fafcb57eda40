import type { Expansion } from '../../wire/api-table';
import { expansionAt } from '../../wire/api-table';
import type { FormNode, FormTree } from '../../wire/form';
import { isJsonObject } from '../../../../../libs/emulation/objects/json';
import type { Json, JsonObject } from '../../../../../libs/emulation/objects/json';
import type { ApiVersion } from './api-version';
import { NO_OLD_WAYS } from './old-ways';
import type { Asked, Look } from './version-change';

/** The request as the newest version would write it, from the oldest change that its version lacks to the newest. */
export function asNewest({ lacks }: ApiVersion, operation: string, form: FormTree): Asked {
  if (lacks.length === 0) return { operation, form, ways: NO_OLD_WAYS };
  const asked: Asked = { operation, form: copyOf(form), ways: NO_OLD_WAYS };
  for (const { ask } of lacks.toReversed()) ask?.(asked);
  return asked;
}

function copyOf(tree: FormTree): FormTree {
  const copied = ([name, node]: [string, FormNode]): [string, FormNode] => [
    name,
    node instanceof Map ? copyOf(node) : node,
  ];
  return new Map([...tree].map(copied));
}

/**
 * Shows an answer of the newest version, and every object in it, as this version does: in place. What an event tells
 * stays as it was told.
 */
export function showAs(version: ApiVersion, value: Json, look: Look): void {
  if (version.lacks.length === 0) return;
  if (Array.isArray(value)) {
    for (const item of value) showAs(version, item, look);
  } else if (isJsonObject(value) && value['object'] !== 'event') {
    showObjectAs(version, value, look);
  }
}

/** The object first, so that the objects a change adds are shown as this version does too. */
function showObjectAs(version: ApiVersion, value: JsonObject, look: Look): void {
  const kind = value['object'];
  if (typeof kind === 'string') {
    for (const { show } of version.lacks) show?.[kind]?.(value, look);
  }
  for (const inner of Object.values(value)) showAs(version, inner, look);
}

/** What can be expanded at that path of a resource in this version. */
export function expansionIn({ lacks }: ApiVersion, resource: string, path: string): Expansion | undefined {
  const old = lacks.find(({ expandable }) => expandable?.[`${resource} ${path}`] !== undefined);
  return old?.expandable?.[`${resource} ${path}`] ?? expansionAt(resource, path);
}
