import { expect, it } from 'vitest';
import type { LogEvent } from '../../api/events';
import { Gradings, inForce } from './ratings';

const of = (id: string, type: string, decision?: string, position = 1): LogEvent => ({ id, type, time: '', actor: '', subject: 'source-wire', position: String(position), data: decision === undefined ? {} : { decision } });

it('a grade that was undone is not in force, and is again when its undoing is undone', () => {
  const events = [of('b', 'SourceRated'), of('u', 'DecisionUndone', 'b'), of('c', 'SourceRated')];

  expect(inForce(events).map((one) => one.id)).toEqual(['c']);
  expect(inForce([...events, of('v', 'DecisionUndone', 'u')]).map((one) => one.id)).toEqual(['b', 'c']);
});

/** A log with these events, and what was asked of it. */
function log(events: readonly LogEvent[]): { readonly gradings: Gradings; readonly asked: (readonly [number, number])[] } {
  const asked: (readonly [number, number])[] = [];
  const gradings = new Gradings(async (after, limit) => {
    asked.push([after, limit]);
    return { events: events.filter((one) => Number(one.position) > after && Number(one.position) <= after + limit), reached: after + limit, epoch: null };
  });
  return { gradings, asked };
}

it('a log that grows is read on, and not from its end again', async () => {
  const { gradings, asked } = log([of('old', 'SourceRated', undefined, 500)]);

  expect((await gradings.at(25_000)).last?.id).toBe('old');
  asked.length = 0;
  expect((await gradings.at(25_001)).last?.id).toBe('old');
  expect((await gradings.at(25_004)).last?.id).toBe('old');

  expect(asked).toEqual([[25_000, 1], [25_001, 3]]);
});

it('a newer grade is found, and at an earlier position the earlier one', async () => {
  const { gradings } = log([of('b', 'SourceRated', undefined, 40), of('c', 'SourceRated', undefined, 60)]);

  expect((await gradings.at(50)).last?.id).toBe('b');
  expect((await gradings.at(60)).last?.id).toBe('c');
  expect((await gradings.at(59)).last?.id).toBe('b');
});

it('it ends at a bound, and says how far it looked', async () => {
  const { gradings, asked } = log([of('b', 'SourceRated', undefined, 1)]);

  expect(await gradings.at(1_000_000)).toEqual({ last: null, from: 800_000 });
  expect(asked).toHaveLength(20);
});
