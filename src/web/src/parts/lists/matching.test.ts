import { expect, test } from 'vitest';
import { matcher } from './matching';

test('every word must be had, by any of the texts, in any case', () => {
  const has = matcher(' калуга  DRONE ');

  expect(has(['Drones over', 'Калуга', null, undefined])).toBe(true);
  expect(has(['Drones over Tula'])).toBe(false);
});

test('no word is had by all', () => {
  expect(matcher('  ')([])).toBe(true);
});

test('a word is not found over the end of one text and the beginning of the next', () => {
  expect(matcher('overtula')(['over', 'tula'])).toBe(false);
});
