import { isJsonObject } from '../../../../libs/emulation/objects/json';
import type { Json, JsonObject } from '../../../../libs/emulation/objects/json';
import table from './resources.generated.json';

/** One field of an object, as the API description has it. */
interface Field {
  readonly name: string;
  readonly present: boolean;
  /** Any of these; see tools/generate-api-table.mjs for the words. */
  readonly words: readonly string[];
}

const resources: ReadonlyMap<string, string> = new Map(Object.entries(table.resources));
const deleted: ReadonlyMap<string, string> = new Map(Object.entries(table.deleted));
const texts: ReadonlyMap<string, string> = new Map(Object.entries(table.fields));
const LISTS: ReadonlyMap<string, readonly Field[]> = new Map([
  ['list', parseFields('object!:enum(list) data!:[any] has_more!:bool url!:str')],
  ['search_result', parseFields('object!:enum(search_result) data!:[any] has_more!:bool next_page!:str|null url!:str')],
]);

/**
 * Compares an answer with the API description, everything in it included: each sentence is a field that is missing,
 * unknown, null or of another type. For tests: what the emulator shows is made by hand.
 */
export function undescribed(answer: JsonObject): string[] {
  const { error } = answer;
  if (isJsonObject(error)) return differencesInError(error);
  return differencesIn(answer, 'answer');
}

/** An object that says itself what it is. */
function differencesIn(value: JsonObject, place: string): string[] {
  const { data, object } = value;
  const list = typeof object === 'string' ? LISTS.get(object) : undefined;
  if (list !== undefined && Array.isArray(data)) {
    return [
      ...differencesFrom(value, list, place),
      ...data.filter(isJsonObject).flatMap((item, at) => differencesIn(item, `${place}.data[${String(at)}]`)),
    ];
  }
  const kind = typeof object === 'string' ? object : '';
  const name = value['deleted'] === true ? deleted.get(kind) : resources.get(kind);
  if (name === undefined) return [`${place}: there is no resource called '${kind}'`];
  return differencesFrom(value, fieldsOf(name), `${place}(${kind})`);
}

/** Errors carry objects; their own fields are checked by the tests of each error. */
function differencesInError(error: JsonObject): string[] {
  return Object.entries(error).flatMap(([name, value]) => (isJsonObject(value) ? differencesIn(value, name) : []));
}

function differencesFrom(value: JsonObject, fields: readonly Field[], place: string): string[] {
  const known = new Map(fields.map((field) => [field.name, field]));
  const missing = fields.filter(({ name, present }) => present && value[name] === undefined);
  return [
    ...missing.map(({ name }) => `${place}.${name} is missing`),
    ...Object.entries(value).flatMap(([name, held]) => {
      const field = known.get(name);
      if (field === undefined) return [`${place}.${name} is not described`];
      return differencesAt(held, field.words, `${place}.${name}`);
    }),
  ];
}

/** The differences from the word that fits best. */
function differencesAt(value: Json, words: readonly string[], place: string): string[] {
  const tried = words.map((word) => differencesFromWord(value, word, place));
  return tried.find((found) => found.length === 0) ?? tried.sort((a, b) => a.length - b.length)[0] ?? [];
}

function differencesFromWord(value: Json, word: string, place: string): string[] {
  const inside = word.slice(word.indexOf('(') + 1, -1);
  if (word.startsWith('enum('))
    return differs(typeof value !== 'object' && inside.split(',').includes(String(value)), value, word, place);
  if (word.startsWith('id(')) return differencesFromObject(value, place, typeof value === 'string', word);
  if (word.startsWith('list(')) return differencesFromObject(value, place, false, word);
  if (word.startsWith('@')) return differencesFromObject(value, place, false, word);
  if (word.startsWith('[')) {
    if (!Array.isArray(value)) return differs(false, value, word, place);
    const item = splitOutside(word.slice(1, -1), '|');
    return value.flatMap((held, at) => differencesAt(held, item, `${place}[${String(at)}]`));
  }
  if (word.startsWith('<')) {
    if (!isJsonObject(value)) return differs(false, value, word, place);
    const fields = fieldsOf(word.slice(1, -1));
    // A part without fields of its own is "some object".
    return fields.length === 0 ? [] : differencesFrom(value, fields, place);
  }
  return differs(isOfKind(value, word), value, word, place);
}

function differencesFromObject(value: Json, place: string, isId: boolean, word: string): string[] {
  if (isId) return [];
  return isJsonObject(value) ? differencesIn(value, place) : differs(false, value, word, place);
}

function isOfKind(value: Json, word: string): boolean {
  switch (word) {
    case 'any':
      return true;
    case 'bool':
      return typeof value === 'boolean';
    case 'int':
      return typeof value === 'number';
    case 'map':
      return isJsonObject(value);
    case 'null':
      return value === null;
    case 'str':
      return typeof value === 'string';
    default:
      throw new Error(`Bug! The table of fields has an unknown type ${word}`);
  }
}

function differs(fits: boolean, value: Json, word: string, place: string): string[] {
  return fits ? [] : [`${place} is ${JSON.stringify(value).slice(0, 60)}, not ${word.slice(0, 60)}`];
}

function fieldsOf(name: string): readonly Field[] {
  return parseFields(texts.get(name) ?? '');
}

function parseFields(text: string): readonly Field[] {
  const parts = text === '' ? [] : splitOutside(text, ' ');
  return parts.map((part) => {
    const colon = part.indexOf(':');
    const present = part[colon - 1] === '!';
    return {
      name: part.slice(0, present ? colon - 1 : colon),
      present,
      words: splitOutside(part.slice(colon + 1), '|'),
    };
  });
}

function splitOutside(text: string, separator: string): string[] {
  const parts: string[] = [''];
  let depth = 0;
  for (const letter of text) {
    if ('([<'.includes(letter)) depth += 1;
    else if (')]>'.includes(letter)) depth -= 1;
    if (letter === separator && depth === 0) parts.push('');
    else parts.push(`${parts.pop() ?? ''}${letter}`);
  }
  return parts;
}
