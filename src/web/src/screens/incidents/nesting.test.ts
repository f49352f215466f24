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

it('a circle loses nothing', () => {
  expect(told([of('a', 'b'), of('b', 'a')])).toEqual(['a', '-b']);
});

it('words are looked for in title, id and regions', () => {
  expect(matching([of('kaluga-pair'), of('b')], 'PAIR').map((one) => one.incident)).toEqual(['kaluga-pair']);
  expect(matching([of('a')], 'ru-klu')).toHaveLength(1);
  expect(matching([of('a')], ' ')).toHaveLength(1);
});
