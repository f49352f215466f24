import { expect, it } from 'vitest';
import { qualifierOf } from './words';

it('a question is told apart by its code, and by none where the source named none', () => {
  expect(qualifierOf('airport-status:svo')).toBe('SVO');
  expect(qualifierOf('airport-status:unspecified')).toBe('not named');
  expect(qualifierOf('drones-down')).toBeNull();
});
