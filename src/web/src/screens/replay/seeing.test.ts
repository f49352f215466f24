import { expect, test } from 'vitest';
import { someFact } from './example';
import type { Fate } from './outcomes';
import { rowsOf } from './rows';
import { outcomesBy, rowsSeenBy, seenBy } from './seeing';

const now = { knownAt: null, publishedBy: null, eventTime: null };
const fact = someFact({ id: 'a', position: 24, reportedAt: 1_000 });
const fates = new Map<string, Fate>([['a', { outcome: 'superseded', position: 30, reportedAt: 2_000 }]]);

test('what the service told of a moment comes before what is worked out', () => {
  expect(outcomesBy({ ...now, knownAt: 40 }, fates, null)(fact)).toBe('superseded');
  expect(outcomesBy({ ...now, knownAt: 29 }, fates, null)(fact)).toBe('stands');
  expect(outcomesBy({ ...now, knownAt: 40 }, fates, new Map([['a', { ...fact, standing: 'stands' as const }]]))(fact)).toBe('stands');
  expect(outcomesBy({ ...now, knownAt: 29 }, fates, new Map([['a', { ...fact, standing: 'withdrawn' as const }]]))(fact)).toBe('withdrawn');
});

test('a fact has effect once it is known, and by publication only where that is known', () => {
  expect([23, 24, null].map((knownAt) => seenBy({ ...now, knownAt })(fact))).toEqual([false, true, true]);
  expect([999, 1_000].map((publishedBy) => seenBy({ ...now, publishedBy })(fact))).toEqual([false, true]);
  expect(seenBy({ ...now, publishedBy: 9_999 })(someFact({ id: 'b' }))).toBe(false);
});

test('the row of a decision is no fact that is seen', () => {
  const rows = rowsOf('known', [fact], [30]);

  expect([0, 1, 2].map(rowsSeenBy(now, rows))).toEqual([true, false, false]);
});
