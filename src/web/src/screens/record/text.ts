import type { Quotation, QuotationRole } from '../../api/schema';

/** From one place of a text to another, the end exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Code points that a quotation remembers of what stands before and after it: enough to find it again in another version. */
const contextLength = 20;

/** Characters of one quotation, as the service limits them. */
export const exactMax = 10_000;

/** A document's text. Quotations count in Unicode code points and the browser in UTF-16, so both are told apart here and nowhere else. */
export class SourceText {
  /** Length in code points. */
  readonly length: number;
  // Where each code point begins in UTF-16; missing where the text has no surrogate pair, as nearly all have none.
  readonly #starts: Uint32Array | null;

  constructor(readonly text: string) {
    this.#starts = /[\ud800-\udbff][\udc00-\udfff]/.test(text) ? startsOf(text) : null;
    this.length = this.#starts === null ? text.length : this.#starts.length - 1;
  }

  /** The code point that holds a UTF-16 offset. */
  pointAt(offset: number): number {
    const within = Math.min(Math.max(offset, 0), this.text.length);
    if (this.#starts === null) {
      return within;
    }
    let [low, high] = [0, this.length];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      [low, high] = (this.#starts[middle] ?? 0) <= within ? [middle, high] : [low, middle - 1];
    }
    return low;
  }

  /** Where a code point begins in UTF-16. */
  offsetOf(point: number): number {
    const within = Math.min(Math.max(point, 0), this.length);
    return this.#starts === null ? within : (this.#starts[within] ?? this.text.length);
  }

  /** The text between two code points. */
  slice(start: number, end: number): string {
    return this.text.slice(this.offsetOf(start), this.offsetOf(end));
  }

  /** The quotation of what is selected between two UTF-16 offsets, without white space at its ends; null where that leaves nothing, or too much. */
  quote(from: number, to: number, role: QuotationRole): Quotation | null {
    const selected = this.trim({ start: this.pointAt(Math.min(from, to)), end: this.#pointAfter(Math.max(from, to)) });
    const exact = this.slice(selected.start, selected.end);
    if (exact === '' || exact.length > exactMax) {
      return null;
    }
    return {
      exact,
      start: selected.start,
      end: selected.end,
      role,
      prefix: this.slice(Math.max(0, selected.start - contextLength), selected.start),
      suffix: this.slice(selected.end, selected.end + contextLength),
    };
  }

  /** A span in code points without white space at its ends. */
  trim(span: Span): Span {
    const inside = this.slice(span.start, span.end);
    const leading = inside.length - inside.trimStart().length;
    const kept = inside.trim();
    const start = span.start + (this.pointAt(this.offsetOf(span.start) + leading) - span.start);
    return { start, end: start + [...kept].length };
  }

  /** The sentences, and lines where a sentence ends with its line, in code points and without the white space between: the service cuts by the same rule. */
  sentences(): readonly Span[] {
    const found: Span[] = [];
    const ends = /\n|[.!?](?=\s|$)/g;
    let from = 0;
    for (let end = ends.exec(this.text); from < this.text.length; end = ends.exec(this.text)) {
      const to = end === null ? this.text.length : end.index + 1;
      const sentence = this.trim({ start: this.pointAt(from), end: this.pointAt(to) });
      if (sentence.end > sentence.start) {
        found.push(sentence);
      }
      from = to;
      if (end === null) {
        break;
      }
    }
    return found;
  }

  #pointAfter(offset: number): number {
    const point = this.pointAt(offset);
    return this.offsetOf(point) < offset ? point + 1 : point; // Half a pair is taken whole.
  }
}

/** Whether two spans share anything. */
export function meet(one: Span, other: Span): boolean {
  return one.start < other.end && other.start < one.end;
}

/** Sentences on which no quotation rests. */
export function uncodedSentences(sentences: readonly Span[], quoted: readonly Span[]): readonly Span[] {
  return sentences.filter((sentence) => !quoted.some((quotation) => meet(sentence, quotation)));
}

/** Words as they are written down beside a quotation: on one line, and no longer than the member takes. */
export function wordsOf(exact: string, max: number): string {
  return exact.replace(/\s+/g, ' ').trim().slice(0, max).trimEnd();
}

/** Something that covers a part of the text, in UTF-16 offsets. */
export interface Layer<T> extends Span {
  readonly what: T;
}

/** A piece of the text with all that covers it, in UTF-16 offsets. */
export interface Piece<T> extends Span {
  readonly text: string;
  readonly layers: readonly T[];
}

/** Cuts a text where anything begins or ends, so that each piece is covered by the same throughout. */
export function cut<T>(text: string, layers: readonly Layer<T>[]): readonly Piece<T>[] {
  const inside = layers.filter((layer) => layer.start < layer.end && layer.end <= text.length);
  const starting = [...inside].sort((one, other) => one.start - other.start);
  const bounds = [...new Set([0, text.length, ...inside.flatMap((layer) => [layer.start, layer.end])])].sort((one, other) => one - other);
  const pieces: Piece<T>[] = [];
  let next = 0;
  let active: readonly Layer<T>[] = [];
  for (const [index, start] of bounds.entries()) {
    const end = bounds[index + 1];
    if (end === undefined) {
      break;
    }
    active = active.filter((layer) => layer.end > start);
    for (let layer = starting[next]; layer !== undefined && layer.start === start; layer = starting[++next]) {
      active = [...active, layer];
    }
    pieces.push({ start, end, text: text.slice(start, end), layers: active.map((layer) => layer.what) });
  }
  return pieces;
}

function startsOf(text: string): Uint32Array {
  const starts = new Uint32Array(text.length + 1);
  let points = 0;
  for (let offset = 0; offset < text.length; offset += (text.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1) {
    starts[points++] = offset;
  }
  starts[points] = text.length;
  return starts.slice(0, points + 1);
}
