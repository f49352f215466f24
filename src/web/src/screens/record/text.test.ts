import { expect, test } from 'vitest';
import { cut, SourceText, uncodedSentences, wordsOf } from './text';

test('offsets count code points, not UTF-16', () => {
  const text = new SourceText('🛩️ and 🛩 over Калуга.');

  const quotation = text.quote(text.text.indexOf('Калуга'), text.text.indexOf('Калуга') + 6, 'place');

  expect(quotation).toEqual({ exact: 'Калуга', start: 14, end: 20, role: 'place', prefix: '🛩️ and 🛩 over ', suffix: '.' });
  expect(text.length).toBe(21);
});

test('half a surrogate pair is taken whole', () => {
  const text = new SourceText('a🛩b');

  expect(text.quote(2, 3, 'value')?.exact).toBe('🛩');
  expect(text.quote(1, 2, 'value')?.exact).toBe('🛩');
});

test('a carriage return counts, and white space at the ends is left out', () => {
  const text = new SourceText('One.\r\n\r\nTwo drones\r\nwere down.\r\n');

  const quotation = text.quote(4, text.text.length, 'value');

  expect(quotation).toEqual({ exact: 'Two drones\r\nwere down.', start: 8, end: 30, role: 'value', prefix: 'One.\r\n\r\n', suffix: '\r\n' });
});

test('a selection is the same whichever way it was drawn', () => {
  const text = new SourceText('Two drones were down.');

  expect(text.quote(10, 0, 'value')).toEqual(text.quote(0, 10, 'value'));
});

test('prefix and suffix hold twenty code points, not half of one', () => {
  const text = new SourceText(`${'🛩'.repeat(25)}x${'🚁'.repeat(25)}`);

  const quotation = text.quote(50, 51, 'value');

  expect(quotation?.prefix).toBe('🛩'.repeat(20));
  expect(quotation?.suffix).toBe('🚁'.repeat(20));
  expect(quotation?.start).toBe(25);
});

test('white space alone is no quotation', () => {
  expect(new SourceText('a \n b').quote(1, 4, 'value')).toBeNull();
});

test('sentences end at a stop that white space follows, and at a line end', () => {
  const text = new SourceText('KALUGA\n\nAt 4.30 it fell. “Why?” asked one!\r\nThe end');

  expect(text.sentences().map((one) => text.slice(one.start, one.end))).toEqual(['KALUGA', 'At 4.30 it fell.', '“Why?” asked one!', 'The end']);
});

test('a sentence is uncoded until a quotation rests on some of it', () => {
  const text = new SourceText('One fell. Nobody was hurt.');

  expect(uncodedSentences(text.sentences(), [{ start: 4, end: 8 }])).toEqual([{ start: 10, end: 26 }]);
});

test('a text is cut where anything begins or ends', () => {
  const pieces = cut('abcdef', [{ start: 1, end: 4, what: 'x' }, { start: 3, end: 6, what: 'y' }]);

  expect(pieces.map((piece) => [piece.text, piece.layers.join('')])).toEqual([['a', ''], ['bc', 'x'], ['d', 'xy'], ['ef', 'y']]);
});

test('words beside a quotation stand on one line', () => {
  expect(wordsOf('  early\r\n information ', 9)).toBe('early inf');
});
