import { expect, test } from 'vitest';
import type { Fact } from '../../api/schema';
import { type Draft, isWorthKeeping, newDraft, newId, quoteIn, repeatOf, toFact } from './draft';
import { readSchema } from './schema';
import { SourceText } from './text';

const field = readSchema({ type: 'object', properties: { type: { const: 'DroneDownReported' }, count: { type: 'object', properties: { value: { type: 'number' }, qualifier: { enum: ['exact', 'vague'], default: 'exact' }, upTo: { type: 'number' }, asStated: { type: 'string' } } } }, required: ['type', 'count'] });
const text = new SourceText('Two drones were brought down over Kaluga Region last night, a duty officer said, according to early information.');

function quote(draft: Draft, words: string, role: 'value' | 'speaker' | 'status' | 'time' | 'place'): void {
  const at = text.text.indexOf(words);
  const quotation = text.quote(at, at + words.length, role);
  if (quotation !== null) {
    quoteIn(draft, quotation);
  }
}

function coded(): Draft {
  const draft = newDraft('wire-desk');
  Object.assign(draft, { incident: 'kaluga-0514', type: 'DroneDownReported', claim: { count: { value: '2' } } });
  draft.places = [{ precision: 'admin1', region: 'RU-KLU', name: '', asStated: '', candidates: '', latitude: '', longitude: '' }];
  quote(draft, 'Two drones were brought down', 'value');
  quote(draft, 'last night', 'time');
  quote(draft, 'a duty officer', 'speaker');
  quote(draft, 'Kaluga Region', 'place');
  quote(draft, 'according to early information', 'status');
  draft.time.zone = 'Europe/Moscow';
  return draft;
}

test('the words of quotations become what they show', () => {
  const { fact, faults } = toFact(coded(), field, 'a'.repeat(64));

  expect(faults).toEqual([]);
  expect(fact).toMatchObject({
    claim: { type: 'DroneDownReported', count: { value: 2 } },
    eventTime: { kind: 'relative', asStated: 'last night', zone: 'Europe/Moscow' },
    places: [{ precision: 'admin1', region: 'RU-KLU', asStated: 'Kaluga Region' }],
    attribution: { publisher: 'wire-desk', speakers: [{ role: 'unnamed-official', label: 'duty officer' }] },
    status: 'preliminary',
    statusCue: 'according to early information',
    document: 'a'.repeat(64),
  });
  expect(fact.quotations?.map((one) => one.role)).toEqual(['value', 'speaker', 'status', 'time', 'place']);
});

test('what is missing is told at its member', () => {
  const { faults } = toFact(newDraft(''), null, 'a'.repeat(64));

  expect(faults.map((fault) => fault.pointer)).toEqual(['/incident', '/claim', '/quotations', '/attribution/publisher']);
});

test('the next fact has an id of its own and keeps incident, publisher, voice, place and zone, but neither time nor status', () => {
  const before = coded();

  const next = newDraft('wire-desk', before);

  expect(next.factId).not.toBe(before.factId);
  expect(next).toMatchObject({ incident: 'kaluga-0514', publisher: 'wire-desk', speakers: before.speakers, places: before.places, type: '', status: 'asserted', statusCue: '', quotations: [] });
  expect(next.time).toMatchObject({ kind: 'unstated', asStated: '', zone: 'Europe/Moscow' });
  expect(isWorthKeeping(next)).toBe(false);
});

test('a retry sends the same id', () => {
  const draft = coded();

  expect(toFact(draft, field, 'a').fact).toEqual(toFact(draft, field, 'a').fact);
});

test('a repetition says the same from this document, and how it was told', () => {
  const first: Fact = {
    factId: '6c3b8f2e-0f41-4a4e-9c58-0d6f5a4b7e11',
    claim: { type: 'DroneDownReported', count: { value: 2, qualifier: 'exact' } },
    eventTime: { kind: 'relative', asStated: 'last night', zone: 'Europe/Moscow' },
    places: [{ precision: 'admin1', region: 'RU-KLU', asStated: 'the Kaluga area' }],
    attribution: { publisher: 'wire-desk', ambiguous: false },
    status: 'preliminary',
    document: 'b'.repeat(64),
    quotations: [{ exact: 'two', start: 0, end: 3 }],
  };

  const draft = repeatOf(first, { earliest: '2024-05-13T15:00:00Z', latest: '2024-05-14T03:00:00Z' }, field, 'Drones brought down: 2.', 'kaluga-0514', 'kaluga-evening');
  quote(draft, 'Two drones', 'value');
  const { fact, faults } = toFact(draft, field, 'a'.repeat(64));

  expect(faults).toEqual([]);
  expect(fact.factId).not.toBe(first.factId);
  expect(fact).toMatchObject({
    claim: { type: 'DroneDownReported', count: { value: 2 } },
    attribution: { publisher: 'kaluga-evening', speakers: [{ role: 'media', source: 'wire-desk' }] },
    eventTime: { kind: 'window', earliest: '2024-05-13T15:00:00Z', latest: '2024-05-14T03:00:00Z', zone: 'Europe/Moscow' },
    places: [{ precision: 'admin1', region: 'RU-KLU' }],
    inferred: ['/eventTime', '/places', '/status'],
    quotations: [{ exact: 'Two drones' }],
  });
  expect(draft.repeats?.fact).toBe(first.factId);
});

test('a time that the repetition states itself takes the place of the one inferred', () => {
  const first: Fact = { factId: 'x', claim: { type: 'DroneDownReported' }, eventTime: { kind: 'relative', asStated: 'overnight', zone: 'Europe/Moscow' }, places: [{ precision: 'unknown' }], attribution: { publisher: 'wire-desk', ambiguous: false } };
  const draft = repeatOf(first, { earliest: '2024-05-13T15:00:00Z', latest: '2024-05-14T03:00:00Z' }, field, '', 'i', 'kaluga-evening');

  quote(draft, 'last night', 'time');

  expect(draft.time).toEqual({ kind: 'relative', asStated: 'last night', edtf: '', earliest: '', latest: '', until: '', zone: 'Europe/Moscow' });
  expect(draft.inferred).toEqual(['/places']);
});

test('a repetition by the same publisher passes nobody else on', () => {
  const first: Fact = { factId: 'x', claim: { type: 'DroneDownReported' }, places: [{ precision: 'unknown' }], attribution: { publisher: 'wire-desk', ambiguous: false } };

  expect(repeatOf(first, null, field, '', 'i', 'wire-desk').speakers).toEqual([]);
});

test('a voice that somebody chose is not overwritten by a quotation', () => {
  const draft = newDraft('wire-desk');
  draft.speakers = [{ role: 'official-body', source: 'kaluga-emergency', label: '', channel: '' }];

  quote(draft, 'a duty officer', 'speaker');

  expect(draft.speakers).toEqual([{ role: 'official-body', source: 'kaluga-emergency', label: '', channel: '' }]);
});

test('an exact time without an instant is told', () => {
  const draft = coded();
  draft.time = { ...draft.time, kind: 'exact' };

  expect(toFact(draft, field, 'a').faults.map((fault) => fault.pointer)).toEqual(['/eventTime/earliest']);
});

test('an id is a UUID also where the browser makes none', () => {
  const id = newId({ getRandomValues: <T extends ArrayBufferView | null>(array: T): T => (array instanceof Uint8Array ? array.fill(0xff) : array) as T });

  expect(id).toBe('ffffffff-ffff-4fff-bfff-ffffffffffff');
});
