import { expect, it } from 'vitest';
import { readLines } from './lines';

it('the line that says how far the answer reached is no event', () => {
  const lines = '{"id":"a","type":"FireReported","position":"80"}\n{"reached":80,"epoch":"e"}\n';

  expect(readLines(lines).map((event) => event.position)).toEqual(['80']);
  expect(readLines('{"reached":80}\n')).toEqual([]);
  expect(readLines('')).toEqual([]);
});
