import { describe, expect, it } from 'vitest';
import { DocumentText, uncodedSentences } from '../../parts/documenttext';
import { mark, type Marks } from './marking';

const text = new DocumentText('🚁 Two drones fell last night. One burnt. The sky was blue.');
const none: Marks = { own: [], others: [], isCodingKnown: true };
const quote = (exact: string) => {
  const start = [...text.slice(0, text.length).split(exact)[0]!].length; // Each test quotes what is there.
  return { start, end: start + [...exact].length };
};

describe('A marked text', () => {
  it('is the whole text again, whatever is marked', () => {
    const runs = mark(text, { ...none, own: [{ ...quote('Two drones fell'), index: 0, role: 'value' }, { ...quote('fell last night'), index: 1, role: 'time' }], others: [{ ...quote('One burnt'), fact: 'b' }] }, 0, text.length);

    expect(runs.map((run) => run.text).join('')).toBe(text.slice(0, text.length));
  });

  it('marks overlapping quotations with both roles, and labels each once', () => {
    const runs = mark(text, { ...none, own: [{ ...quote('Two drones fell'), index: 0, role: 'value' }, { ...quote('fell last night'), index: 1, role: 'time' }] }, 0, text.length);

    expect(runs.filter((run) => run.own.length > 0).map((run) => [run.text, run.own.map((one) => one.role).join('+'), run.beginning.map((one) => one.role).join('+')])).toEqual([
      ['Two drones ', 'value', 'value'],
      ['fell', 'value+time', 'time'],
      [' last night', 'time', ''],
    ]);
  });

  it('puts the longer of two that begin together outside', () => {
    const runs = mark(text, { ...none, own: [{ ...quote('Two'), index: 0, role: 'value' }, { ...quote('Two drones'), index: 1, role: 'speaker' }] }, 0, text.length);

    expect(runs.find((run) => run.text === 'Two')?.own.map((one) => one.role)).toEqual(['speaker', 'value']);
  });

  it('tells the sentence around from the rest', () => {
    const runs = mark(text, { ...none, own: [{ ...quote('drones fell'), index: 0, role: 'value' }] }, 0, text.length);

    expect(runs.filter((run) => run.isAround).map((run) => run.text).join('')).toBe('🚁 Two drones fell last night.');
  });

  it('names every other fact that rests on a piece, once', () => {
    const runs = mark(text, { ...none, others: [{ ...quote('One burnt'), fact: 'a' }, { ...quote('burnt'), fact: 'b' }, { ...quote('burnt'), fact: 'b' }] }, 0, text.length);

    expect(runs.find((run) => run.text === 'burnt')?.others).toEqual(['a', 'b']);
  });

  it('shows a part of a long text, and labels what began before it', () => {
    const { start, end } = quote('Two drones fell');
    const runs = mark(text, { ...none, own: [{ start, end, index: 0, role: 'value' }] }, start + 4, end + 1);

    expect(runs.map((run) => [run.text, run.beginning.length])).toEqual([['drones fell', 1], [' ', 0]]);
  });
});

describe('What nobody has coded', () => {
  it('is told by the sentence: words between two quotations of one sentence are not', () => {
    const coded = [quote('Two drones'), quote('last night')];

    expect(uncodedSentences(text, coded).map(({ start, end }) => text.slice(start, end))).toEqual(['One burnt.', 'The sky was blue.']);
  });

  it('leaves out every sentence that a long quotation reaches into', () => {
    expect(uncodedSentences(text, [quote('last night. One')]).map(({ start, end }) => text.slice(start, end))).toEqual(['The sky was blue.']);
  });

  it('is not told where it is not known which facts there are', () => {
    expect(mark(text, { ...none, isCodingKnown: false }, 0, text.length).some((run) => run.isUncoded)).toBe(false);
  });
});
