import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Pace } from './pace';

beforeEach(() => { vi.useFakeTimers(); });
afterEach(() => { vi.useRealTimers(); });

test('the first is done at once, then the last of each while', () => {
  const done: number[] = [];
  const pace = new Pace<number>(100, (what) => done.push(what));

  [1, 2, 3].forEach((what) => pace.call(what));
  expect(done).toEqual([1]);
  vi.advanceTimersByTime(100);
  expect(done).toEqual([1, 3]);
  vi.advanceTimersByTime(1_000);
  expect(done).toEqual([1, 3]);
});

test('what waits is done at once when it has to be, and once', () => {
  const done: number[] = [];
  const pace = new Pace<number>(100, (what) => done.push(what));

  [1, 2].forEach((what) => pace.call(what));
  pace.flush();
  expect(done).toEqual([1, 2]);
  vi.advanceTimersByTime(1_000);
  expect(done).toEqual([1, 2]);
});

test('what was ended does nothing more', () => {
  const done: number[] = [];
  const pace = new Pace<number>(100, (what) => done.push(what));

  [1, 2].forEach((what) => pace.call(what));
  pace.end();
  vi.advanceTimersByTime(1_000);
  expect(done).toEqual([1]);
});
