import { expect, it } from 'vitest';
import type { LogEvent } from '../../api/lines';
import { inForce } from './ratings';

const of = (id: string, type: string, decision?: string): LogEvent => ({ id, type, time: '', actor: '', subject: 'source-wire', position: '1', data: decision === undefined ? {} : { decision } });

it('a grade that was undone is not in force, and is again when its undoing is undone', () => {
  const events = [of('b', 'SourceRated'), of('u', 'DecisionUndone', 'b'), of('c', 'SourceRated')];

  expect(inForce(events).map((one) => one.id)).toEqual(['c']);
  expect(inForce([...events, of('v', 'DecisionUndone', 'u')]).map((one) => one.id)).toEqual(['b', 'c']);
});
