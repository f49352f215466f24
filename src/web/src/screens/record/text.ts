import type { Quotation, QuotationRole } from '../../api/schema';
import type { DocumentText, Extent } from '../../parts/documenttext';

/** From one place of a text to another in UTF-16 offsets, as the browser counts; the end is exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Code points that a quotation remembers of what stands before and after it: enough to find it again in another version. */
const contextLength = 20;

/** UTF-16 units of one quotation, as the service limits them. */
export const exactMax = 10_000;

/** The quotation of what is selected, without white space at its ends, whichever way it was drawn; null where that leaves nothing, and `too-long` where it leaves too much. */
export function quote(text: DocumentText, selected: Span, role: QuotationRole): Quotation | 'too-long' | null {
  const { start, end } = trim(text, { start: text.pointAt(Math.min(selected.start, selected.end)), end: text.pointAfter(Math.max(selected.start, selected.end)) });
  const exact = text.slice(start, end);
  if (exact === '' || exact.length > exactMax) {
    return exact === '' ? null : 'too-long';
  }
  return { exact, start, end, role, prefix: text.slice(start - contextLength, start), suffix: text.slice(end, end + contextLength) };
}

function trim(text: DocumentText, extent: Extent): Extent {
  const inside = text.slice(extent.start, extent.end);
  const leading = inside.length - inside.trimStart().length;
  const start = text.pointAt(text.offsetOf(extent.start) + leading);
  return { start, end: start + [...inside.trim()].length };
}

/** Whether two stretches share anything. */
export function meet(one: Span | Extent, other: Span | Extent): boolean {
  return one.start < other.end && other.start < one.end;
}

// What cannot be seen, or turns the direction of what stands around it: the service refuses it but in what was published (PlainText.cs). Joiners and selectors stay.
const unseen = /(?![\u200c\u200d\ufe0e\ufe0f])[\p{Cc}\p{Default_Ignorable_Code_Point}]/gu;

/** Words as they are written down beside a quotation: on one line, all of them to be seen, and no longer than the member takes. The quotation itself stays letter for letter. */
export function wordsOf(exact: string, max: number): string {
  const words = exact.replace(/[\s\u0085]+/g, ' ').replace(unseen, '').trim().slice(0, max);
  return words.replace(/[\ud800-\udbff]$/, '').trimEnd(); // Not half a pair.
}

/** Something that covers a part of the text. */
export interface Layer<T> extends Span {
  readonly what: T;
}

/** A piece of the text with all that covers it. */
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
