import { expect, test } from 'vitest';
import { cueIn, findCues } from './cues';

const told = (text: string) => findCues(text).map((one) => [text.slice(one.start, one.end), one.cue.status ?? one.cue.polarity]);

test('cue words are found with what they offer', () => {
  expect(told('Unconfirmed: two fell, calling the number preliminary. The governor confirmed one.')).toEqual([['Unconfirmed', 'unconfirmed'], ['preliminary', 'preliminary'], ['confirmed', 'confirmed']]);
});

test('the longer words count, so that a negation is no confirmation', () => {
  expect(told('It was not confirmed, according to early information.')).toEqual([['not confirmed', 'unconfirmed'], ['according to early', 'preliminary']]);
});

test('a part of a word is no cue', () => {
  expect(told('The reconfirmed impossibly')).toEqual([]);
});

test('Russian and Ukrainian words are found in their forms', () => {
  expect(told('По предварительным данным, сбиты два. Губернатор подтвердил.')).toEqual([['По предварительным данным', 'preliminary'], ['подтвердил', 'confirmed']]);
  expect(told('За попередніми даними, нібито впав. Це не підтверджено.')).toEqual([['За попередніми даними', 'preliminary'], ['нібито', 'unconfirmed'], ['не підтверджено', 'unconfirmed']]);
});

test('words may stand on two lines', () => {
  expect(told('according\r\nto')).toEqual([['according\r\nto', 'stated']]);
});

test('offsets are of UTF-16, as the browser has them', () => {
  expect(findCues('🛩 denied')[0]).toMatchObject({ start: 3, end: 9 });
});

test('words of a quotation offer their first cue, or none', () => {
  expect(cueIn('calling the number preliminary')?.status).toBe('preliminary');
  expect(cueIn('said')).toBeNull();
});
