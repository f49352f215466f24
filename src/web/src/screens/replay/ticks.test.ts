import { expect, test } from 'vitest';
import { labelledRows, timeTicks } from './ticks';

test('a night has its hours in UTC, and each day once', () => {
  const ticks = timeTicks({ from: Date.parse('2025-05-20T20:30:00Z'), to: Date.parse('2025-05-21T03:30:00Z') }, 700);

  expect(ticks.map((tick) => tick.label)).toEqual(['21:00', '22:00', '23:00', '00:00', '01:00', '02:00', '03:00']);
  expect(ticks.map((tick) => tick.day)).toEqual(['20 May 2025', '', '', '21 May 2025', '', '', '']);
});

test('some weeks have their days, and the year once', () => {
  const ticks = timeTicks({ from: Date.parse('2025-04-07T00:00:00Z'), to: Date.parse('2025-05-22T00:00:00Z') }, 600);

  expect(ticks[0]).toMatchObject({ label: '13 Apr', day: '2025' });
  expect(ticks.slice(1).every((tick) => tick.day === '')).toBe(true);
});

test('some years have their numbers', () => {
  expect(timeTicks({ from: Date.parse('2014-06-01T00:00:00Z'), to: Date.parse('2026-01-01T00:00:00Z') }, 500).map((tick) => tick.label)).toEqual(['2016', '2018', '2020', '2022', '2024', '2026']);
});

test('row labels never touch', () => {
  expect(labelledRows(0, 5, 18, 18)).toEqual([0, 1, 2, 3, 4, 5]);
  expect(labelledRows(7, 5_000, 0.1, 20)).toHaveLength(25);
});

test('a narrow axis has two ticks at least', () => {
  expect(timeTicks({ from: Date.parse('2025-05-20T14:00:00Z'), to: Date.parse('2025-05-21T09:00:00Z') }, 120).map((tick) => tick.label)).toEqual(['18:00', '00:00', '06:00']);
});

test('on a narrow screen no label is written over another', () => {
  const span = { from: Date.parse('2025-04-05T00:00:00Z'), to: Date.parse('2025-05-24T00:00:00Z') };
  const ticks = timeTicks(span, 231);

  expect(ticks.map((tick) => tick.label)).toEqual(['6 Apr', '20 Apr', '4 May', '18 May']);
});
