import { isDated, type ChartFact } from './facts';
import type { Outcome } from './outcomes';
import type { Rows, Span } from './rows';

/** Where things stand on the chart, in CSS pixels. */
export interface Frame {
  readonly width: number;
  /** Of the rows; above them is `top`, where the crosshair stands for now. */
  readonly height: number;
  readonly top: number;
  /** Where the time axis begins and ends. Left of it is the lane of the undated. */
  readonly left: number;
  readonly right: number;
  readonly laneLeft: number;
  readonly span: Span;
  readonly rows: Rows;
  /** The lowest row shown, and how many are. */
  readonly firstRow: number;
  readonly rowsShown: number;
}

export interface Colours {
  readonly ink: string;
  readonly soft: string;
  readonly strong: string;
  readonly ground: string;
  readonly accent: string;
  readonly contested: string;
  readonly withdrawn: string;
  readonly fine: string;
  readonly font: string;
}

/** How the reader stands to the facts. */
export interface View {
  /** Up to which row they count. */
  readonly row: number;
  /** The position up to which the log is known, and the instant by which things are published. */
  readonly knownAt: number;
  readonly publishedBy: number | null;
  /** The instant that is asked about; null for now. */
  readonly eventTime: number | null;
  /** The fact that is pointed at, or that the step came by. */
  readonly marked: string | null;
  readonly outcomeOf: (fact: ChartFact) => Outcome;
}

/** Where a bar stands. */
export interface Box {
  readonly from: number;
  readonly to: number;
  readonly y: number;
}

/** The narrowest bar, in pixels: what is shorter, or an instant, is drawn as a mark. */
const markWidth = 9;

export function rowHeight(frame: Frame): number {
  return frame.height / frame.rowsShown;
}

/** The middle of a row. */
export function yOf(frame: Frame, row: number): number {
  return frame.top + frame.height - (row - frame.firstRow + 0.5) * rowHeight(frame);
}

export function xOf(frame: Frame, at: number): number {
  return frame.left + ((at - frame.span.from) / (frame.span.to - frame.span.from)) * (frame.right - frame.left);
}

export function instantAt(frame: Frame, x: number): number {
  return frame.span.from + ((x - frame.left) / (frame.right - frame.left)) * (frame.span.to - frame.span.from);
}

/** Where a fact is drawn; null where it is out of what is shown. An open side reaches to the end of the chart, and what is undated stands in its lane. */
export function boxOf(frame: Frame, fact: ChartFact): Box | null {
  const row = frame.rows.rowOf.get(fact.id);
  if (row === undefined || row < frame.firstRow - 1 || row > frame.firstRow + frame.rowsShown) {
    return null;
  }
  const y = yOf(frame, row);
  if (!isDated(fact)) {
    const middle = (frame.laneLeft + frame.left) / 2;
    return { from: middle - markWidth / 2, to: middle + markWidth / 2, y };
  }
  const from = fact.earliest === null ? frame.left : xOf(frame, fact.earliest);
  const to = fact.latest === null ? frame.right : xOf(frame, fact.latest);
  if (to < frame.left || from > frame.right) {
    return null;
  }
  const missing = Math.max(0, markWidth - (to - from)) / 2;
  return { from: Math.max(frame.left, from - missing), to: Math.min(frame.right, to + missing), y };
}

/** The fact at a place; the nearest, where rows are too narrow to meet one. */
export function factAt(frame: Frame, facts: readonly ChartFact[], x: number, y: number): ChartFact | null {
  const reach = Math.max(rowHeight(frame) / 2, 6);
  let nearest: ChartFact | null = null;
  let distance = Infinity;
  for (const fact of facts) {
    const box = boxOf(frame, fact);
    if (box !== null && x >= box.from - 3 && x <= box.to + 3 && Math.abs(y - box.y) <= reach && Math.abs(y - box.y) < distance) {
      nearest = fact;
      distance = Math.abs(y - box.y);
    }
  }
  return nearest;
}

/** Whether a fact has effect at the reader's place: known by then, and published by then where that is asked. */
export function isSeen(fact: ChartFact, view: Pick<View, 'knownAt' | 'publishedBy'>): boolean {
  return fact.position <= view.knownAt && (view.publishedBy === null || (fact.reportedAt !== null && fact.reportedAt <= view.publishedBy));
}

/** Whether it begins only after the instant that is asked about. */
export function isAhead(fact: ChartFact, view: View): boolean {
  return view.eventTime !== null && fact.earliest !== null && fact.earliest > view.eventTime;
}
