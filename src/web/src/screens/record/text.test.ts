import { expect, test } from 'vitest';
import type { QuotationRole } from '../../api/schema';
import { DocumentText } from '../../parts/documenttext';
import { cut, exactMax, quote, wordsOf } from './text';

const quoted = (text: DocumentText, from: number, to: number, role: QuotationRole = 'value') => {
  const found = quote(text, { start: from, end: to }, role);
  return found === 'too-long' ? null : found;
};

test('offsets count code points, not UTF-16', () => {
  const text = new DocumentText('🛩️ and 🛩 over Калуга.');
  const at = text.text.indexOf('Калуга');

  expect(quoted(text, at, at + 6, 'place')).toEqual({ exact: 'Калуга', start: 14, end: 20, role: 'place', prefix: '🛩️ and 🛩 over ', suffix: '.' });
});

test('half a surrogate pair is taken whole', () => {
  const text = new DocumentText('a🛩b');

  expect(quoted(text, 2, 3)?.exact).toBe('🛩');
  expect(quoted(text, 1, 2)?.exact).toBe('🛩');
});

test('a letter and its combining mark are two code points', () => {
  const text = new DocumentText('Cafe\u0301 🛩 e\u0301');

  expect(quoted(text, 9, 11)).toMatchObject({ exact: 'e\u0301', start: 8, end: 10, prefix: 'Cafe\u0301 🛩 ' });
});

test('a carriage return counts, and white space at the ends is left out', () => {
  const text = new DocumentText('One.\r\n\r\nTwo drones\r\nwere down.\r\n');

  expect(quoted(text, 4, text.text.length)).toEqual({ exact: 'Two drones\r\nwere down.', start: 8, end: 30, role: 'value', prefix: 'One.\r\n\r\n', suffix: '\r\n' });
});

test('a selection is the same whichever way it was drawn', () => {
  const text = new DocumentText('Two drones were down.');

  expect(quoted(text, 10, 0)).toEqual(quoted(text, 0, 10));
});

test('prefix and suffix hold twenty code points, not half of one', () => {
  const text = new DocumentText(`${'🛩'.repeat(25)}x${'🚁'.repeat(25)}`);

  expect(quoted(text, 50, 51)).toMatchObject({ prefix: '🛩'.repeat(20), suffix: '🚁'.repeat(20), start: 25 });
});

test('white space alone is no quotation', () => {
  expect(quoted(new DocumentText('a \n b'), 1, 4)).toBeNull();
});

test('a quotation that the service would refuse as too long is told as that', () => {
  expect(quote(new DocumentText('x'.repeat(exactMax + 1)), { start: 0, end: exactMax + 1 }, 'value')).toBe('too-long');
  expect(quoted(new DocumentText('x'.repeat(exactMax + 1)), 0, exactMax)?.end).toBe(exactMax);
});

test('a text is cut where anything begins or ends', () => {
  const pieces = cut('abcdef', [{ start: 1, end: 4, what: 'x' }, { start: 3, end: 6, what: 'y' }]);

  expect(pieces.map((piece) => [piece.text, piece.layers.join('')])).toEqual([['a', ''], ['bc', 'x'], ['d', 'xy'], ['ef', 'y']]);
});

test('words beside a quotation stand on one line', () => {
  expect(wordsOf('  early\r\n information ', 9)).toBe('early inf');
});

test('words beside a quotation can all be seen, and none is cut in half', () => {
  expect(wordsOf('\ufeffla\u00adst\u202e night\u200b', 300)).toBe('last night');
  expect(wordsOf('нами\u200c👩\u200d🚒', 300)).toBe('нами\u200c👩\u200d🚒');
  expect(wordsOf('a🛩', 2)).toBe('a');
});
