import { expect, test } from 'vitest';
import { iso, positionOf, spanOf, wishOf, writeSpan } from './cursor';
import { someFact } from './example';

const facts = [someFact({ id: 'a', position: 24, recordedAt: Date.parse('2026-01-01T10:00:00Z') }), someFact({ id: 'b', position: 30, recordedAt: Date.parse('2026-01-01T11:00:00Z') })];
const steps = [{ position: 27, recordedAt: '2026-01-01T10:30:00Z' }];

test('an instant in the address is the last position recorded by then, be it of a fact or of a decision', () => {
  expect(['2026-01-01T09:59:59Z', '2026-01-01T10:00:00Z', '2026-01-01T10:45:00Z', '2027-01-01T00:00:00Z'].map((cut) => positionOf(cut, facts, steps))).toEqual([0, 24, 27, 30]);
  expect(positionOf('77', facts, steps)).toBe(77);
  expect(positionOf(undefined, facts, steps)).toBeNull();
});

test('a span is read back as it was written', () => {
  const span = { from: Date.parse('2025-05-20T00:00:00Z'), to: Date.parse('2025-05-21T06:30:00.500Z') };

  expect(writeSpan(span)).toBe('2025-05-20T00:00:00Z,2025-05-21T06:30:00.500Z');
  expect(spanOf(writeSpan(span))).toEqual(span);
  expect(iso(span.from)).toBe('2025-05-20T00:00:00Z');
});

test.each([undefined, '', 'nonsense', '2025-05-20T00:00:00Z', '2025-05-21T00:00:00Z,2025-05-20T00:00:00Z', '2025-05-20T00:00:00Z,2025-05-20T00:00:01Z'])('%s is no span to show', (text) => {
  expect(spanOf(text)).toBeNull();
});

test('keys step, zoom, pan, play and open; with Ctrl they are the browser’s', () => {
  const key = (name: string, more: Partial<KeyboardEvent> = {}): ReturnType<typeof wishOf> => wishOf({ key: name, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...more });

  expect([key('ArrowRight'), key('ArrowDown'), key('Home'), key('End')].map((wish) => wish?.kind === 'move' && wish.move)).toEqual(['next', 'previous', 'first', 'last']);
  expect([key('ArrowLeft', { shiftKey: true }), key('ArrowRight', { shiftKey: true })]).toEqual([{ kind: 'pan', part: -0.25 }, { kind: 'pan', part: 0.25 }]);
  expect([key('+', { shiftKey: true }), key('-'), key('0'), key('Enter'), key(' ')]).toEqual([{ kind: 'zoom', factor: 0.5 }, { kind: 'zoom', factor: 2 }, { kind: 'whole' }, { kind: 'open' }, { kind: 'play' }]);
  expect([key('+', { ctrlKey: true }), key('0', { metaKey: true }), key('a')]).toEqual([null, null, null]);
});
