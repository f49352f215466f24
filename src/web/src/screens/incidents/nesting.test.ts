import { expect, it } from 'vitest';
import type { IncidentListing } from '../../api/schema';
import { matching, nest } from './nesting';

const of = (incident: string, ...partOf: string[]): IncidentListing => ({ incident, title: `Title of ${incident}`, kind: 'happening', isClosed: false, partOf, regions: ['RU-KLU'], facts: 1 });
const told = (incidents: readonly IncidentListing[]): string[] => nest(incidents).map((one) => `${'-'.repeat(one.level)}${one.incident.incident}${one.isAgain ? ' again' : ''}`);

it('parts stand under their whole', () => {
  expect(told([of('a-part', 'whole'), of('b'), of('whole')])).toEqual(['b', 'whole', '-a-part']);
});

it('a part whose whole is not listed stands by itself', () => {
  expect(told([of('part', 'elsewhere')])).toEqual(['part']);
});

it('a part of two wholes stands under each, and its own parts once', () => {
  expect(told([of('one'), of('part', 'one', 'two'), of('piece', 'part'), of('two')])).toEqual(['one', '-part', '--piece', 'two', '-part again']);
});

it('no two places in the list have one key, so that a row stays itself when another comes before it', () => {
  const keys = nest([of('one'), of('part', 'one', 'two'), of('piece', 'part'), of('two')]).map((one) => one.key);

  expect(new Set(keys).size).toBe(keys.length);
});

it('thousands of parts, and parts of parts, are put under their wholes at once', () => {
  const wide = Array.from({ length: 3_000 }, (_, at) => of(`wide-${at}`, 'whole'));
  const deep = Array.from({ length: 1_000 }, (_, at) => of(`deep-${at}`, ...(at === 0 ? [] : [`deep-${at - 1}`])));
  const began = performance.now();

  expect(nest([of('whole'), ...wide, ...deep])).toHaveLength(4_001);
  expect(performance.now() - began).toBeLessThan(200);
});

it('a circle loses nothing', () => {
  expect(told([of('a', 'b'), of('b', 'a')])).toEqual(['a', '-b']);
});

it('words are looked for in title, id and regions', () => {
  expect(matching([of('kaluga-pair'), of('b')], 'PAIR').map((one) => one.incident)).toEqual(['kaluga-pair']);
  expect(matching([of('a')], 'ru-klu')).toHaveLength(1);
  expect(matching([of('a')], 'kaluga')).toHaveLength(0);
  expect(matching([of('a')], 'kaluga', new Map([['RU-KLU', 'Kaluga']]))).toHaveLength(1);
  expect(matching([of('a')], ' ')).toHaveLength(1);
});
