import type { Json, JsonObject } from '../../../../libs/emulation/objects/json';
import type { FormNode, FormTree } from '../wire/form';

/** A form as JSON, for people and assertions: `a[0]`, `a[1]` become an array. */
export function formAsJson(tree: FormTree): JsonObject {
  return Object.fromEntries([...tree].map(([name, node]) => [name, nodeAsJson(node)]));
}

function nodeAsJson(node: FormNode): Json {
  if (typeof node === 'string') return node;
  const isArray = node.size > 0 && [...node.keys()].every((key, at) => key === String(at));
  return isArray ? [...node.values()].map(nodeAsJson) : formAsJson(node);
}
