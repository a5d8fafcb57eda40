import * as fc from 'fast-check';
import { fingerprintOf } from '../http/idempotency';
import { formAsJson } from '../http/params-json';
import { FormError, parseForm } from './form';

describe('bracket forms', () => {
  const read = (text: string): unknown => formAsJson(parseForm(text).tree);

  it('become trees', () => {
    expect(read('')).toEqual({});
    expect(read('a=1&b[c]=2&b[d][0]=x&b[d][1]=y')).toEqual({ a: '1', b: { c: '2', d: ['x', 'y'] } });
    expect(read('a[]=1&a[]=2')).toEqual({ a: ['1', '2'] });
    expect(read('a[][x]=1&a[][y]=2&a[][x]=3')).toEqual({ a: [{ x: '1', y: '2' }, { x: '3' }] });
    expect(read('m%5Bshipment%3A1%5D=a+b%26c&empty=&flag')).toEqual({
      m: { 'shipment:1': 'a b&c' },
      empty: '',
      flag: '',
    });
  });

  it('compare equal in any order of their keys, and only then', () => {
    const print = (text: string): string => fingerprintOf('/v1/refunds', parseForm(text));
    expect(print('a=1&b=2')).toBe(print('b=2&a=1'));
    expect(print('a[]=1&a[]=2')).not.toBe(print('a[]=2&a[]=1'));
    expect(print('a=1%26b%3D2')).not.toBe(print('a=1&b=2'));
  });

  it('come back as they were sent', () => {
    const pairs = fc.dictionary(
      fc.string({ minLength: 1 }).filter((key) => !/[[\]]/.test(key)),
      fc.string(),
    );
    fc.assert(
      fc.property(pairs, (values) => {
        const { tree } = parseForm(new URLSearchParams(Object.entries(values)).toString());
        expect([...tree].sort()).toEqual(Object.entries(values).sort());
      }),
    );
  });

  it('never fail in any other way than with a FormError', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '[', ']', '=', '&', '%', '1', '+'), maxLength: 60 });
    fc.assert(
      fc.property(text, (body) => {
        let failure: unknown = null;
        try {
          parseForm(body);
        } catch (error) {
          failure = error;
        }
        expect(failure === null || failure instanceof FormError).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});
