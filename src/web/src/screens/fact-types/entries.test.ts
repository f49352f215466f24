import { expect, it } from 'vitest';
import type { CatalogueEntry } from '../../api/schema';
import { families, matching } from './entries';

const of = (name: string, family: string, members: string[] = []): CatalogueEntry => ({
  name, family, description: `About ${name}.`, schemaVersion: 1, example: {}, aspects: [{ key: 'drones-down', kind: 'occurrence', label: 'Drones brought down' }],
  schema: { properties: Object.fromEntries(members.map((member) => [member, {}])) },
});

it('families and names stand in the order of the alphabet', () => {
  expect(families([of('B', 'Impact'), of('C', 'Air'), of('A', 'Air')]).map(([family, its]) => [family, its.map((one) => one.name)])).toEqual([['Air', ['A', 'C']], ['Impact', ['B']]]);
});

it('every word must be found, in names, aspects or members', () => {
  const entries = [of('AirportClosed', 'Transport', ['duration']), of('FireReported', 'Impact')];

  expect(matching(entries, 'DURATION').map((one) => one.name)).toEqual(['AirportClosed']);
  expect(matching(entries, 'brought fire').map((one) => one.name)).toEqual(['FireReported']);
  expect(matching(entries, ' ')).toHaveLength(2);
});
