import { expect, test } from 'vitest';
import { datingsOf, lateFacts, withDatings } from './datings';
import { answer, someChange, someFact } from './example';
import { rowsOf } from './rows';
import { stepsOf } from './steps';
import { entryOfPublication, entryOfStep, tellAt, tellCauses } from './telling';

const publisher = (name: string): { key: string; name: string; isAnonymous: boolean } => ({ key: name, name, isAnonymous: false });

test('a step that only dates claims is told with what they got', () => {
  const fact = someFact({ id: 'a', position: 70, document: '59da', isDatedByDocument: true, hangsOnPublication: true, reportedAt: 9, earliest: 5, latest: 6 });
  const dated = { ...fact, account: { ...fact.account, reportTime: '2025-05-21T06:10:00Z', bounds: { earliest: '2025-05-20T15:00:00Z', latest: '2025-05-21T03:00:00Z' } } };
  const datings = datingsOf([{ type: 'DocumentPublicationTimeAsserted', subject: 'document-59da', position: '111', time: '2026-01-01T00:00:00Z', actor: 'desk', data: { publishedAt: '2025-05-21T06:10:00Z', reason: 'Confirmed.' } }]);
  const late = lateFacts([dated], datings);
  const steps = withDatings(stepsOf([someChange({ position: 70 })]), [dated], late, datings);

  expect(steps.map((step) => step.position)).toEqual([70, 111]);
  expect(entryOfStep(steps[1]!, late)).toEqual({
    at: 111, when: '#111 · 1 Jan 2026, 00:00 UTC', cause: 'A document’s publication time was asserted: 21 May 2025, 06:10 UTC. Confirmed.', fact: null, more: 0,
    lines: [{ kind: 'dated', tone: 'plain', about: 'Fact a', text: 'undated → 20 May 2025, 15:00 – 21 May 2025, 03:00 UTC; published: unknown → 21 May 2025, 06:10 UTC' }],
  });
});

test('what dates a claim and changes the picture is one step', () => {
  const fact = someFact({ id: 'a', position: 70, document: '59da', isDatedByDocument: true, reportedAt: 9 });
  const datings = datingsOf([{ type: 'DocumentPublicationTimeAsserted', subject: 'document-59da', position: '111', time: '', data: {} }]);
  const steps = withDatings(stepsOf([someChange({ position: 111 })]), [fact], lateFacts([fact], datings), datings);

  expect(steps.map((step) => [step.position, step.changes.length, step.dated.length])).toEqual([[111, 1, 1]]);
});

test('what several published at one moment names them all, and no one fact for them', () => {
  const facts = ['Oka Wire', 'Kaluga Evening', 'Oka Wire'].map((name, index) => {
    const fact = someFact({ id: `${index}`, position: index + 1, reportedAt: 1_000 });
    return { ...fact, account: { ...fact.account, publisher: publisher(name) } };
  });
  const entry = entryOfPublication(rowsOf('published', facts, []), 0);

  expect([entry.cause, entry.fact, entry.lines.length]).toEqual(['Oka Wire, Kaluga Evening', null, 3]);
});

test('claims of one moment beyond those named are counted', () => {
  const facts = Array.from({ length: 15 }, (_, index) => someFact({ id: `${index}`, position: index + 1, reportedAt: 1_000 }));

  expect(entryOfPublication(rowsOf('published', facts, []), 0)).toMatchObject({ more: 3, lines: { length: 12 } });
});

test('of several causes the last is named first: it made the answer what it is', () => {
  expect(tellCauses([{ tell: 'Two.', position: 24 }, { tell: 'Three.', position: 30 }])).toBe('Three. (#30); Two. (#24)');
  expect(tellCauses([1, 2, 3, 4, 5].map((position) => ({ tell: 'It.', position })))).toBe('It. (#5); It. (#4); It. (#3); and 2 more');
});

test('where the reader stands is told with what came by it', () => {
  const facts = [someFact({ id: 'a', position: 24 }), someFact({ id: 'b', position: 30 })];
  const steps = stepsOf([someChange({ position: 24, to: answer('displayed', '2') })]);
  const tell = (at: number | null): string => tellAt(at, 'known', facts, [24, 30], steps, [24]);

  expect([null, 24, 27, 30].map(tell)).toEqual(['now', 'position 24: Drones brought down: 2.', 'position 27', 'position 30: Fact b.']);
});
