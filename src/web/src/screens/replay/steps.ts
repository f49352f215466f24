import type { Answered, ChangeCause, QuestionChange } from '../../api/schema';
import { changes as kinds, word } from '../../parts/words';

/** A line of `GET /changes`. */
export interface Change extends QuestionChange {
  readonly position: number;
  readonly recordedAt: string;
  readonly cause: ChangeCause;
  /** How many further changes come by the same event. */
  readonly moreOfEvent: number;
}

/** All that one event changed: the reader goes from one to the next. */
export interface Step {
  readonly position: number;
  readonly recordedAt: string;
  readonly cause: ChangeCause;
  readonly changes: readonly Change[];
}

/** Changes in log order, those of one event together. One that was told for two incidents counts once. */
export function stepsOf(changes: readonly Change[]): readonly Step[] {
  const steps: { position: number; recordedAt: string; cause: ChangeCause; changes: Change[] }[] = [];
  for (const change of [...changes].sort((one, other) => one.position - other.position)) {
    const last = steps.at(-1);
    if (last?.position !== change.position) {
      steps.push({ position: change.position, recordedAt: change.recordedAt, cause: change.cause, changes: [change] });
    } else if (!last.changes.some((one) => questionKey(one) === questionKey(change))) {
      last.changes.push(change);
    }
  }
  return steps;
}

/** As an incident's sheet names its questions. */
export function questionKey(change: Pick<QuestionChange, 'incident' | 'aspect' | 'placeKey'>): string {
  return `${change.incident}\t${change.aspect}\t${change.placeKey}`;
}

/** The index of the last of ascending numbers that is at or before another; -1 where all are after it. */
export function lastAt(ascending: readonly number[], at: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] ?? Infinity) <= at) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low - 1;
}

export type Move = 'next' | 'previous' | 'first' | 'last';

/** Where a move leads from a place among ascending stops; null stands for the present, which is after the last. Where there is nowhere to go, it stays. */
export function moved(stops: readonly number[], at: number | null, move: Move): number | null {
  if (stops.length === 0) {
    return at;
  }
  const first = stops[0] ?? null;
  const last = stops.at(-1) ?? null;
  if (move === 'first' || move === 'last') {
    return move === 'first' ? first : last;
  }
  if (at === null) {
    return move === 'next' ? null : last;
  }
  const index = lastAt(stops, at);
  if (move === 'next') {
    return stops[index + 1] ?? at;
  }
  const isOn = stops[index] === at;
  return stops[isOn ? index - 1 : index] ?? first;
}

/** What an answer shows, in a few words: `not stated` is never 0, and a contested one names its accounts. */
export function tellAnswer(answer: Answered): string {
  if (answer.state === 'contested') {
    return `contested (${answer.competing.map((one) => one.text).join(' / ')})`;
  }
  return answer.displayed?.text ?? word({}, answer.state);
}

/** How one question changed: "new: not stated → 2". */
export function tellChange(change: QuestionChange): string {
  const [from, to] = [tellAnswer(change.from), tellAnswer(change.to)];
  const accounts = change.to.competing.length;
  switch (change.change) {
    case 'support':
      return from === to ? `${to} as before, now by ${count(1 + (change.to.displayed?.agreeing.length ?? 0), 'fact')}` : `${from} → ${to}`;
    case 'competing':
      return `${to} as before, with ${count(accounts, 'competing account')}${accounts === 0 ? '' : ` (${change.to.competing.map((one) => one.text).join(' / ')})`}`;
    case 'silence':
      return `${to}; ${[gaps(change.to.gaps.length), denials(change.to.denials.length)].filter((part) => part !== '').join(', ') || 'no information gap any more'}`;
    default:
      return `${from} → ${to}`;
  }
}

export function tellKind(change: QuestionChange): string {
  return word(kinds, change.change);
}

function gaps(number: number): string {
  return number === 0 ? '' : count(number, 'information gap');
}

function denials(number: number): string {
  return number === 0 ? '' : count(number, 'denial');
}

export function count(number: number, of: string): string {
  return `${number.toLocaleString('en')} ${of}${number === 1 ? '' : 's'}`;
}
