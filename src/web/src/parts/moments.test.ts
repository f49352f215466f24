import { expect, test } from 'vitest';
import { isInstant, kindOfKnown, readKnown, readMoment, writeMoment } from './moments';

const now = Date.parse('2026-11-23T13:00:00Z');

test.each([
  ['', null],
  ['2024-05-14 09:30', '2024-05-14T09:30:00Z'],
  ['2024-05-14T09:30:07Z', '2024-05-14T09:30:07Z'],
  ['2024-05-14 09:30:07.125', '2024-05-14T09:30:07.125Z'],
  ['2024-05-14T12:30+03:00', '2024-05-14T09:30:00Z'],
  ['2024-05-14 00:30 -01:30', '2024-05-14T02:00:00Z'],
  ['14 May 2024, 09:30 UTC', '2024-05-14T09:30:00Z'], // As the page writes it.
  ['23 November 2026, 13:05:31 UTC', '2026-11-23T13:05:31Z'],
  ['2024-02-29 23:59', '2024-02-29T23:59:00Z'],
])('“%s” is the time %s', (text, value) => {
  expect(readMoment(text)).toEqual({ value });
});

test.each([
  ['yesterday', /is no time/],
  ['2024-05-14', /At which time of that day\?/], // Its first second, or its last?
  ['2023-02-29', /no such day/],
  ['2024-05-14T09:30+99:00', /no time of day/],
  ['2023-02-29 09:30', /no such day/], // Which a browser takes for 1 March.
  ['2024-13-01 09:30', /no such day/],
  ['2024-05-14 24:10', /from 00:00 to 23:59:59/],
  ['2024-05-14 half past', /no time of day/],
])('“%s” is refused with what would be right', (text, why) => {
  expect(readMoment(text)).toEqual({ refused: expect.stringMatching(why) as unknown });
});

test.each([
  ['42', '42'],
  ['1,111', '1111'], // As the page writes it.
  ['0', '0'],
  ['', null],
  ['2026-11-23 12:59', '2026-11-23T12:59:00Z'],
])('“%s” is known to %s', (text, value) => {
  expect(readKnown(text, 2_000, now)).toEqual({ value });
});

test.each([
  ['-5', 'A position is a whole number from 0 to 1,111, where the log ends.'],
  ['4.5', 'A position is a whole number from 0 to 1,111, where the log ends.'],
  ['11,11', 'A position is a whole number from 0 to 1,111, where the log ends.'],
  ['1112', 'The log ends at position 1,111.'],
  ['2026-11-23 13:01', 'That time has not come yet; the log ends at position 1,111.'],
  ['nonsense', '“nonsense” is neither a position nor a time. Write a position from 0 to 1,111, where the log ends, or a time such as 2024-05-14 09:30.'],
])('“%s” is refused as what is known', (text, refused) => {
  expect(readKnown(text, 1_111, now)).toEqual({ refused });
});

test('Where the end of the log is not known yet, any position may be asked for', () => {
  expect(readKnown('1112', 0, now)).toEqual({ value: '1112' });
});

test('What a field shows can be entered again, and means the same', () => {
  for (const instant of ['2024-05-14T09:30:00Z', '2024-05-14T09:30:07Z', '2024-05-14T09:30:00.125Z']) {
    expect(readMoment(writeMoment(instant))).toEqual({ value: instant });
  }
  expect(writeMoment('2024-05-14T12:30:00+03:00')).toBe('2024-05-14 09:30');
  expect(writeMoment(undefined)).toBe('');
  expect(writeMoment('nonsense')).toBe('nonsense');
});

test('What an address holds is told apart', () => {
  expect(['42', '2024-05-14T09:30:00Z', '-5', 'NaN', '2024-05-14', '2024-99-99T00:00:00Z'].map(kindOfKnown)).toEqual(['position', 'instant', 'nonsense', 'nonsense', 'nonsense', 'nonsense']);
});

test('an address holds an instant only with its offset', () => {
  expect(['2024-05-14T09:30:00Z', '2024-05-14T09:30:00.5+03:00'].map(isInstant)).toEqual([true, true]);
  expect(['42', '-1', 'tomorrow', '2024-05-14', '2024-05-14T09:30:00', '2024-05-14T09:30:00+99:00', ''].map(isInstant)).toEqual([false, false, false, false, false, false, false]);
});
