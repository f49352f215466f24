import { expect, test } from 'vitest';
import { datedAt, datingsOf, lateFacts } from './datings';
import { someFact } from './example';

const asserted = { type: 'DocumentPublicationTimeAsserted', subject: 'document-59da', position: '111', time: '2026-01-01T00:00:00Z', actor: 'desk', data: { publishedAt: '2025-05-21T06:10:00Z', reason: 'Confirmed by the agency.' } };

test('a claim of last night is undated until somebody says when its document was published', () => {
  const fact = someFact({ id: 'a', position: 70, document: '59da', isDatedByDocument: true, hangsOnPublication: true, reportedAt: 9, earliest: 5, latest: 6 });
  const late = lateFacts([fact], datingsOf([asserted]));

  expect(datedAt([fact], late, 110)[0]).toMatchObject({ reportedAt: null, earliest: null, latest: null, account: { marks: ['undated', 'report-time-unknown'] } });
  expect(datedAt([fact], late, 111)[0]).toBe(fact);
});

test('a claim that names its day is dated before its document is', () => {
  const fact = someFact({ id: 'a', position: 70, document: '59da', isDatedByDocument: true, reportedAt: 9, earliest: 5, latest: 6 });

  expect(datedAt([fact], lateFacts([fact], datingsOf([asserted])), 110)[0]).toMatchObject({ reportedAt: null, earliest: 5, latest: 6 });
});

test('what was recorded after its document was dated is never undated', () => {
  const fact = someFact({ id: 'a', position: 112, document: '59da', isDatedByDocument: true, hangsOnPublication: true, reportedAt: 9 });

  expect(lateFacts([fact], datingsOf([asserted])).size).toBe(0);
});

test('a time that a person settled holds from then on', () => {
  const fact = someFact({ id: 'a', position: 70, reportedAt: 9, earliest: 5, latest: 6 });
  const late = lateFacts([fact], datingsOf([{ type: 'EventTimeResolved', subject: 'incident-x', position: '80', time: '2026-01-01T00:00:00Z', data: { fact: 'a' } }]));

  expect(datedAt([fact], late, 79)[0]).toMatchObject({ reportedAt: 9, earliest: null, latest: null });
  expect(datedAt([fact], late, 80)[0]).toBe(fact);
});

test('where nothing was dated late, all is as it is', () => {
  const facts = [someFact({ id: 'a' })];

  expect(datedAt(facts, lateFacts(facts, datingsOf([])), 0)).toBe(facts);
});
