import { describe, expect, it } from 'vitest';
import { differences, nameOf, valueAt } from './pointers';

describe('A JSON pointer in words', () => {
  it.each([
    ['/eventTime', 'event time'],
    ['/eventTime/edtf', 'event time · EDTF date'],
    ['/places/0/region', 'place 1 · region'],
    ['/attribution/speakers/1', 'attribution · speaker 2'],
    ['/claim/count/upTo', 'claim · count · upper number'],
    ['/claim/newThings/2/x~1y', 'claim · new things 3 · x/y'],
    ['', 'the whole fact'],
  ])('%s is “%s”', (pointer, told) => {
    expect(nameOf(pointer)).toBe(told);
  });

  it('finds what it points at', () => {
    expect(valueAt({ places: [{ region: 'RU-TUL' }] }, '/places/0/region')).toBe('RU-TUL');
    expect(valueAt({ places: [] }, '/places/0/region')).toBeUndefined();
  });
});

describe('Two codings', () => {
  it('differ in the members that are other, new or gone', () => {
    const before = { status: 'stated', places: [{ region: 'RU-TUL' }], note: 'a' };
    const after = { status: 'confirmed', places: [{ region: 'RU-TUL', name: 'Tula' }] };

    expect(differences(before, after)).toEqual([
      { pointer: '/note', before: 'a', after: undefined },
      { pointer: '/places/0/name', before: undefined, after: 'Tula' },
      { pointer: '/status', before: 'stated', after: 'confirmed' },
    ]);
  });

  it('do not differ where only the order of members does', () => {
    expect(differences({ a: 1, b: 2 }, { b: 2, a: 1 })).toEqual([]);
  });
});
