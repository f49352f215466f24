import { describe, expect, it } from 'vitest';
import { compareWords, type Word } from './worddiff';

/** Changed words in square brackets. */
function tell(words: readonly Word[]): string {
  return words.map((word) => (word.isChanged ? `[${word.text}]` : word.text)).join('');
}

describe('Two wordings', () => {
  it('are marked where the other lacks a word', () => {
    const { before, after } = compareWords('Two drones fell near Kaluga', 'At least twelve drones fell near Kaluga');

    expect(tell(before)).toBe('[Two] drones fell near Kaluga');
    expect(tell(after)).toBe('[At least twelve] drones fell near Kaluga');
  });

  it('keep their own words letter for letter', () => {
    const { before, after } = compareWords('The operator  had told us 2,600.', 'The Operator had told us 1,600;\nthe mistake was ours');

    expect(before.map((word) => word.text).join('')).toBe('The operator  had told us 2,600.');
    expect(after.map((word) => word.text).join('')).toBe('The Operator had told us 1,600;\nthe mistake was ours');
  });

  it('are compared number by number: 2,600 is one word', () => {
    expect(tell(compareWords('stranded 2,600 people', 'stranded 2,700 people').after)).toBe('stranded [2,700] people');
  });

  it('are the same where only case and white space differ', () => {
    expect(compareWords('Two  drones', 'two drones').after.some((word) => word.isChanged)).toBe(false);
  });

  it('work in other scripts', () => {
    expect(tell(compareWords('Сбиты два беспилотника', 'Сбиты три беспилотника').after)).toBe('Сбиты [три] беспилотника');
  });

  it('are wholly changed where nothing is shared', () => {
    expect(tell(compareWords('none', '40 drones').after)).toBe('[40 drones]');
  });

  it('of great length are compared at their ends, and at once', () => {
    const many = Array.from({ length: 5_000 }, (_, index) => `w${index}`).join(' ');
    const others = Array.from({ length: 5_000 }, (_, index) => `v${index}`).join(' ');
    const { after } = compareWords(`same ${many} end`, `same ${others} end`);

    expect(after[0]).toEqual({ text: 'same ', isChanged: false });
    expect(after.at(-1)).toEqual({ text: ' end', isChanged: false });
  });
});
