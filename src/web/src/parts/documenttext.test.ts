import { describe, expect, it } from 'vitest';
import { DocumentText, readUtf8 } from './documenttext';

describe('A text of a document', () => {
  it('is counted in code points, also beyond the basic plane', () => {
    const text = new DocumentText('🚁 saw 𝟑 drones');

    expect(text.length).toBe(14);
    expect(text.slice(6, 14)).toBe('𝟑 drones');
    expect(text.slice(0, 1)).toBe('🚁');
  });

  it('counts half a surrogate pair as one, as the service does', () => {
    expect(new DocumentText('a\ud83db').length).toBe(3);
  });

  it('leaves out what lies outside', () => {
    expect(new DocumentText('abc').slice(-2, 9)).toBe('abc');
    expect(new DocumentText('𝟑').slice(1, 5)).toBe('');
  });

  it('keeps a byte order mark, for quotations count it', () => {
    expect(new DocumentText(readUtf8(new Uint8Array([0xef, 0xbb, 0xbf, 0x61]))).length).toBe(2);
  });
});

describe('A place in a text', () => {
  const text = new DocumentText('a🛩b');

  it('is told in code points and in UTF-16', () => {
    expect([0, 1, 2, 3].map((point) => text.offsetOf(point))).toEqual([0, 1, 3, 4]);
    expect([0, 1, 2, 3, 4].map((offset) => text.pointAt(offset))).toEqual([0, 1, 1, 2, 3]);
  });

  it('that lies within a pair ends after it', () => {
    expect([1, 2, 3, 4].map((offset) => text.pointAfter(offset))).toEqual([1, 2, 2, 3]);
  });

  it('stays within the text', () => {
    expect([text.offsetOf(-1), text.offsetOf(9), text.pointAt(-1), text.pointAt(9), text.pointAfter(9)]).toEqual([0, 4, 0, 3, 3]);
  });
});

describe('The sentence around a span', () => {
  const text = new DocumentText('TULA 🚁 — One fell. Two at 3.5 km flew on!\n\nNo, “no one” was hurt.');

  it('goes from one full stop to the next', () => {
    const { start, end } = text.sentenceAround(10, 13);
    expect(text.slice(start, end)).toBe('TULA 🚁 — One fell.');
  });

  it('does not end at a decimal point', () => {
    const at = text.slice(0, text.length).indexOf('3.5') - 1; // One surrogate pair stands before it.
    const { start, end } = text.sentenceAround(at, at + 1);
    expect(text.slice(start, end)).toBe('Two at 3.5 km flew on!');
  });

  it('ends with its line, and begins after white space', () => {
    const { start, end } = text.sentenceAround(text.length - 5, text.length - 2);
    expect(text.slice(start, end)).toBe('No, “no one” was hurt.');
  });

  it('takes all sentences that a span reaches into', () => {
    const { start, end } = text.sentenceAround(8, 25);
    expect(text.slice(start, end)).toBe('TULA 🚁 — One fell. Two at 3.5 km flew on!');
  });
});

describe('The sentences of a text', () => {
  it('are told in their order, and empty lines left out', () => {
    const text = new DocumentText('One. Two?\n\n  \nThree 🚁');
    expect(text.sentences().map(({ start, end }) => text.slice(start, end))).toEqual(['One.', 'Two?', 'Three 🚁']);
  });
});
