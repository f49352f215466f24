import { expect, test } from 'vitest';
import { readField, tellBounds, tellInstant, tellSince, writeField } from './times';

test('An instant is told in UTC, and says so; seconds only where there are some', () => {
  expect(tellInstant('2024-05-14T09:30:00Z')).toBe('14 May 2024, 09:30 UTC');
  expect(tellInstant('2024-05-14T12:30:07+03:00')).toBe('14 May 2024, 09:30:07 UTC');
});

test('What is no instant is shown as it stands, and breaks nothing', () => {
  expect(tellInstant('yesterday')).toBe('yesterday');
});

test('Bounds are told without saying the day twice', () => {
  expect(tellBounds('2024-05-14T09:30:00Z', '2024-05-14T10:00:00Z')).toBe('14 May 2024, 09:30 – 10:00 UTC');
  expect(tellBounds('2024-05-14T09:30:00Z', '2024-05-14T09:30:00Z')).toBe('14 May 2024, 09:30 UTC');
  expect(tellBounds('2024-05-13T21:00:00Z', '2024-05-14T03:00:00Z')).toBe('13 May 2024, 21:00 – 14 May 2024, 03:00 UTC');
});

test('A whole day is told as a day', () => {
  expect(tellBounds('2024-05-14T00:00:00Z', '2024-05-14T23:59:59Z')).toBe('14 May 2024 UTC');
  expect(tellBounds('2024-05-14T00:00:00Z', '2024-05-15T23:59:59.9999999Z')).toBe('14 May 2024 – 15 May 2024 UTC');
});

test('Bounds that are open on a side, or on both, are told as open', () => {
  expect(tellBounds('2024-05-14T09:30:00Z', undefined)).toBe('14 May 2024, 09:30 UTC or later');
  expect(tellBounds(undefined, '2024-05-14T09:30:00Z')).toBe('14 May 2024, 09:30 UTC or earlier');
  expect(tellBounds(undefined, undefined)).toBe('undated');
});

test('Since when is told without the day where it stands beside', () => {
  const heard = Date.parse('2026-11-23T23:59:50Z');
  expect(tellSince(Date.parse('2026-11-23T23:59:55Z'), heard)).toBe('23:59:55 UTC');
  expect(tellSince(Date.parse('2026-11-24T00:00:05Z'), heard)).toBe('24 Nov 2026, 00:00:05 UTC');
});

test('A field of the browser holds UTC, and nothing where it holds no instant', () => {
  expect(readField('2024-05-14T09:30')).toBe('2024-05-14T09:30:00Z');
  expect(readField('')).toBeNull();
  expect(readField('yesterday')).toBeNull();
  expect(writeField('2024-05-14T12:30:00+03:00')).toBe('2024-05-14T09:30:00');
  expect(writeField(undefined)).toBe('');
});
