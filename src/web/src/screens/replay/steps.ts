import type { Answered, ChangeCause, QuestionChange } from '../../api/schema';
import { changes as kinds, word } from '../../parts/words';
import type { ChartFact } from './facts';

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
  readonly cause: Pick<ChangeCause, 'tell' | 'actor' | 'fact'>;
  readonly changes: readonly Change[];
  /** The claims that got a date by it. */
  readonly dated: readonly ChartFact[];
}

/** Changes in log order, those of one event together. One that was told for two incidents counts once. */
export function stepsOf(changes: readonly Change[]): readonly Step[] {
  const steps: { position: number; recordedAt: string; cause: ChangeCause; changes: Change[]; dated: readonly ChartFact[] }[] = [];
  for (const change of [...changes].sort((one, other) => one.position - other.position)) {
    const last = steps.at(-1);
    if (last?.position !== change.position) {
      steps.push({ position: change.position, recordedAt: change.recordedAt, cause: change.cause, changes: [change], dated: [] });
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

/** How one question changed: "not stated → 2". Where the value stays, what else changed is said: never "2 → 2". */
export function tellChange(change: QuestionChange): string {
  const [from, to] = [tellAnswer(change.from), tellAnswer(change.to)];
  switch (change.change) {
    case 'support':
      return from === to ? `${to} as before${tellSupport(change)}` : `${from} → ${to}`;
    case 'competing':
      return `${to} as before, ${tellCompeting(change)}`;
    case 'silence':
      return `${to}; ${tellSilence(change)}`;
    default:
      return from === to ? `${to} as before${tellSupport(change)}` : `${from} → ${to}`;
  }
}

/** Which facts say the same now, against those that did. */
function tellSupport(change: QuestionChange): string {
  const [before, after] = [supportOf(change.from), supportOf(change.to)];
  const more = after.filter((fact) => !before.includes(fact)).length;
  const fewer = before.filter((fact) => !after.includes(fact)).length;
  if (more === 0 && fewer === 0) {
    return before[0] === after[0] ? ', in other words' : ', now shown by another fact that says the same';
  }
  const by = `, now by ${count(after.length, 'fact')}`;
  return more > 0 && fewer > 0 ? `${by}: ${more} came, ${fewer} went` : fewer > 0 ? `${by}: ${fewer} went` : by;
}

function supportOf(answer: Answered): readonly string[] {
  return answer.displayed ? [answer.displayed.fact, ...answer.displayed.agreeing] : answer.competing.flatMap((one) => [one.fact, ...one.agreeing]);
}

function tellCompeting(change: QuestionChange): string {
  const [before, after] = [change.from.competing.map((one) => one.text).join(' / '), change.to.competing.map((one) => one.text).join(' / ')];
  if (change.to.competing.length === 0) {
    return change.from.competing.length === 0 ? 'by other facts' : `without the competing ${before}`;
  }
  const now = `with ${count(change.to.competing.length, 'competing account')} (${after})`;
  return before === after ? `${now}, by other facts` : before === '' ? now : `${now}; before: ${before}`;
}

function tellSilence(change: QuestionChange): string {
  const [gapsBefore, gapsAfter, denialsBefore, denialsAfter] = [change.from.gaps.length, change.to.gaps.length, change.from.denials.length, change.to.denials.length];
  const told = [gaps(gapsAfter), denials(denialsAfter)].filter((part) => part !== '').join(', ') || 'no information gap any more';
  return gapsBefore === gapsAfter && denialsBefore === denialsAfter ? `${told}, by other facts` : told;
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
