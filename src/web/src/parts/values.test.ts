import { expect, test } from 'vitest';
import type { AspectValue } from '../api/schema';
import { count, tellValue } from './values';

const number: AspectValue = { kind: 'quantity', least: 1_200, most: 1_200, text: '1200' };

test.each([
  ['1200', '1,200'],
  ['12', '12'],
  ['at least 1234567', 'at least 1,234,567'],
  ['1200 to 1500 km', '1,200 to 1,500 km'],
  ['0.12345', '0.12345'],
  ['12345.6789', '12,345.6789'],
  ['1,200', '1,200'],
])('The number %s is told as %s', (text, told) => {
  expect(tellValue(text, number)).toBe(told);
});

test('The digits of a code or of words stay as they are', () => {
  expect(tellValue('closed since 2024', { kind: 'words', value: 'closed since 2024', text: 'closed since 2024' })).toBe('closed since 2024');
  expect(tellValue(undefined, undefined)).toBe('');
});

test('One is told as one, and many with their digits grouped', () => {
  expect([count(1, 'incident'), count(0, 'incident'), count(1_200, 'incident')]).toEqual(['1 incident', '0 incidents', '1,200 incidents']);
});
