import { expect, it } from 'vitest';
import type { AccountView, SourceStatement, Standing } from '../../api/schema';
import { byFact, count, incidentsOf, matching, newestFirst, readOutcome } from './outcomes';

const of = (fact: string, standing: Standing, type = 'DroneDownReported', marks: string[] = [], isAnonymous = false): SourceStatement => ({
  incident: 'kaluga', title: 'Drones over Kaluga', aspect: 'drones-down', place: 'Kaluga', standing,
  account: { fact, type, marks, voice: { key: 'wire', name: 'Wire', isAnonymous }, publisher: { key: 'wire', name: 'Wire', isAnonymous: false } } as unknown as AccountView,
});

it('a fact that answers two questions is counted once', () => {
  expect(count(byFact([of('a', 'stands'), of('a', 'stands'), of('b', 'stands')])).all).toBe(2);
});

it('only corrections that a source made expressly are counted as corrections', () => {
  const counts = count(byFact([of('a', 'superseded'), of('b', 'stands', 'StatementCorrected'), of('c', 'superseded')]));

  expect(counts.corrections).toBe(1);
  expect(counts.superseded).toBe(2);
});

it('what the desk struck is not what the source withdrew', () => {
  const counts = count(byFact([of('a', 'struck'), of('b', 'withdrawn')]));

  expect(counts.struck).toBe(1);
  expect(counts.withdrawn).toBe(1);
});

it('a fact that stands in one answer and not in another is listed under both', () => {
  const counts = count(byFact([of('a', 'stands'), of('a', 'superseded')]));

  expect([counts.stands, counts.superseded, counts.all]).toEqual([1, 1, 1]);
});

it('unnamed speakers and undated facts are counted apart', () => {
  const counts = count(byFact([of('a', 'stands', 'DroneDownReported', ['undated'], true)]));

  expect([counts.undated, counts.unnamed]).toEqual([1, 1]);
});

it('an outcome that nobody knows is all of them', () => {
  expect(readOutcome('worst')).toBe('all');
  expect(readOutcome('withdrawn')).toBe('withdrawn');
});

it('words are looked for in what a fact says and on what', () => {
  const facts = byFact([of('a', 'stands'), of('b', 'stands', 'FireReported')]);

  expect(matching(facts, 'DRONES down fire').map((one) => one.fact)).toEqual(['b']);
  expect(matching(facts, '')).toHaveLength(2);
});

it('the newest stand first, and what nobody dated last', () => {
  const at = (fact: string, reportTime?: string): SourceStatement => ({ ...of(fact, 'stands'), account: { ...of(fact, 'stands').account, reportTime } as AccountView });

  expect(newestFirst(byFact([at('a', '2024-05-14T00:00:00Z'), at('b', '2024-05-15T00:00:00Z'), at('c'), at('d')])).map((one) => one.fact)).toEqual(['b', 'a', 'c', 'd']);
});

it('a fact that is linked to a second incident is one fact, and counts in both', () => {
  const facts = byFact([of('a', 'stands'), { ...of('a', 'stands'), incident: 'tula' }]);

  expect(facts).toHaveLength(1);
  expect(facts.flatMap(incidentsOf)).toEqual(['kaluga', 'tula']);
});
