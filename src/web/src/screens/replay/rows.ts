import { isDated, type ChartFact } from './facts';
import { lastAt } from './steps';

/** Along which clock the chart rises: when the log came to know, or when it was published. */
export type Clock = 'known' | 'published';

/** A height of the chart that the reader can stand at. */
export interface Stop {
  /** A position, or an instant in milliseconds. */
  readonly at: number;
  /** The highest row that counts there. */
  readonly row: number;
}

/**
 * The rows of the chart, from the bottom: one a fact, in the order in which they became known or were published, and one for each decision
 * that changed the picture or dated something. What was recorded within one second is told apart so, and what lies a year apart is not far.
 */
export interface Rows {
  readonly clock: Clock;
  readonly count: number;
  readonly rowOf: ReadonlyMap<string, number>;
  /** The fact of each row; null for the row of a decision. */
  readonly facts: readonly (ChartFact | null)[];
  /** Ascending. */
  readonly stops: readonly Stop[];
  /** Of each stop, where it is. */
  readonly stopsAt: readonly number[];
  /** From which row on nobody knows when they were published; `count` where all are known. */
  readonly unknownFrom: number;
}

export function rowsOf(clock: Clock, facts: readonly ChartFact[], others: readonly number[]): Rows {
  return clock === 'known' ? knownRows(facts, others) : publishedRows(facts);
}

/** Up to which row all is known or published; -1 where nothing is, and all rows where there is no cut. */
export function rowAt(rows: Rows, at: number | null): number {
  return at === null ? rows.count - 1 : (rows.stops[lastAt(rows.stopsAt, at)]?.row ?? -1);
}

function knownRows(facts: readonly ChartFact[], others: readonly number[]): Rows {
  const byPosition = new Map<number, ChartFact | null>(others.map((position) => [position, null]));
  facts.forEach((fact) => byPosition.set(fact.position, fact));
  const ordered = [...byPosition].sort(([one], [other]) => one - other);
  return {
    clock: 'known',
    count: ordered.length,
    rowOf: new Map(ordered.flatMap(([, fact], row) => (fact === null ? [] : [[fact.id, row] as const]))),
    facts: ordered.map(([, fact]) => fact),
    stops: ordered.map(([position], row) => ({ at: position, row })),
    stopsAt: ordered.map(([position]) => position),
    unknownFrom: ordered.length,
  };
}

function publishedRows(facts: readonly ChartFact[]): Rows {
  const time = (fact: ChartFact): number => fact.reportedAt ?? Infinity;
  const ordered = [...facts].sort((one, other) => (time(one) === time(other) ? one.position - other.position : time(one) - time(other)));
  const stops = new Map<number, number>();
  ordered.forEach((fact, row) => {
    if (fact.reportedAt !== null) {
      stops.set(fact.reportedAt, row);
    }
  });
  const firstUnknown = ordered.findIndex((fact) => fact.reportedAt === null);
  return {
    clock: 'published',
    count: ordered.length,
    rowOf: new Map(ordered.map((fact, row) => [fact.id, row])),
    facts: ordered,
    stops: [...stops].map(([at, row]) => ({ at, row })),
    stopsAt: [...stops.keys()],
    unknownFrom: firstUnknown < 0 ? ordered.length : firstUnknown,
  };
}

/** From when to when the chart reaches, in milliseconds. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Free space at either end of the time axis, as a part of what it fits. */
const padding = 0.04;

/** The least that the time axis spans, in milliseconds: one minute. */
export const spanMin = 60_000;

/** The span that all dated facts fit in; null where none is dated. */
export function fitted(facts: readonly ChartFact[]): Span | null {
  let [from, to] = [Infinity, -Infinity];
  for (const fact of facts) {
    for (const bound of [fact.earliest, fact.latest]) {
      if (bound !== null) {
        [from, to] = [Math.min(from, bound), Math.max(to, bound)];
      }
    }
  }
  if (from > to) {
    return null;
  }
  const free = Math.max((to - from) * padding, spanMin / 2);
  return { from: from - free, to: to + free };
}

/** A span around the same place, larger by a factor; no smaller than a minute, and no larger than what there is. */
export function zoomed(span: Span, factor: number, around: number, whole: Span): Span {
  const width = Math.min(Math.max((span.to - span.from) * factor, spanMin), whole.to - whole.from);
  const part = (around - span.from) / (span.to - span.from);
  return within({ from: around - width * part, to: around + width * (1 - part) }, whole);
}

/** A span moved by a part of its width, within what there is. */
export function panned(span: Span, part: number, whole: Span): Span {
  const by = (span.to - span.from) * part;
  return within({ from: span.from + by, to: span.to + by }, whole);
}

function within(span: Span, whole: Span): Span {
  const by = Math.max(0, whole.from - span.from) + Math.min(0, whole.to - span.to);
  return { from: span.from + by, to: span.to + by };
}

/** The instants at which something begins or is sure to have happened, by the second: where a picture along event time can change. */
export function bounds(facts: readonly ChartFact[]): readonly number[] {
  return [...new Set(facts.flatMap((fact) => [fact.earliest, fact.latest]).filter((bound) => bound !== null).map((bound) => Math.ceil(bound / 1_000) * 1_000))].sort((one, other) => one - other);
}

/** A document's undated facts, in the order in which it states them. */
export interface UndatedGroup {
  /** Null for what rests on no document. */
  readonly document: string | null;
  readonly reportedAt: number | null;
  readonly facts: readonly ChartFact[];
}

/** The undated facts by document: those published first stand first, those that nobody dated after them, in the order in which they became known. */
export function gutterOf(facts: readonly ChartFact[]): readonly UndatedGroup[] {
  const groups = new Map<string | null, ChartFact[]>();
  for (const fact of facts.filter((one) => !isDated(one))) {
    put(groups, fact.document, fact);
  }
  return [...groups]
    .map(([document, members]) => ({ document, reportedAt: members[0]?.reportedAt ?? null, facts: members.sort((one, other) => one.start - other.start || one.position - other.position) }))
    .sort((one, other) => (one.reportedAt ?? Infinity) - (other.reportedAt ?? Infinity) || firstPosition(one) - firstPosition(other) || 0);
}

/** The documents that nobody has dated, each with its facts, in the order in which they became known. */
export function withoutPublicationDate(facts: readonly ChartFact[]): readonly UndatedGroup[] {
  const groups = new Map<string, ChartFact[]>();
  for (const fact of facts) {
    if (fact.reportedAt === null && fact.document !== null) {
      put(groups, fact.document, fact);
    }
  }
  return [...groups].map(([document, members]) => ({ document, reportedAt: null, facts: members }));
}

function put<Key>(groups: Map<Key, ChartFact[]>, key: Key, fact: ChartFact): void {
  const group = groups.get(key);
  if (group === undefined) {
    groups.set(key, [fact]);
  } else {
    group.push(fact);
  }
}

function firstPosition(group: UndatedGroup): number {
  return Math.min(...group.facts.map((fact) => fact.position));
}
