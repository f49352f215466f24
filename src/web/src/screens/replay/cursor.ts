import type { ChartFact } from './facts';
import { lastAt, type Move, type Step } from './steps';
import { spanMin, type Span } from './rows';

/** Where the reader stands on the three clocks; null for now, and for no cut by publication. */
export interface Cursor {
  /** A position. */
  readonly knownAt: number | null;
  /** Instants in milliseconds. */
  readonly publishedBy: number | null;
  readonly eventTime: number | null;
}

/** The position that an address asks for. An instant is the last position of what is in view that was recorded by then. */
export function positionOf(cut: string | undefined, facts: readonly ChartFact[], steps: readonly Pick<Step, 'position' | 'recordedAt'>[]): number | null {
  if (cut === undefined) {
    return null;
  }
  if (/^\d+$/.test(cut)) {
    return Number(cut);
  }
  const instant = Date.parse(cut);
  const byFact = facts[lastAt(facts.map((fact) => fact.recordedAt), instant)]?.position ?? 0;
  const byStep = steps[lastAt(steps.map((one) => Date.parse(one.recordedAt)), instant)]?.position ?? 0;
  return Math.max(byFact, byStep);
}

export function instantOf(cut: string | undefined): number | null {
  const instant = Date.parse(cut ?? '');
  return Number.isNaN(instant) ? null : instant;
}

/** As an address holds it, such as `2025-05-21T09:00:00Z`. */
export function iso(instant: number): string {
  return new Date(instant).toISOString().replace('.000Z', 'Z');
}

/** The span that an address asks for; null where it asks for none that can be shown. */
export function spanOf(text: string | undefined): Span | null {
  const [from = Number.NaN, to = Number.NaN] = (text ?? '').split(',').map((one) => Date.parse(one));
  return to - from >= spanMin ? { from, to } : null;
}

export function writeSpan(span: Span): string {
  return `${iso(span.from)},${iso(span.to)}`;
}

const moves: Readonly<Record<string, Move>> = { ArrowRight: 'next', ArrowUp: 'next', ArrowLeft: 'previous', ArrowDown: 'previous', Home: 'first', End: 'last' };

/** What a key asks for on the chart. */
export type Wish =
  | { readonly kind: 'move'; readonly move: Move }
  | { readonly kind: 'zoom'; readonly factor: number }
  | { readonly kind: 'pan'; readonly part: number }
  | { readonly kind: 'whole' | 'play' | 'now' | 'open' };

/** How far one key moves the time axis, as a part of what it shows, and how much larger or smaller it makes it. */
const panPart = 0.25;
const zoomFactor = 2;

/** What a key asks for; null where it is not for the chart. */
export function wishOf(event: Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey'>): Wish | null {
  if (event.ctrlKey || event.metaKey || event.altKey) {
    return null;
  }
  if (event.shiftKey && (event.key === 'ArrowLeft' || event.key === 'ArrowRight')) {
    return { kind: 'pan', part: event.key === 'ArrowLeft' ? -panPart : panPart };
  }
  const move = moves[event.key];
  if (move !== undefined) {
    return { kind: 'move', move };
  }
  switch (event.key) {
    case ' ': return { kind: 'play' };
    case 'Escape': return { kind: 'now' };
    case 'Enter': return { kind: 'open' };
    case '+': case '=': return { kind: 'zoom', factor: 1 / zoomFactor };
    case '-': return { kind: 'zoom', factor: zoomFactor };
    case '0': return { kind: 'whole' };
    default: return null;
  }
}
