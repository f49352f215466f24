import { expect, test } from 'vitest';
import { someFact } from './example';
import { bounds, fitted, gutterOf, panned, rowAt, rowsOf, withoutPublicationDate, zoomed } from './rows';

const hour = 3_600_000;

test('a fact stands at the height where it became known, and a decision has a row of its own', () => {
  const rows = rowsOf('known', [someFact({ id: 'b', position: 40 }), someFact({ id: 'a', position: 24 })], [24, 30]);

  expect(rows.facts.map((fact) => fact?.id ?? null)).toEqual(['a', null, 'b']);
  expect(rows.stops).toEqual([{ at: 24, row: 0 }, { at: 30, row: 1 }, { at: 40, row: 2 }]);
});

test('what is known at a position is all up to the last row before it', () => {
  const rows = rowsOf('known', [someFact({ id: 'a', position: 24 }), someFact({ id: 'b', position: 40 })], []);

  expect([3, 24, 39, 40, null].map((at) => rowAt(rows, at))).toEqual([-1, 0, 0, 1, 1]);
});

test('by publication, what was published at one moment is one stop, and what nobody dated stands above all', () => {
  const rows = rowsOf('published', [
    someFact({ id: 'unknown', position: 1 }), someFact({ id: 'late', position: 2, reportedAt: 2 * hour }),
    someFact({ id: 'early-2', position: 4, reportedAt: hour }), someFact({ id: 'early-1', position: 3, reportedAt: hour }),
  ], [9]);

  expect(rows.facts.map((fact) => fact?.id)).toEqual(['early-1', 'early-2', 'late', 'unknown']);
  expect(rows.stops).toEqual([{ at: hour, row: 1 }, { at: 2 * hour, row: 2 }]);
  expect(rows.unknownFrom).toBe(3);
});

test('the time axis fits all dated facts with room at both ends', () => {
  expect(fitted([someFact({ id: 'a', earliest: 0, latest: 50 * hour }), someFact({ id: 'b', latest: 100 * hour }), someFact({ id: 'c' })])).toEqual({ from: -4 * hour, to: 104 * hour });
});

test('a single instant still has an axis, and nothing dated has none', () => {
  expect(fitted([someFact({ id: 'a', earliest: hour, latest: hour })])).toEqual({ from: hour - 30_000, to: hour + 30_000 });
  expect(fitted([someFact({ id: 'a' })])).toBeNull();
});

test('zooming keeps what is pointed at in its place and stays within what there is', () => {
  const whole = { from: 0, to: 100 * hour };

  expect(zoomed(whole, 0.5, 50 * hour, whole)).toEqual({ from: 25 * hour, to: 75 * hour });
  expect(zoomed(whole, 0.5, 0, whole)).toEqual({ from: 0, to: 50 * hour });
  expect(zoomed({ from: 0, to: 50 * hour }, 4, 25 * hour, whole)).toEqual(whole);
  expect(zoomed({ from: 0, to: 60_000 }, 0.1, 0, whole)).toEqual({ from: 0, to: 60_000 });
});

test('panning stops at the ends', () => {
  expect(panned({ from: 10 * hour, to: 20 * hour }, -2, { from: 0, to: 100 * hour })).toEqual({ from: 0, to: 10 * hour });
  expect(panned({ from: 80 * hour, to: 90 * hour }, 2, { from: 0, to: 100 * hour })).toEqual({ from: 90 * hour, to: 100 * hour });
});

test('along event time the stops are where something begins or is sure, by the second', () => {
  // The end of a day is told as 23:59:59.9999999, of which 999 milliseconds are read.
  expect(bounds([someFact({ id: 'a', earliest: hour, latest: 2 * hour - 1 }), someFact({ id: 'b', earliest: hour, latest: hour }), someFact({ id: 'c' })])).toEqual([hour, 2 * hour]);
});

test('the gutter is in the order of documents and of their words, and drops none', () => {
  const groups = gutterOf([
    someFact({ id: 'third', document: 'unpublished', position: 1, start: 5 }),
    someFact({ id: 'second', document: 'early', position: 9, start: 90, reportedAt: hour }),
    someFact({ id: 'first', document: 'early', position: 10, start: 17, reportedAt: hour }),
    someFact({ id: 'dated', document: 'early', position: 11, start: 1, reportedAt: hour, earliest: 0 }),
    someFact({ id: 'without a document', position: 12 }),
  ]);

  expect(groups.map((group) => [group.document, group.facts.map((fact) => fact.id)])).toEqual([['early', ['first', 'second']], ['unpublished', ['third']], [null, ['without a document']]]);
});

test('documents without publication date are counted once each', () => {
  const groups = withoutPublicationDate([someFact({ id: 'a', document: 'x' }), someFact({ id: 'b', document: 'x' }), someFact({ id: 'c', document: 'y', reportedAt: 0 }), someFact({ id: 'd' })]);

  expect(groups.map((group) => group.document)).toEqual(['x']);
});
