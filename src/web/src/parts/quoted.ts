import type { TracedQuotation } from '../api/schema';

/** Sentences of a fact that are shown in short; its own screen shows all. */
const sentencesMax = 3;

export interface Sentence {
  readonly key: string;
  readonly pieces: readonly Piece[];
  /** Whether the stored text reads so. */
  readonly isFound: boolean;
}

export interface Piece {
  readonly text: string;
  readonly isQuoted: boolean;
}

/** The sentences that a fact quotes, each once, with what is quoted of them marked; the ones of its value first. */
export function quoted(quotations: readonly TracedQuotation[]): readonly Sentence[] {
  const sentences = new Map<string, TracedQuotation[]>();
  for (const one of [...quotations].sort((a, b) => rank(a) - rank(b))) {
    const text = one.sentence ?? one.quotation.exact;
    sentences.set(text, [...(sentences.get(text) ?? []), one]);
  }
  return [...sentences].slice(0, sentencesMax).map(([text, within]) => ({ key: text, pieces: mark(text, within.map((one) => one.quotation.exact)), isFound: within.every((one) => one.isFound) }));
}

function rank(one: TracedQuotation): number {
  return (one.quotation.role ?? 'value') === 'value' ? 0 : 1;
}

/** Marks where the quoted words stand. Words that stand across the sentence's end are not marked, and still read. */
function mark(text: string, words: readonly string[]): readonly Piece[] {
  const isQuoted = new Array<boolean>(text.length).fill(false);
  for (const one of words) {
    const at = text.indexOf(one);
    if (at >= 0) {
      isQuoted.fill(true, at, at + one.length);
    }
  }
  const pieces: { text: string; isQuoted: boolean }[] = [];
  for (let at = 0; at < text.length; at++) {
    const last = pieces.at(-1);
    if (last !== undefined && last.isQuoted === isQuoted[at]) {
      last.text += text[at] ?? '';
    } else {
      pieces.push({ text: text[at] ?? '', isQuoted: isQuoted[at] ?? false });
    }
  }
  return pieces;
}
