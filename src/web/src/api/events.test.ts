import { expect, test } from 'vitest';
import { partOf } from './events';
import { Problem } from './problem';

test('the lines that say how far the answer reached are no events, and the last one counts', async () => {
  const part = await partOf(new Response('{"reached":70,"epoch":"e"}\n{"id":"a","type":"FireReported","position":"80"}\n{"reached":82,"epoch":"e"}\n'));

  expect(part.events.map((event) => event.position)).toEqual(['80']);
  expect(part.reached).toBe(82);
});

test('a part that was cut short is none: what is missing of it would be told as not recorded', async () => {
  await expect(partOf(new Response('{"id":"a","type":"FireReported","position":"80"}\n'))).rejects.toBeInstanceOf(Problem);
});
