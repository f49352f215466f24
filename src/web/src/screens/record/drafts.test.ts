import { expect, test } from 'vitest';
import { draftLengthMax, Drafts, draftsMax, type DraftStorage } from './drafts';

function memory(): DraftStorage {
  const kept = new Map<string, string>();
  return { getItem: (name) => kept.get(name) ?? null, setItem: (name, value) => void kept.set(name, value), removeItem: (name) => void kept.delete(name) };
}

test('work is there again after a reload, and gone when it is recorded', () => {
  const storage = memory();
  new Drafts(storage).keep('a', { note: 'x' }, new Date('2026-11-23T03:00:00Z'));

  expect(new Drafts(storage).find('a')).toEqual({ savedAt: '2026-11-23T03:00:00.000Z', work: { note: 'x' } });
  new Drafts(storage).forget('a');
  expect(new Drafts(storage).find('a')).toBeNull();
});

test('the oldest work is forgotten first', () => {
  const drafts = new Drafts(memory());
  for (let index = 0; index <= draftsMax; index++) {
    drafts.keep(`document-${index}`, index);
  }

  expect(drafts.find('document-0')).toBeNull();
  expect(drafts.names()).toHaveLength(draftsMax);
  expect(drafts.names()[0]).toBe(`document-${draftsMax}`);
});

test('work that is too large, or that the browser refuses, is said not to be kept', () => {
  expect(new Drafts(memory()).keep('a', 'x'.repeat(draftLengthMax))).toBe(false);
  expect(new Drafts({ ...memory(), setItem: () => { throw new DOMException('full', 'QuotaExceededError'); } }).keep('a', 'x')).toBe(false);
});

test('what is no work of ours is passed over', () => {
  const storage = memory();
  storage.setItem('incident-timeline-drafts', '{"a":1,"b":{"savedAt":"x","work":2}}');
  expect(new Drafts(storage).names()).toEqual(['b']);
  storage.setItem('incident-timeline-drafts', 'no JSON');
  expect(new Drafts(storage).names()).toEqual([]);
});
