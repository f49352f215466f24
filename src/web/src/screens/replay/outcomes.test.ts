import { expect, test } from 'vitest';
import { someFact } from './example';
import { fatesOf, outcomeAt } from './outcomes';

test('a corrected fact stands until its correction was known', () => {
  const fates = fatesOf([
    someFact({ id: 'first', position: 92, standing: 'superseded', reportedAt: 10 }),
    someFact({ id: 'correction', position: 95, reportedAt: 20, revises: { act: 'corrects', fact: 'first' } }),
  ], new Map());

  expect([94, 95, Infinity].map((knownAt) => outcomeAt(fates.get('first'), knownAt, null))).toEqual(['stands', 'superseded', 'superseded']);
  expect([19, 20].map((publishedBy) => outcomeAt(fates.get('first'), Infinity, publishedBy))).toEqual(['stands', 'superseded']);
});

test('a withdrawn fact stands until its retraction was known', () => {
  const fates = fatesOf([someFact({ id: 'photograph', position: 54, standing: 'withdrawn', withdrawnBy: 'retraction' }), someFact({ id: 'retraction', position: 96 })], new Map());

  expect([95, 96].map((knownAt) => outcomeAt(fates.get('photograph'), knownAt, null))).toEqual(['stands', 'withdrawn']);
});

test('what a voice said anew takes the place of what it said before on the same key', () => {
  const fates = fatesOf([
    someFact({ id: 'alert', position: 10, register: 'feed', standing: 'superseded', reportedAt: 1 }),
    someFact({ id: 'older, recorded later', position: 11, register: 'feed', standing: 'superseded', reportedAt: 0 }),
    someFact({ id: 'all clear', position: 12, register: 'feed', reportedAt: 2 }),
  ], new Map());

  expect(fates.get('alert')?.position).toBe(12);
  expect(fates.get('older, recorded later')?.position).toBe(10);
});

test('a struck fact stands until the desk struck it', () => {
  const fates = fatesOf([someFact({ id: 'wrong', position: 24, standing: 'struck' })], new Map([['wrong', 110]]));

  expect([109, 110].map((knownAt) => outcomeAt(fates.get('wrong'), knownAt, null))).toEqual(['stands', 'struck']);
});

test('what became so by something out of view counts as always so', () => {
  const fates = fatesOf([someFact({ id: 'a', position: 24, standing: 'superseded' })], new Map());

  expect(outcomeAt(fates.get('a'), 24, null)).toBe('superseded');
});

test('a fact that stands has no fate', () => {
  expect(outcomeAt(fatesOf([someFact({ id: 'a' })], new Map()).get('a'), 1, null)).toBe('stands');
});
