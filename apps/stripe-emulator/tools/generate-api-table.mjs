// Writes what Stripe's API description says, in a compact form, from the types in the npm package `stripe` (MIT,
// (c) Stripe, Inc.): src/wire/api.generated.json (parameters of every operation, what can be expanded, API versions)
// and src/wire/resources.generated.json (the fields of every resource, for tests).
// Run: node apps/stripe-emulator/tools/generate-api-table.mjs
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import {
  CARD_ONLY,
  DELETED,
  NESTED_FILES,
  ON_DEMAND,
  OPAQUE,
  OPERATIONS,
  RESOURCES,
  UNDESCRIBED,
  UNDESCRIBED_FIELDS,
  UNSETTABLE,
  WITH_CARD,
} from './api-operations.mjs';

const main = createRequire(import.meta.url).resolve('stripe');
const packageFolder = join(dirname(main), '..');
const { version } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8'));
const sources = join(packageFolder, 'esm');
const apiVersion = /'([^']+)'/.exec(readFileSync(join(sources, 'apiVersion.js'), 'utf8'))[1];

/** Interfaces and types by their full name, such as `ChargeListParams` or `Charge.Outcome`. */
const declared = new Map();
const resourceFiles = readdirSync(join(sources, 'resources')).filter((name) => name.endsWith('.d.ts'));
for (const file of ['shared.d.ts', ...[...resourceFiles, ...NESTED_FILES].map((name) => join('resources', name))]) {
  const text = readFileSync(join(sources, file), 'utf8');
  collect(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true).statements, '');
}

// An event is a union of one type for each of its names; what all have in common is what the emulator shows.
declared.set('Event', declared.get('EventBase'));

function collect(statements, prefix) {
  for (const node of statements) {
    if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) declared.set(prefix + node.name.text, node);
    else if (ts.isModuleDeclaration(node)) collectModule(node, prefix);
  }
}

function collectModule(node, prefix) {
  const inner = `${prefix}${node.name.text}.`;
  if (ts.isModuleBlock(node.body)) collect(node.body.statements, inner);
  else collectModule(node.body, inner);
}

/** A name as it is written somewhere inside `scope`: the nearest declaration wins, as in TypeScript. */
function resolve(name, scope) {
  for (let place = scope; ; place = place.slice(0, Math.max(0, place.lastIndexOf('.')))) {
    const full = place === '' ? name : `${place}.${name}`;
    if (declared.has(full)) return full;
    if (place === '') return undefined;
  }
}

const shapes = {};
const fields = {};

/** Words of a parameter: int bool str map unset, <Shape>, [items], enum(a,b). Open enums are closed: Stripe's are. */
function paramWords(type, scope) {
  if (ts.isUnionTypeNode(type)) return union(type, (member) => paramWords(member, scope));
  if (ts.isParenthesizedTypeNode(type)) return paramWords(type.type, scope);
  if (ts.isArrayTypeNode(type)) return [`[${joined(paramWords(type.elementType, scope))}]`];
  if (ts.isLiteralTypeNode(type)) return literal(type, 'unset');
  // A shape for each key, such as the prices by currency: not covered.
  if (ts.isTypeLiteralNode(type)) return ['map'];
  if (!ts.isTypeReferenceNode(type)) return [keyword(type)];
  const name = type.typeName.getText();
  const [argument] = type.typeArguments ?? [];
  switch (name) {
    case 'Emptyable':
      return [...paramWords(argument, scope), 'unset'];
    case 'Array':
      return [`[${joined(paramWords(argument, scope))}]`];
    case 'MetadataParam':
      return ['map'];
    case 'OtherString':
      return [];
    case 'Decimal':
      return ['str'];
  }
  const full = resolve(name, scope);
  const node = declared.get(full);
  if (node === undefined) throw new Error(`nothing is called ${name} in ${scope}`);
  if (ts.isTypeAliasDeclaration(node)) return paramWords(node.type, full);
  if (node.members.some(ts.isIndexSignatureDeclaration)) return ['map'];
  addShape(full);
  return [`<${full}>`];
}

function addShape(full) {
  if (shapes[full] !== undefined) return;
  shapes[full] = '';
  shapes[full] = members(full)
    .map(({ member, scope }) => {
      if (OPAQUE.includes(`${full}.${member.name.text}`)) return `${member.name.text}:map`;
      const unset = UNSETTABLE.includes(`${full}.${member.name.text}`) ? ['unset'] : [];
      const words = joined([...paramWords(member.type, scope), ...unset]);
      return `${member.name.text}${member.questionToken === undefined ? '!' : ''}:${words}`;
    })
    .join(' ');
}

/** Own members first, then inherited ones. */
function members(full) {
  const node = declared.get(full);
  const own = node.members
    .filter((member) => ts.isPropertySignature(member) && member.type.kind !== ts.SyntaxKind.VoidKeyword)
    .map((member) => ({ member, scope: full }));
  const bases = (node.heritageClauses ?? []).flatMap(({ types }) =>
    types.map(({ expression }) => expression.getText()),
  );
  return [...own, ...bases.flatMap((base) => members(resolve(base, full)))];
}

/**
 * Words of a field: int bool str map null any, <Shape> (a part), @Resource (an object), list(Resource),
 * id(Resource,…) (an id that can be expanded), [items], enum(a,b) (closed enums alone, open ones are str).
 */
function fieldWords(type, scope) {
  if (ts.isUnionTypeNode(type)) return fieldUnion(type, scope);
  if (ts.isParenthesizedTypeNode(type)) return fieldWords(type.type, scope);
  if (ts.isArrayTypeNode(type)) return [`[${joined(fieldWords(type.elementType, scope))}]`];
  if (ts.isLiteralTypeNode(type)) return literal(type, 'null');
  if (ts.isTypeLiteralNode(type)) return ['map'];
  if (!ts.isTypeReferenceNode(type)) return [keyword(type)];
  const name = type.typeName.getText();
  const [argument] = type.typeArguments ?? [];
  if (name === 'ApiList') return [`list(${argument.getText()})`];
  if (name === 'Array') return [`[${joined(fieldWords(argument, scope))}]`];
  if (name === 'Metadata') return ['map'];
  if (name === 'OtherString' || name === 'Decimal') return ['str'];
  const full = resolve(name, scope);
  const node = declared.get(full);
  if (node === undefined) return ['any'];
  if (ts.isTypeAliasDeclaration(node)) return fieldWords(node.type, full);
  if (node.members.some(ts.isIndexSignatureDeclaration)) return ['map'];
  if (isResource(node)) return [`@${full}`];
  addFields(full);
  return [`<${full}>`];
}

function fieldUnion(type, scope) {
  const words = union(type, (member) => fieldWords(member, scope));
  const targets = words.filter((word) => word.startsWith('@')).map((word) => word.slice(1));
  if (words.includes('str') && (targets.length > 0 || words.includes('any'))) {
    const rest = words.filter((word) => word !== 'str' && word !== 'any' && !word.startsWith('@'));
    return [`id(${targets.filter((target) => !target.startsWith('Deleted')).join(',')})`, ...rest];
  }
  return words.includes('str') ? words.filter((word) => !word.startsWith('enum(')) : words;
}

function isResource(node) {
  return node.members.some((member) => member.name?.getText() === 'object' && ts.isLiteralTypeNode(member.type));
}

function addFields(full) {
  if (fields[full] !== undefined) return;
  fields[full] = '';
  fields[full] = members(full)
    .filter(({ member }) => isKept(full, member))
    .map(({ member, scope }) => {
      const words = joined(fieldWords(member.type, scope));
      return `${member.name.text}${member.questionToken === undefined ? '!' : ''}:${words}`;
    })
    .join(' ');
}

/** Of the hundred ways to pay, the card is described; the emulator never shows another one. */
function isKept(full, member) {
  const kept = CARD_ONLY[full];
  if (kept === undefined) return true;
  if (kept.includes(member.name.text) || member.questionToken === undefined) return true;
  const part = ts.isTypeReferenceNode(member.type)
    ? declared.get(resolve(member.type.typeName.getText(), full))
    : undefined;
  return part === undefined || !ts.isInterfaceDeclaration(part);
}

function union(type, wordsOf) {
  const words = type.types.flatMap(wordsOf);
  const values = words.flatMap((word) => (word.startsWith('enum(') ? word.slice(5, -1).split(',') : []));
  const others = words.filter((word) => !word.startsWith('enum('));
  return [...new Set([...(values.length === 0 ? [] : [`enum(${values.join(',')})`]), ...others])];
}

function literal(type, empty) {
  const { kind, text } = type.literal;
  if (kind === ts.SyntaxKind.NullKeyword) return [empty];
  if (kind === ts.SyntaxKind.TrueKeyword || kind === ts.SyntaxKind.FalseKeyword) return ['bool'];
  return [text === '' ? empty : `enum(${text})`];
}

function keyword(type) {
  switch (type.kind) {
    case ts.SyntaxKind.NumberKeyword:
      return 'int';
    case ts.SyntaxKind.BooleanKeyword:
      return 'bool';
    case ts.SyntaxKind.StringKeyword:
      return 'str';
    case ts.SyntaxKind.ObjectKeyword:
    case ts.SyntaxKind.AnyKeyword:
      return 'any';
    default:
      throw new Error(`no word for ${type.getText().slice(0, 200)}`);
  }
}

function joined(words) {
  return [...new Set(words)].join('|');
}

const operations = {};
for (const [operation, name] of Object.entries(OPERATIONS)) {
  if (!declared.has(name)) throw new Error(`no parameters called ${name}`);
  addShape(name);
  operations[operation] = name;
}
for (const [operation, words] of Object.entries(UNDESCRIBED)) {
  operations[operation] = operation;
  shapes[operation] = words;
}
for (const name of WITH_CARD) {
  shapes[name] = `${shapes[name].replace('type!:enum(', 'type!:enum(card,')} card:<PaymentMethodCreateParams.Card>`;
}
for (const name of [...RESOURCES, ...DELETED]) addFields(name);
for (const [name, words] of Object.entries(UNDESCRIBED_FIELDS)) fields[name] += ` ${words}`;

/** What can be expanded inside one resource, as `path=Target,…`; a list that is left out until asked for ends in `[]`. */
function expandable(full, prefix, seen) {
  const listed = fields[full].split(' ').filter((field) => field !== '');
  return listed.flatMap((field) => {
    const [, name, mark, words] = /^(\w+)(!?):(.*)$/.exec(field);
    const path = `${prefix}${name}`;
    const [, targets] = /(?:^|\|)id\(([^)]*)\)/.exec(words) ?? [];
    if (targets !== undefined) return [`${path}=${targets.split(',').map(objectName).join(',')}`];
    const [, items] = /(?:^|\|)list\((\w+)\)/.exec(words) ?? [];
    if (items !== undefined) return [`${path}${mark === '!' ? '' : '[]'}=${objectName(items)}`];
    const [, part] = /<([^>]+)>/.exec(words) ?? [];
    return part === undefined || seen.includes(part) ? [] : expandable(part, `${path}.`, [...seen, part]);
  });
}

function objectName(name) {
  const node = declared.get(name);
  if (node === undefined || !ts.isInterfaceDeclaration(node)) return '';
  return node.members.find((member) => member.name?.getText() === 'object').type.literal.text;
}

const source = `npm stripe@${version} esm/resources/*.d.ts; MIT licence, (c) Stripe, Inc.; written by tools/generate-api-table.mjs`;
const versionWord = shapes.WebhookEndpointCreateParams.match(/api_version:enum\(([^)]*)\)/)[1];

function write(name, table) {
  const out = fileURLToPath(new URL(`../src/wire/${name}`, import.meta.url));
  writeFileSync(out, `${JSON.stringify({ source, ...table }, null, 1)}\n`);
}

const sorted = (record) => Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
write('api.generated.json', {
  api_version: apiVersion,
  versions: versionWord.replaceAll(',', ' '),
  operations,
  shapes: sorted(shapes),
  expandable: Object.fromEntries(
    RESOURCES.map((name) => {
      const onDemand = (ON_DEMAND[name] ?? []).map((path) => `${path}=`);
      return [objectName(name), [...expandable(name, '', [name]), ...onDemand].join(' ')];
    }),
  ),
});
write('resources.generated.json', {
  resources: Object.fromEntries(RESOURCES.map((name) => [objectName(name), name])),
  deleted: Object.fromEntries(DELETED.map((name) => [objectName(name), name])),
  fields: sorted(fields),
});
