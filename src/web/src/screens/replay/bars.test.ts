import { expect, test } from 'vitest';
import { changedRuns } from './bars';

const looks = (...at: number[]): Uint8Array => Uint8Array.from({ length: 100 }, (_, row) => (at.includes(row) ? 2 : 1));

test('rows that look as before are not drawn again', () => {
  expect(changedRuns(looks(), looks())).toEqual([]);
});

test('what changed near each other is drawn at once, and what lies far apart by itself', () => {
  expect(changedRuns(looks(), looks(3, 4, 20, 80))).toEqual([{ from: 3, to: 20 }, { from: 80, to: 80 }]);
});

test('what is no longer as it was is drawn, too', () => {
  expect(changedRuns(looks(5), looks())).toEqual([{ from: 5, to: 5 }]);
});
