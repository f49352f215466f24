import { expect, test } from 'vitest';
import type { Fact, Quotation } from '../../api/schema';
import { DocumentText } from '../../parts/documenttext';
import { type Draft, isWorthKeeping, lastOf, newDraft, newId, quoteIn, repeatOf, toFact, unquote } from './draft';
import { readSchema } from './schema';
import { quote as quoteOf } from './text';

const field = readSchema({ type: 'object', properties: { type: { const: 'DroneDownReported' }, count: { type: 'object', properties: { value: { type: 'number' }, qualifier: { enum: ['exact', 'vague'], default: 'exact' }, upTo: { type: 'number' }, asStated: { type: 'string' } } } }, required: ['type', 'count'] });
const text = new DocumentText('Two drones were brought down over Kaluga Region last night, a duty officer said, according to early information.');

function quote(draft: Draft, words: string, role: 'value' | 'speaker' | 'status' | 'time' | 'place'): void {
  quoteIn(draft, quotationOf(words, role));
}

function quotationOf(words: string, role: 'value' | 'speaker' | 'status' | 'time' | 'place'): Quotation {
  const at = text.text.indexOf(words);
  const found = quoteOf(text, { start: at, end: at + words.length }, role);
  if (found === null || found === 'too-long') {
    throw new Error(`“${words}” is not there.`);
  }
  return found;
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
    inferred: ['/attribution', '/eventTime', '/places', '/status'],
    quotations: [{ exact: 'Two drones' }],
  });
  expect(draft.repeats?.fact).toBe(first.factId);
});

test('a time that the repetition states itself takes the place of the one inferred', () => {
  const first: Fact = { factId: 'x', claim: { type: 'DroneDownReported' }, eventTime: { kind: 'relative', asStated: 'overnight', zone: 'Europe/Moscow' }, places: [{ precision: 'unknown' }], attribution: { publisher: 'wire-desk', ambiguous: false } };
  const draft = repeatOf(first, { earliest: '2024-05-13T15:00:00Z', latest: '2024-05-14T03:00:00Z' }, field, '', 'i', 'kaluga-evening');

  quote(draft, 'last night', 'time');

  expect(draft.time).toEqual({ kind: 'relative', asStated: 'last night', edtf: '', earliest: '', latest: '', until: '', zone: 'Europe/Moscow' });
  expect(draft.inferred).toEqual(['/attribution', '/places']);
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

test('a quotation that is taken away takes with it what its words had offered', () => {
  const draft = coded();

  for (const [words, role] of [['last night', 'time'], ['a duty officer', 'speaker'], ['Kaluga Region', 'place'], ['according to early information', 'status']] as const) {
    unquote(draft, quotationOf(words, role));
  }

  expect(draft).toMatchObject({ status: 'asserted', statusCue: '', polarity: 'affirmed', speakers: [], time: { kind: 'unstated', asStated: '' }, places: [{ region: 'RU-KLU', asStated: '' }] });
});

test('what somebody typed in the place of a quotation’s words stays when it is taken away', () => {
  const draft = coded();
  Object.assign(draft, { status: 'unconfirmed', statusCue: 'early' });
  draft.time.asStated = 'overnight';

  unquote(draft, quotationOf('according to early information', 'status'));
  unquote(draft, quotationOf('last night', 'time'));

  expect(draft).toMatchObject({ status: 'unconfirmed', statusCue: 'early', time: { kind: 'relative', asStated: 'overnight' } });
});

test('the kind of a time is that of the words quoted last, unless somebody chose it', () => {
  const present = new DocumentText('so far');
  const soFar = quoteOf(present, { start: 0, end: 6 }, 'time') as Quotation;
  const draft = newDraft('wire-desk');
  quoteIn(draft, soFar);
  expect(draft.time.kind).toBe('as-of-publication');

  quote(draft, 'last night', 'time');
  expect(draft.time).toMatchObject({ kind: 'relative', asStated: 'last night' });

  draft.time.kind = 'window';
  quoteIn(draft, soFar);
  expect(draft.time).toMatchObject({ kind: 'window', asStated: 'so far' });
});

test('words for another place than that of the fact before do not keep its region', () => {
  const before = coded();
  before.places = [{ precision: 'admin1', region: 'RU-TUL', name: '', asStated: 'Tula Region', candidates: '', latitude: '', longitude: '' }];
  const next = newDraft('wire-desk', before);

  quote(next, 'Kaluga Region', 'place');

  expect(next.places).toMatchObject([{ precision: 'unknown', region: '', asStated: 'Kaluga Region' }]);
  expect(toFact(next, field, 'a').faults.map((fault) => fault.pointer)).toContain('/places/0/precision');
});

test('the same words for the place of the fact before keep its region', () => {
  const next = newDraft('wire-desk', coded());

  quote(next, 'Kaluga Region', 'place');

  expect(next.places).toMatchObject([{ precision: 'admin1', region: 'RU-KLU', asStated: 'Kaluga Region' }]);
});

test('a registered speaker of the fact before goes on being told as that when other words are quoted', () => {
  const before = coded();
  before.speakers = [{ role: 'named-office', source: 'kaluga-governor', label: '', channel: '' }];
  const next = newDraft('wire-desk', before);

  quote(next, 'a duty officer', 'speaker');

  expect(next.speakers).toMatchObject([{ source: 'kaluga-governor' }]);
  expect(next.carried).toContain('voice');
});

test('what a colleague inferred of place and voice is inferred in the next fact, too', () => {
  const fact: Fact = { factId: 'x', claim: { type: 'DroneDownReported' }, places: [{ precision: 'admin1', region: 'RU-KLU' }], attribution: { publisher: 'wire-desk', ambiguous: false }, inferred: ['/places/0/region', '/claim/count'] };

  expect(newDraft('wire-desk', lastOf(fact, 'i')).inferred).toEqual(['/places']);
});

test('what is out of sight is not sent', () => {
  const draft = coded();
  draft.speakers = [];
  draft.isAmbiguous = true;
  draft.time = { ...draft.time, kind: 'unstated' };

  const { fact } = toFact(draft, field, 'a');

  expect(fact.attribution).toEqual({ publisher: 'wire-desk' });
  expect(fact.eventTime).toBeUndefined();
});

test('what somebody put in before anything is quoted is worth keeping', () => {
  expect(isWorthKeeping({ ...newDraft('wire-desk'), incident: 'kaluga-0514' })).toBe(true);
  expect(isWorthKeeping({ ...newDraft('wire-desk'), speakers: [{ role: 'other', source: '', label: 'x', channel: '' }] })).toBe(true);
  expect(isWorthKeeping(newDraft('wire-desk'))).toBe(false);
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
