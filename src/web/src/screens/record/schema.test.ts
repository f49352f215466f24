import { expect, test } from 'vitest';
import { emptyOf, exchanged, type Fault, type Field, isCount, readSchema, type Schema, tellLimits, tellName, type Typed, typedOf, writeTyped } from './schema';

const count = {
  type: 'object',
  properties: {
    value: { type: ['number', 'null'], default: null, minimum: 0, maximum: 1_000_000 },
    qualifier: { enum: ['exact', 'about', 'between', 'none-reported'], default: 'exact' },
    upTo: { type: ['number', 'null'], default: null, minimum: 0 },
    asStated: { type: ['string', 'null'], default: null, minLength: 1, maxLength: 20 },
  },
  additionalProperties: false,
};

const drones: Schema = {
  type: 'object',
  properties: { type: { const: 'DroneDownReported' }, count, targetClass: { type: 'string', default: 'drone', maxLength: 100 } },
  required: ['type', 'count'],
};

function write(field: Field, typed: Typed): { readonly json: unknown; readonly faults: readonly Fault[] } {
  const faults: Fault[] = [];
  return { json: writeTyped(field, typed, true, '/claim', faults), faults };
}

test('what is typed becomes JSON, and what is so by default is left out', () => {
  const field = readSchema(drones);

  const written = write(field, { count: { value: '2', qualifier: 'exact', upTo: '', asStated: '' }, targetClass: '' });

  expect(written).toEqual({ json: { type: 'DroneDownReported', count: { value: 2 } }, faults: [] });
});

test('a required number that is missing is told at its field', () => {
  const field = readSchema(drones);

  expect(write(field, emptyOf(field)).faults.map((fault) => fault.pointer)).toEqual(['/claim/count/value']);
});

test('none reported takes no value, and is not 0', () => {
  expect(write(readSchema(drones), { count: { qualifier: 'none-reported' } }).json).toEqual({ type: 'DroneDownReported', count: { qualifier: 'none-reported' } });
  expect(write(readSchema(drones), { count: { value: '0' } }).json).toEqual({ type: 'DroneDownReported', count: { value: 0 } });
});

test('limits are told and held', () => {
  const field = readSchema({ type: 'number', minimum: -90, maximum: 90 });

  expect(tellLimits(field)).toBe('A number from -90 to 90');
  expect(write(field, '91').faults).toEqual([{ pointer: '/claim', detail: 'A number from -90 to 90.' }]);
  expect(write(field, '1e3').faults).toHaveLength(1);
  expect(write(field, '0.1234567890123456').faults[0]?.detail).toContain('round');
});

test('a whole number takes no fraction', () => {
  expect(write(readSchema({ type: 'integer' }), '1.5').faults).toHaveLength(1);
  expect(write(readSchema({ type: 'integer' }), '15').json).toBe(15);
});

test('a pattern that is known is told in words, and held', () => {
  const field = readSchema({ type: ['string', 'null'], pattern: '^[A-Z]{3}$' });

  expect(tellLimits(field)).toContain('SVO');
  expect(write(field, 'svo').faults).toHaveLength(1);
});

test('an optional choice may stay open', () => {
  const field = readSchema({ type: 'object', properties: { severity: { enum: ['minor', 'severe', null], default: null } } });

  expect(emptyOf(field)).toEqual({ severity: undefined });
  expect(write(field, emptyOf(field))).toEqual({ json: {}, faults: [] });
  expect(write(field, { severity: 'minor' }).json).toEqual({ severity: 'minor' });
});

test('not said, yes and no are three answers', () => {
  const field = readSchema({ type: 'object', properties: { listExhaustive: { type: ['boolean', 'null'], default: null } } });

  expect(write(field, {}).json).toEqual({});
  expect(write(field, { listExhaustive: false }).json).toEqual({ listExhaustive: false });
});

test('lists leave out what is empty, and hold their bounds', () => {
  const field = readSchema({ type: 'array', items: { type: 'string' }, minItems: 1, maxItems: 2 });

  expect(emptyOf(field)).toEqual(['']);
  expect(write(field, ['roofs', '', 'fences']).json).toEqual(['roofs', 'fences']);
  expect(write(field, ['']).faults).toEqual([{ pointer: '/claim', detail: 'At least one is required.' }]);
  expect(write(field, ['a', 'b', 'c']).faults).toHaveLength(1);
});

test('one of several shapes is chosen by its type', () => {
  const nested: Schema = { type: 'object', properties: { type: { const: 'StatementCorrected' }, claim: { type: 'object', required: ['type'], anyOf: [drones, { properties: { type: { const: 'AirAlertLifted' } } }] } }, required: ['type', 'claim'] };
  const field = readSchema(nested);

  const claim = field.kind === 'group' ? field.members.find((member) => member.name === 'claim')?.field : undefined;

  expect(claim?.kind === 'union' && claim.options).toEqual(['DroneDownReported', 'AirAlertLifted']);
  expect(write(field, { claim: { type: 'DroneDownReported', count: { value: '1' } } }).json).toEqual({ type: 'StatementCorrected', claim: { type: 'DroneDownReported', count: { value: 1 } } });
  expect(write(field, {}).faults).toEqual([{ pointer: '/claim/claim', detail: 'This is required.' }]);
});

test('a shape that contains itself is read only as far as somebody opens it', () => {
  const root: Schema = { type: 'object', properties: { type: { const: 'A' }, claim: { anyOf: [{ properties: { type: { const: 'A' }, claim: { $ref: '#/properties/claim' } } }, { properties: { type: { const: 'B' } } }], type: ['object', 'null'] } } };

  const field = readSchema(root);

  expect(write(field, { claim: { type: 'A', claim: { type: 'B' } } }).json).toEqual({ type: 'A', claim: { type: 'A', claim: { type: 'B' } } });
});

test('a reference is read with what stands beside it', () => {
  const root: Schema = { type: 'object', properties: { first: { type: 'array', items: { type: 'string' } }, second: { $ref: '#/properties/first', maxItems: 1 } } };

  const field = readSchema(root);
  const second = field.kind === 'group' ? field.members[1]?.field : undefined;

  expect(second).toMatchObject({ kind: 'list', maxItems: 1 });
});

test('something or null is something optional', () => {
  expect(readSchema({ oneOf: [{ type: 'null' }, { type: 'string', maxLength: 5 }] })).toMatchObject({ kind: 'text', maxLength: 5 });
});

test('a shape that is not known is typed as JSON', () => {
  for (const schema of [{}, { type: ['string', 'number'] }, { oneOf: [{ type: 'string' }, { type: 'number' }] }, { $ref: '#/nowhere' }, { enum: [1, 2] }, { type: 'object' }]) {
    expect(readSchema(schema).kind).toBe('json');
  }
  expect(write({ kind: 'json' }, '{"a":1}').json).toEqual({ a: 1 });
  expect(write({ kind: 'json' }, '{').faults).toHaveLength(1);
});

test('times are read as UTC where nothing else is said', () => {
  const field = readSchema({ type: 'string', format: 'date-time' });

  expect(write(field, '2024-05-14T09:30').json).toBe('2024-05-14T09:30:00Z');
  expect(write(field, 'yesterday').faults).toHaveLength(1);
});

test('JSON that is there is shown, and comes out as it went in', () => {
  const field = readSchema(drones);
  const json = { type: 'DroneDownReported', count: { value: 2, qualifier: 'about' }, targetClass: 'air target' };

  expect(write(field, typedOf(field, json)).json).toEqual(json);
});

test('a number as people say it is known by its members', () => {
  expect(isCount(readSchema(count))).toBe(true);
  expect(isCount(readSchema(drones))).toBe(false);
});

test('names are told as words', () => {
  expect(['DroneDownReported', 'asStated', 'none-reported'].map(tellName)).toEqual(['Drone down reported', 'As stated', 'None reported']);
});

test('another type keeps what both call the same, and has its own defaults for the rest', () => {
  const other = readSchema({ type: 'object', properties: { type: { const: 'B' }, count, verb: { enum: ['down', 'hit'], default: 'hit' }, by: { type: 'string' }, list: { type: 'array', items: { type: 'string' } } } });

  expect(exchanged(other, { count: { value: '2', qualifier: 'about' }, verb: 'shot', by: ['x'], gone: 'y' })).toEqual({ type: undefined, count: { value: '2', qualifier: 'about' }, verb: 'hit', by: '', list: [] });
  expect(exchanged(other, undefined)).toEqual(emptyOf(other));
});

test('words are sent without the white space around them', () => {
  expect(write(readSchema({ type: 'string', maxLength: 3 }), ' abc ')).toEqual({ json: 'abc', faults: [] });
});
