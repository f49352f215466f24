import { expect, it } from 'vitest';
import { qualifierOf, tellUnreviewed } from './words';

it('a question is told apart by its code, and by none where the source named none', () => {
  expect(qualifierOf('airport-status:svo')).toBe('SVO');
  expect(qualifierOf('airport-status:unspecified')).toBe('not named');
  expect(qualifierOf('drones-down')).toBeNull();
});

it('claims that nobody reviewed are counted', () => {
  const [reviewed, unreviewed] = [{ marks: ['undated'] }, { marks: ['undated', 'unreviewed'] }];

  expect([[], [reviewed], [unreviewed], [unreviewed, unreviewed], [reviewed, unreviewed, unreviewed]].map(tellUnreviewed)).toEqual(['', '', 'unreviewed', 'all claims unreviewed', '2 of 3 claims unreviewed']);
});
