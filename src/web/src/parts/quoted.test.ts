import { expect, it } from 'vitest';
import type { TracedQuotation } from '../api/schema';
import { quoted } from './quoted';

const sentence = 'The governor said that forty drones fell during the night.';
const of = (exact: string, role: 'value' | 'speaker' | 'time', around: string | null = sentence): TracedQuotation => ({ quotation: { exact, start: 0, end: exact.length, role }, sentence: around, isFound: true });

it('a sentence that is quoted twice stands once, with both marked', () => {
  const sentences = quoted([of('The governor', 'speaker'), of('forty drones', 'value')]);

  expect(sentences).toHaveLength(1);
  expect(sentences[0]?.pieces.filter((piece) => piece.isQuoted).map((piece) => piece.text)).toEqual(['The governor', 'forty drones']);
  expect(sentences[0]?.pieces.map((piece) => piece.text).join('')).toBe(sentence);
});

it('the sentence of the value stands first', () => {
  expect(quoted([of('last night', 'time', 'It was last night.'), of('forty drones', 'value')])[0]?.key).toBe(sentence);
});

it('without a sentence, the quoted words stand alone', () => {
  expect(quoted([of('forty', 'value', null)])[0]?.pieces).toEqual([{ text: 'forty', isQuoted: true }]);
});

it('markup of a source stays text', () => {
  expect(quoted([of('<script>', 'value', 'a <script> b')])[0]?.pieces.map((piece) => piece.text)).toEqual(['a ', '<script>', ' b']);
});
