import { describe, expect, it } from 'vitest';
import type { AspectValue, ReportingStep } from '../../api/schema';
import { chartOf, letterOf, scaleOf, sharers, spread } from './chart';

const quantity = (least: number | null, most: number | null, unit: string | null = null): AspectValue => ({ kind: 'quantity', least, most, unit, text: 'n' });

function step(fact: string, voice: string, at: string | null, value: AspectValue | null, more: Partial<ReportingStep> = {}): ReportingStep {
  return {
    account: {
      fact, type: 'DroneDownReported', tell: '', ...(value === null ? {} : { value }), status: 'stated', polarity: 'affirmed',
      voice: { key: voice, name: voice.toUpperCase(), isAnonymous: false }, publisher: { key: 'p', name: 'P', isAnonymous: false },
      eventTime: { kind: 'unstated' }, ...(at === null ? {} : { reportTime: at }), position: 1, marks: [],
    },
    place: 'Tula', placeKey: 'RU-TUL', isOrderKnown: at !== null, own: 'first', others: 'none', standing: 'stands', ...more,
  };
}

describe('The chart of a reporting history', () => {
  it('has a line per voice, that steps from one value to the next and then goes on', () => {
    const chart = chartOf([
      step('a', 'governor', '2026-03-02T05:00:00Z', quantity(3, 3)),
      step('b', 'agency', '2026-03-02T06:00:00Z', quantity(4, 4)),
      step('c', 'governor', '2026-03-02T07:00:00Z', quantity(5, 5), { own: 'revision-up' }),
    ]);

    expect(chart.lines.map((line) => [line.letter, line.name, line.place])).toEqual([['A', 'GOVERNOR', null], ['B', 'AGENCY', null]]);
    expect(chart.stretches.filter((one) => one.line === 0).map((one) => [one.to === null, one.next])).toEqual([
      [false, { kind: 'number', least: 5, most: 5 }],
      [true, null],
    ]);
  });

  it('ends a line where what it says was withdrawn, also by the publisher', () => {
    const chart = chartOf([
      step('a', 'officer', '2026-03-02T05:00:00Z', quantity(12, null), { standing: 'withdrawn' }),
      step('r', 'publisher', '2026-03-02T08:00:00Z', null, { own: 'withdrawal', ownBefore: 'a', placeKey: null, place: null }),
    ]);

    expect(chart.lines).toHaveLength(1);
    expect(chart.stretches).toEqual([{ line: 0, from: Date.parse('2026-03-02T05:00:00Z'), to: Date.parse('2026-03-02T08:00:00Z'), level: { kind: 'number', least: 12, most: null }, next: null, isWithdrawn: true }]);
  });

  it('gives a step of unknown publication time no place among the times, and no line', () => {
    const chart = chartOf([step('a', 'radio', null, quantity(6, 6)), step('b', 'agency', '2026-03-02T06:00:00Z', quantity(4, 4))]);

    expect(chart.points.map((point) => point.at === null)).toEqual([true, false]);
    expect(chart.stretches.map((one) => one.line)).toEqual([1]);
  });

  it('keeps what is no number in lanes of its own: none reported is not 0', () => {
    const chart = chartOf([
      step('a', 'governor', '2026-03-02T05:00:00Z', quantity(0, 0)),
      step('b', 'police', '2026-03-02T06:00:00Z', { kind: 'none-reported', text: 'none reported' }),
      step('c', 'agency', '2026-03-02T07:00:00Z', { kind: 'code', value: 'closed', text: 'closed' }),
    ]);

    expect(chart.numbers).toEqual({ least: 0, most: 0 });
    expect(chart.lanes.map((lane) => [lane.label, lane.isNoValue])).toEqual([['none reported', true], ['closed', false]]);
  });

  it('never puts two units on one scale', () => {
    const chart = chartOf([step('a', 'x', '2026-03-02T05:00:00Z', quantity(3, 3, 'ha')), step('b', 'y', '2026-03-02T06:00:00Z', { ...quantity(500, 500, 'm²'), text: '500 m²' } as AspectValue)]);

    expect(chart.unit).toBe('ha');
    expect(chart.numbers).toEqual({ least: 3, most: 3 });
    expect(chart.lanes.map((lane) => lane.label)).toEqual(['500 m²']);
  });

  it('has a line for each place of a voice, and then names the places', () => {
    const chart = chartOf([step('a', 'x', '2026-03-02T05:00:00Z', quantity(3, 3)), step('b', 'x', '2026-03-02T06:00:00Z', quantity(1, 1), { place: 'Aleksin', placeKey: 'RU-TUL/aleksin' })]);

    expect(chart.lines.map((line) => line.place)).toEqual(['Tula', 'Aleksin']);
  });

  it('knows which lines would hide each other, as their voices say the same', () => {
    const chart = chartOf([step('a', 'x', '2026-03-02T05:00:00Z', quantity(2, 2)), step('b', 'y', '2026-03-02T06:00:00Z', quantity(2, 2)), step('c', 'z', '2026-03-02T07:00:00Z', quantity(3, 3))]);

    expect([...sharers(chart.points).values()]).toEqual([[0, 1], [2]]);
  });

  it('of nothing is empty', () => {
    expect(chartOf([])).toEqual({ points: [], lines: [], stretches: [], lanes: [], numbers: null, times: null, unit: null });
  });
});

describe('The scale of the numbers', () => {
  it('begins at 0', () => {
    expect(scaleOf({ least: 36, most: 40 })).toEqual({ from: 0, to: 43.2, isFromZero: true });
  });

  it('leaves room above for what is at least so many', () => {
    expect(scaleOf({ least: 2, most: 10 }, true).to).toBe(13);
  });

  it('says so where it does not, as the difference would not be seen', () => {
    expect(scaleOf({ least: 10_000, most: 10_010 })).toEqual({ from: 9_997.5, to: 10_012.5, isFromZero: false });
  });

  it('has room for a single 0', () => {
    expect(scaleOf({ least: 0, most: 0 })).toEqual({ from: 0, to: 1, isFromZero: true });
  });
});

describe('Labels', () => {
  it('are moved apart, and stay in their order and inside', () => {
    expect(spread([50, 52, 10], 16, 0, 100)).toEqual([50, 66, 10]);
    expect(spread([95, 96], 16, 0, 100)).toEqual([84, 100]);
  });

  it('go on with two letters after Z', () => {
    expect([letterOf(0), letterOf(25), letterOf(26)]).toEqual(['A', 'Z', 'AA']);
  });

  it('numbers the steps as they are, where the first of many are left out', () => {
    const chart = chartOf([step('a', 'governor', '2026-03-02T05:00:00Z', quantity(3, 3)), step('b', 'agency', '2026-03-02T06:00:00Z', quantity(4, 4))], 150);

    expect(chart.points.map((point) => point.number)).toEqual([151, 152]);
  });
});
