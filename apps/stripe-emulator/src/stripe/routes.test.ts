import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { paramsOf, shapeNamed } from '../wire/api-table';
import type { Param, ParamType } from '../wire/api-table';
import { parseForm } from '../wire/form';
import { openAccount } from './account';
import { execute } from './execute';
import { isJsonObject } from '../../../../libs/emulation/objects/json';
import type { JsonObject } from '../../../../libs/emulation/objects/json';
import { coveredOperations } from './routes';

const OPERATIONS = [...coveredOperations()];

/** The error of a request to an operation, on an account where nothing is. */
function errorFor(operation: string, form: string): JsonObject {
  const [method = '', place = ''] = operation.split(' ');
  const request = {
    method,
    path: place.replaceAll(/\{\w+\}/g, 'x_1'),
    id: 'req_1',
    idempotencyKey: null,
    version: null,
    publishable: false,
    origin: '',
  };
  const { body } = execute(openAccount('routes'), { ...request, form: parseForm(form).tree }, 1_795_363_748);
  const { error } = body;
  return isJsonObject(error) ? error : {};
}

/** A value that the parameter takes, to stand for the required ones. */
function valueFor(name: string, { types }: Param): string {
  const [type] = types;
  switch (type?.kind) {
    case 'int':
      return `${name}=1000`;
    case 'bool':
      return `${name}=true`;
    case 'enum':
      return `${name}=${type.values[0] ?? ''}`;
    case 'array':
      return valueFor(`${name}[0]`, { required: true, emptyable: false, types: [type.item] });
    case 'shape': {
      const required = [...shapeNamed(type.name)].filter(([, param]) => param.required);
      return required.map(([inner, param]) => valueFor(`${name}[${inner}]`, param)).join('&');
    }
    case 'map':
    case 'str':
    case undefined:
      return `${name}=x`;
  }
}

/** What no type of the parameter takes; undefined where any string is good. */
function wrongFor(types: readonly ParamType[]): string | undefined {
  if (types.some(({ kind }) => kind === 'str')) return undefined;
  return 'certainly-not';
}

describe('routes', () => {
  it.each(OPERATIONS)('%s takes exactly the parameters of the API description', (operation, { covers }) => {
    const shape = paramsOf(operation);
    const required = [...shape].filter(([, param]) => param.required).map(([name, param]) => valueFor(name, param));
    const whole = required.join('&');
    expect(errorFor(operation, `${whole}&certainly_not=1`)).toMatchObject({
      type: 'invalid_request_error',
      code: 'parameter_unknown',
      param: 'certainly_not',
      message: 'Received unknown parameter: certainly_not',
    });
    for (const [name, { types, emptyable }] of shape) {
      const wrong = wrongFor(types);
      const given = [...required.filter((pair) => !pair.startsWith(name)), `${name}=${wrong ?? ''}`].join('&');
      const error = errorFor(operation, given);
      const refused =
        error['type'] === 'invalid_request_error' && JSON.stringify(error['param']).startsWith(`"${name}`);
      expect({ name, refused }).toEqual({ name, refused: wrong !== undefined || !emptyable || refused });
    }
    // What is covered is something Stripe has.
    expect([...covers].filter((name) => !['', 'expand'].includes(name) && !shape.has(name))).toEqual([]);
  });

  it.each(OPERATIONS.filter(([operation]) => [...paramsOf(operation).values()].some(({ required }) => required)))(
    '%s asks for what is required',
    (operation) => {
      for (const [name, { required }] of paramsOf(operation)) {
        const others = [...paramsOf(operation)].filter(([other, param]) => param.required && other !== name);
        const given = others.map(([other, param]) => valueFor(other, param)).join('&');
        expect(required ? errorFor(operation, given) : {}).toMatchObject(
          required ? { code: 'parameter_missing', param: name, message: `Missing required param: ${name}.` } : {},
        );
      }
    },
  );

  it('are all in the README, and nothing else is', () => {
    const readme = readFileSync(join(__dirname, '..', '..', 'README.md'), 'utf8');
    const documented = readme.matchAll(/^\| `(GET|POST|DELETE) (\/v1\/[^`]*)` +\|/gm);
    const written = [...documented].map(([, method, path]) => `${String(method)} ${String(path)}`);
    expect(written.toSorted()).toEqual(OPERATIONS.map(([operation]) => operation).toSorted());
  });
});
