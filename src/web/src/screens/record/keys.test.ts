import { expect, test } from 'vitest';
import { latinKey } from './keys';

const press = (key: string, code: string, shiftKey = false) => latinKey({ key, code, shiftKey });

test('a key is the same in a Cyrillic layout', () => {
  expect(press('т', 'KeyN')).toBe('n');
  expect(press('n', 'KeyN')).toBe('n');
});

test('a Latin layout with other places counts by its letters', () => {
  expect(press('a', 'KeyQ')).toBe('a'); // AZERTY
});

test('digits are found where they take a shift', () => {
  expect(press('&', 'Digit1')).toBe('1'); // AZERTY
  expect(press('1', 'Digit1', true)).toBe('1');
  expect(press('!', 'Digit1', true)).toBe('!');
});

test('other keys are as they are', () => {
  expect(press('Enter', 'Enter')).toBe('Enter');
  expect(press('?', 'Slash', true)).toBe('?');
});
