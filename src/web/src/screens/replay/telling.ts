import type { ChangeCause, QuestionChange } from '../../api/schema';
import { tellInstant } from '../../parts/times';
import { statuses, word } from '../../parts/words';
import { iso } from './cursor';
import { tellDated, type LateFact } from './datings';
import type { ChartFact } from './facts';
import type { Clock, Rows } from './rows';
import { count, lastAt, tellChange, tellKind, type Step } from './steps';

/** What stands in the list for one step. */
export interface Entry {
  readonly at: number;
  readonly when: string;
  /** What it came by, and the fact behind it. */
  readonly cause: string;
  readonly fact: string | null;
  readonly lines: readonly EntryLine[];
  /** How many lines there are beyond those. */
  readonly more: number;
}

export interface EntryLine {
  readonly kind: string;
  readonly tone: 'plain' | 'bad' | 'contested';
  readonly about: string;
  readonly text: string;
}

/** Claims of one moment that are named. */
export const linesMax = 12;

/** Publishers of one moment, and causes of one change, that are named. */
const namesMax = 3;

/** A step of the log as the list tells it. */
export function entryOfStep(step: Step, late: ReadonlyMap<string, LateFact>): Entry {
  const dated = step.dated.slice(0, linesMax);
  return {
    at: step.position,
    when: `#${step.position}${step.recordedAt === '' ? '' : ` · ${tellInstant(step.recordedAt)}`}`,
    cause: step.cause.tell,
    fact: step.cause.fact ?? null,
    lines: [...step.changes.map(lineOf), ...dated.map((fact) => lineOfDated(fact, late))],
    more: step.dated.length - dated.length,
  };
}

/** What was published at one moment as the list tells it. */
export function entryOfPublication(rows: Rows, index: number): Entry {
  const stop = rows.stops[index];
  const published = rows.facts.slice((rows.stops[index - 1]?.row ?? -1) + 1, (stop?.row ?? -1) + 1).filter((fact) => fact !== null);
  const publishers = [...new Set(published.map((fact) => fact.account.publisher.name))];
  return {
    at: stop?.at ?? index,
    when: `published ${stop === undefined ? '' : tellInstant(iso(stop.at))}`,
    cause: named(publishers, 'publisher'),
    fact: published.length === 1 ? (published[0]?.id ?? null) : null, // One of several would pass for all.
    lines: published.slice(0, linesMax).map((fact) => ({ kind: word(statuses, fact.account.status), tone: 'plain', about: fact.account.voice.name, text: fact.account.tell })),
    more: Math.max(0, published.length - linesMax),
  };
}

export function lineOf(change: QuestionChange): EntryLine {
  return { kind: tellKind(change), tone: toneOf(change), about: `${change.label}${change.place === '' ? '' : `, ${change.place}`}`, text: tellChange(change) };
}

export function lineOfDated(fact: ChartFact, late: ReadonlyMap<string, LateFact>): EntryLine {
  const before = late.get(fact.id)?.before;
  return { kind: 'dated', tone: 'plain', about: fact.account.tell.replace(/\.$/, ''), text: before === undefined ? '' : tellDated(before, fact) };
}

function toneOf(change: QuestionChange): EntryLine['tone'] {
  return change.change === 'withdrawn' || change.change === 'struck' || change.change === 'no-longer-stated' ? 'bad' : change.change === 'contested' || change.change === 'competing' ? 'contested' : 'plain';
}

/** By what a question changed between two moments: the last to have done so first, for it made the answer what it is. */
export function tellCauses(causes: readonly Pick<ChangeCause, 'tell' | 'position'>[]): string {
  return named([...causes].sort((one, other) => other.position - one.position).map((one) => `${one.tell} (#${one.position})`), 'more', '; ');
}

function named(all: readonly string[], what: string, between = ', '): string {
  const left = all.length - namesMax;
  return all.slice(0, namesMax).join(between) + (left <= 0 ? '' : what === 'more' ? `${between}and ${left} more` : `${between}and ${count(left, what)} more`);
}

/** Where the reader stands, for who hears it. */
export function tellAt(at: number | null, clock: Clock, facts: readonly ChartFact[], positions: readonly number[], steps: readonly Step[], stops: readonly number[]): string {
  if (at === null) {
    return 'now';
  }
  if (clock === 'published') {
    return tellInstant(iso(at));
  }
  const fact = facts[lastAt(positions, at)];
  const step = steps[lastAt(stops, at)];
  const by = step?.position === at ? `: ${step.cause.tell}` : fact?.position === at ? `: ${fact.account.tell}` : '';
  return `position ${at}${by}`;
}
