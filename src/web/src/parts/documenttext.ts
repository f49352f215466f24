/**
 * A document's text as quotations count it: in Unicode code points, as the service does (DocumentText.cs), and not in the UTF-16 units of a JavaScript
 * string and of a browser's selection. Both are told apart here and nowhere else.
 */
export class DocumentText {
  /** Length in code points. */
  readonly length: number;
  /** Where each code point begins in UTF-16; null where the text has no surrogate pair, as nearly all have none. */
  readonly #starts: Uint32Array | null;

  constructor(readonly text: string) {
    this.#starts = /[\ud800-\udfff]/.test(text) ? startsOf(text) : null;
    this.length = this.#starts === null ? text.length : this.#starts.length - 1;
  }

  /** The text between two code points; what lies outside is left out. */
  slice(start: number, end: number): string {
    const from = Math.min(Math.max(start, 0), this.length);
    return this.text.slice(this.#at(from), this.#at(Math.min(Math.max(end, from), this.length)));
  }

  /** Where a code point begins in UTF-16. */
  offsetOf(point: number): number {
    return this.#at(Math.min(Math.max(point, 0), this.length));
  }

  /** The code point that holds a UTF-16 offset, also one that lies within a pair. */
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

  /** The code point at which something ends that ends at a UTF-16 offset: half a pair is taken whole. */
  pointAfter(offset: number): number {
    const point = this.pointAt(offset);
    return this.#at(point) < offset && point < this.length ? point + 1 : point;
  }

  /** The sentence or line around a span, without the white space before it. */
  sentenceAround(start: number, end: number): Extent {
    let first = Math.min(Math.max(start, 0), this.length);
    while (first > 0 && !this.#isBoundary(first - 1)) {
      first--;
    }
    let last = Math.min(Math.max(end, first), this.length);
    while (last < this.length && !(last > first && this.#isBoundary(last - 1))) {
      last++;
    }
    while (first < last && isSpace(this.#charAt(first))) {
      first++;
    }
    return { start: first, end: last };
  }

  /** The text in sentences and lines, in their order; those without a letter or digit are left out. */
  sentences(from = 0, to = this.length): readonly Extent[] {
    const found: Extent[] = [];
    for (let at = from; at < to;) {
      const { start, end } = this.sentenceAround(at, at + 1);
      if (/[\p{L}\p{N}]/u.test(this.slice(start, end))) {
        found.push({ start, end });
      }
      at = Math.max(end, at + 1);
    }
    return found;
  }

  // A full stop, question or exclamation mark that white space follows, or a line end.
  #isBoundary(point: number): boolean {
    const index = this.#at(point);
    const char = this.text.charAt(index);
    return char === '\n' || ((char === '.' || char === '!' || char === '?') && (index + 1 >= this.text.length || isSpace(this.text.charAt(index + 1))));
  }

  #charAt(point: number): string {
    return this.text.charAt(this.#at(point));
  }

  #at(point: number): number {
    return this.#starts === null ? point : (this.#starts[point] ?? this.text.length);
  }
}

/** A part of a text, in code points; its end is exclusive. */
export interface Extent {
  readonly start: number;
  readonly end: number;
}

/** The sentences that no quotation touches. */
export function uncodedSentences(text: DocumentText, coded: readonly Extent[], from = 0, to = text.length): readonly Extent[] {
  const sorted = [...coded].sort((one, other) => one.start - other.start);
  let passed = 0;
  let reach = 0; // Where the quotations that began before end, at the furthest.
  return text.sentences(from, to).filter((sentence) => {
    for (let next = sorted[passed]; next !== undefined && next.start < sentence.end; next = sorted[++passed]) {
      reach = Math.max(reach, next.end);
    }
    return reach <= sentence.start;
  });
}

/** Reads bytes as the text that they are. A byte order mark stays: quotations count it. */
export function readUtf8(bytes: ArrayBuffer | Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

function startsOf(text: string): Uint32Array {
  const starts = new Uint32Array(text.length + 1);
  let count = 0;
  for (let index = 0; index < text.length; index++) {
    starts[count++] = index;
    if (isHigh(text.charCodeAt(index)) && isLow(text.charCodeAt(index + 1))) {
      index++;
    }
  }
  starts[count] = text.length;
  return starts.slice(0, count + 1);
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}

// As .NET sees white space: with U+0085, without U+FEFF.
function isSpace(char: string): boolean {
  return char !== '\ufeff' && /[\s\u0085]/.test(char);
}
