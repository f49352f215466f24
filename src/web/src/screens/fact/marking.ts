import { uncodedSentences, type DocumentText, type Extent } from '../../parts/documenttext';

/** A quotation of the fact shown. */
export interface OwnQuotation extends Extent {
  /** Its place in the fact's list. */
  readonly index: number;
  readonly role: string;
}

/** A quotation of another fact of the same document. */
export interface OtherQuotation extends Extent {
  readonly fact: string;
}

/** A piece of text all of which is marked alike. */
export interface Run extends Extent {
  readonly text: string;
  /** The quotations of the fact shown that cover it: the one that began first comes first. */
  readonly own: readonly OwnQuotation[];
  /** Those of them that begin here. */
  readonly beginning: readonly OwnQuotation[];
  /** Other facts that rest on it. */
  readonly others: readonly string[];
  /** Whether it stands in a sentence that the fact rests on. */
  readonly isAround: boolean;
  /** Whether it stands in a sentence that no fact rests on. */
  readonly isUncoded: boolean;
}

export interface Marks {
  readonly own: readonly OwnQuotation[];
  readonly others: readonly OtherQuotation[];
  /** Whether it is known which facts rest on the document; else nothing is told to be uncoded. */
  readonly isCodingKnown: boolean;
}

/** Cuts a part of a text wherever one of its marks begins or ends. Marks may overlap in any way. */
export function mark(text: DocumentText, marks: Marks, from: number, to: number): readonly Run[] {
  const around = marks.own.map((one) => text.sentenceAround(one.start, one.end));
  const uncoded = marks.isCodingKnown ? uncodedSentences(text, [...marks.own, ...marks.others], from, to) : [];
  const cuts = cutsOf([...marks.own, ...marks.others, ...around, ...uncoded], from, to);
  const own = new Sweep([...marks.own].sort((one, other) => one.start - other.start || other.end - one.end));
  const others = new Sweep(byStart(marks.others));
  const sentences = new Sweep(byStart(around));
  const grey = new Sweep(byStart(uncoded));
  return cuts.slice(0, -1).map((start, index) => {
    const end = cuts[index + 1] ?? to;
    const covering = own.at(start);
    return {
      start,
      end,
      text: text.slice(start, end),
      own: covering,
      beginning: covering.filter((one) => one.start === start || (start === from && one.start < from)),
      others: [...new Set(others.at(start).map((one) => one.fact))],
      isAround: sentences.at(start).length > 0,
      isUncoded: grey.at(start).length > 0,
    };
  });
}

/** Goes through extents from left to right, so that many of them cost no more than once each. */
class Sweep<T extends Extent> {
  #next = 0;
  #open: readonly T[] = [];

  constructor(private readonly sorted: readonly T[]) {}

  /** Those that cover a point; asked for in ascending order. */
  at(point: number): readonly T[] {
    const open = this.#open.filter((one) => one.end > point);
    for (let next = this.sorted[this.#next]; next !== undefined && next.start <= point; next = this.sorted[++this.#next]) {
      if (next.end > point) {
        open.push(next);
      }
    }
    this.#open = open; // A new list each time: the ones handed out before stay as they were.
    return open;
  }
}

function cutsOf(extents: readonly Extent[], from: number, to: number): readonly number[] {
  const inside = extents.flatMap((one) => [one.start, one.end]).filter((point) => point > from && point < to);
  return [...new Set([from, ...inside, to])].sort((one, other) => one - other);
}

function byStart<T extends Extent>(extents: readonly T[]): readonly T[] {
  return [...extents].sort((one, other) => one.start - other.start);
}
