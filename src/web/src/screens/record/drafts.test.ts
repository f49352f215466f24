import { expect, test } from 'vitest';
import { draftLengthMax, Drafts, draftsMax, type DraftStorage, tabOf } from './drafts';

function memory(): DraftStorage {
  const kept = new Map<string, string>();
  return { getItem: (name) => kept.get(name) ?? null, setItem: (name, value) => void kept.set(name, value) };
}

test('work is there again after a reload, and gone when it is recorded', () => {
  const storage = memory();
  new Drafts(storage, 'tab').keep('a', { note: 'x' }, new Date('2026-11-23T03:00:00Z'));

  expect(new Drafts(storage, 'tab').find('a')).toMatchObject({ savedAt: '2026-11-23T03:00:00.000Z', work: { note: 'x' } });
  new Drafts(storage, 'tab').forget('a');
  expect(new Drafts(storage, 'tab').find('a')).toBeNull();
});

test('two tabs at one document have their own work, and neither forgets the other’s', () => {
  const storage = memory();
  const [one, other] = [new Drafts(storage, 'one'), new Drafts(storage, 'other')];
  one.keep('a', { note: 'mine' });
  other.keep('a', { note: 'yours' });

  one.forget('a');

  expect(one.find('a')).toBeNull();
  expect(other.find('a')?.work).toEqual({ note: 'yours' });
  expect(one.findOther('a')?.work).toEqual({ note: 'yours' });
});

test('work of a tab that is gone is taken over, or forgotten, by its name', () => {
  const storage = memory();
  new Drafts(storage, 'gone').keep('a', { note: 'x' });
  const drafts = new Drafts(storage, 'new');
  const found = drafts.findOther('a');

  drafts.forgetNamed(found?.name ?? '');

  expect(found?.work).toEqual({ note: 'x' });
  expect(drafts.findOther('a')).toBeNull();
});

test('a document with work of two tabs is listed once, the newest first, and one that is not captured yet not at all', () => {
  const storage = memory();
  for (const [tab, document, at] of [['one', 'a', '01'], ['one', 'b', '02'], ['two', 'a', '03'], ['two', 'new', '04']] as const) {
    new Drafts(storage, tab).keep(document, {}, new Date(`2026-11-23T${at}:00:00Z`));
  }

  expect(new Drafts(storage, 'two').documents()).toEqual([{ sha256: 'a', savedAt: '2026-11-23T03:00:00.000Z' }, { sha256: 'b', savedAt: '2026-11-23T02:00:00.000Z' }]);
});

test('the oldest work is forgotten first', () => {
  const drafts = new Drafts(memory(), 'tab');
  for (let index = 0; index <= draftsMax; index++) {
    drafts.keep(`document-${index}`, { index });
  }

  expect(drafts.find('document-0')).toBeNull();
  expect(drafts.documents()).toHaveLength(draftsMax);
  expect(drafts.documents()[0]?.sha256).toBe(`document-${draftsMax}`);
});

test('work that is too large, or that the browser refuses, is said not to be kept', () => {
  expect(new Drafts(memory(), 'tab').keep('a', { note: 'x'.repeat(draftLengthMax) })).toBe(false);
  expect(new Drafts({ ...memory(), setItem: () => { throw new DOMException('full', 'QuotaExceededError'); } }, 'tab').keep('a', {})).toBe(false);
});

test('what is no work of ours is passed over', () => {
  const storage = memory();
  storage.setItem('incident-timeline-drafts', '{"a":1,"b":{"savedAt":"x","work":{}},"c":{"savedAt":"x","work":null}}');
  expect(new Drafts(storage, 'tab').documents()).toEqual([{ sha256: 'b', savedAt: 'x' }]);
  storage.setItem('incident-timeline-drafts', 'no JSON');
  expect(new Drafts(storage, 'tab').documents()).toEqual([]);
});

test('a tab keeps its name over a reload, and another has another', () => {
  const storage = memory();

  expect(tabOf(storage, () => 'first')).toBe('first');
  expect(tabOf(storage, () => 'second')).toBe('first');
  expect(tabOf(memory(), () => 'second')).toBe('second');
});
