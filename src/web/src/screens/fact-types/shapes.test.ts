import { expect, it } from 'vitest';
import { membersOf } from './shapes';

const airport = {
  type: 'object',
  properties: {
    type: { const: 'AirportClosed' },
    airports: { type: ['array', 'null'], default: null, items: { type: 'string', pattern: '^[A-Z]{3}$' }, minItems: 0, maxItems: 50 },
    asStated: { type: ['string', 'null'], default: null, minLength: 1, maxLength: 200 },
    count: { type: 'object', properties: { value: { type: ['number', 'null'], minimum: 0, maximum: 1000000000000 }, qualifier: { enum: ['exact', 'about', null], default: 'exact' } }, required: ['value'] },
  },
  required: ['type', 'count'],
};

it('a member says what it holds and whether it must be there; the name of the type is left out', () => {
  expect(membersOf(airport).map((one) => [one.name, one.holds, one.isRequired])).toEqual([
    ['airports', 'list of up to 50 items: each IATA code of three capital letters', false],
    ['asStated', 'text of 1 to 200 characters', false],
    ['count', 'object with', true],
  ]);
});

it('an object tells its own members, with codes and defaults', () => {
  const [value, qualifier] = membersOf(airport)[2]?.members ?? [];

  expect(value?.holds).toBe('number from 0 to 1,000,000,000,000');
  expect(qualifier?.codes).toEqual(['exact', 'about']);
  expect(qualifier?.byDefault).toBe('"exact"');
});

it('a claim inside a claim is named, and not told 48 times over', () => {
  const [claim] = membersOf({ type: 'object', properties: { claim: { type: 'object', anyOf: [{ properties: { type: { const: 'A' } } }, { properties: { type: { const: 'B' } } }] } } });

  expect(claim?.holds).toBe('a claim of any of 2 fact types');
  expect(claim?.members).toEqual([]);
});

it('a reference is followed, and a circle ends', () => {
  const schema = { properties: { a: { $ref: '#/properties/b' }, b: { type: 'boolean' }, c: { $ref: '#/properties/c' }, self: { type: 'object', properties: { again: { $ref: '#/properties/self' } } } } };

  expect(membersOf(schema).map((one) => one.holds)).toEqual(['true or false', 'true or false', 'anything', 'object with']);
});

it('what is unknown is told as it is', () => {
  expect(membersOf({ properties: { odd: { type: 'string', pattern: '^x+$' } } })[0]?.holds).toBe('text of the form ^x+$');
  expect(membersOf(null)).toEqual([]);
});
