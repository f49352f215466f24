import { expect, it } from 'vitest';
import { Problem } from '../../api/problem';
import type { Delivery, SubscriptionView } from '../../api/schema';
import { conditionOf, mayChange, tellFilter, tellOutcome, tellTrouble } from './standing';

const of = (changed: Partial<SubscriptionView>): SubscriptionView => ({
  name: 'alarm', owner: 'pager', state: 'active', filter: {}, start: 'beginning', startsAfter: 0, position: 10, readTo: 10, head: 10, lag: 0, waiting: 0, leased: 0, held: 0, parked: 0,
  attemptsMax: 3, retentionDays: 30, createdAt: '2026-01-01T00:00:00Z', deliveriesSince: '2026-01-01T00:00:00Z', ...changed,
});

it('what is parked is said before all else', () => {
  expect(conditionOf(of({ parked: 1, state: 'paused', lag: 5 }))).toBe('parked');
  expect(conditionOf(of({ state: 'paused', lag: 5 }))).toBe('paused');
  expect(conditionOf(of({ lag: 5 }))).toBe('behind');
  expect(conditionOf(of({}))).toBe('reached');
});

it('an error that a later delivery followed is not told as failing', () => {
  const lastError = { position: 9, error: 'timeout', at: '2026-01-01T00:00:05Z' };

  expect(conditionOf(of({ lag: 1, lastError, lastDeliveredAt: '2026-01-01T00:00:04Z' }))).toBe('failing');
  expect(conditionOf(of({ lag: 1, lastError, lastDeliveredAt: '2026-01-01T00:00:06Z' }))).toBe('behind');
});

it('an error at a whole second is older than a delivery within that second', () => {
  const lastError = { position: 9, error: 'timeout', at: '2026-01-01T00:00:05Z' };

  expect(conditionOf(of({ lag: 1, lastError, lastDeliveredAt: '2026-01-01T00:00:05.4Z' }))).toBe('behind');
});

it('a subscription without a filter takes every event', () => {
  expect(tellFilter({})).toEqual(['every event']);
  expect(tellFilter({ regions: ['RU-KLU'], types: [] })).toEqual(['regions, with all inside: RU-KLU']);
});

it('only its owner as a subscriber and admins change it', () => {
  expect(mayChange(of({}), 'pager', ['subscriber'])).toBe(true);
  expect(mayChange(of({}), 'pager', ['analyst'])).toBe(false);
  expect(mayChange(of({}), 'another', ['subscriber'])).toBe(false);
  expect(mayChange(of({}), 'another', ['admin'])).toBe(true);
});

it('a delivery that nobody has told of is not called done', () => {
  expect(tellOutcome({ attempt: 1 } as Delivery)).toBe('under way, or nobody said');
  expect(tellOutcome({ attempt: 0, outcome: 'done' } as Delivery)).toBe('given up');
});

it('what was asked for and not answered is told as unknown, and never as asked for again', () => {
  expect(tellTrouble(Problem.away())).toMatchObject({ title: 'It is not known whether it was done' });
  expect(tellTrouble(Problem.away()).detail).not.toContain('asks again by itself');
  expect(tellTrouble(new Problem(422, 'not-parked', 'Not parked', 'It is not.')).title).toBe('Not parked');
});
