import { describe, expect, it } from 'vitest';
import { findUnseen, piecesOf } from './verbatim';

describe('A text of a source', () => {
  it('is shown with its direction overrides spelt out', () => {
    expect(piecesOf('a\u202eb\u202c')).toEqual([
      { text: 'a', unseen: null },
      { text: '\u202e', unseen: 'U+202E' },
      { text: 'b', unseen: null },
      { text: '\u202c', unseen: 'U+202C' },
    ]);
  });

  it('keeps line ends, tabs, joiners and emoji', () => {
    expect(piecesOf('👩‍🚒\r\n\tنمی‌دانم')).toHaveLength(1);
  });

  it('finds tags beyond the basic plane', () => {
    expect(piecesOf('x\u{e0041}').at(-1)?.unseen).toBe('U+E0041');
  });

  it('is the same again when put together', () => {
    const text = '\ufeffNo\u00adthing\u0007 is lost\u200b';
    expect(piecesOf(text).map((piece) => piece.text).join('')).toBe(text);
  });

  it('tells where its unseen characters stand', () => {
    expect(findUnseen('🛩\u202ea\u{e0041}')).toEqual([{ start: 2, end: 3, code: 'U+202E' }, { start: 4, end: 6, code: 'U+E0041' }]);
  });
});

it('what would show numbers in another order is told, and what joins letters is left alone', () => {
  expect(piecesOf('\u200f10 / 20\u200f').map((piece) => piece.unseen ?? piece.text)).toEqual(['U+200F', '10 / 20', 'U+200F']);
  expect(piecesOf('می\u200cخواهم')).toHaveLength(1);
});
