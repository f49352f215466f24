import { expect, it } from 'vitest';
import { beforeLast } from './latest';

it.each([0, 1, 2, 49, 50, 51, 1_000, 123_457])('of %i deliveries the last 50 come after what is found', async (last) => {
  let questions = 0;
  const found = await beforeLast(50, async (after) => {
    questions++;
    return last > after;
  });

  expect(found).toBe(Math.max(0, Math.max(1, last) - 50));
  expect(questions).toBeLessThanOrEqual(40);
});
