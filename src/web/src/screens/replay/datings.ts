import { tellBounds, tellInstant } from '../../parts/times';
import { isDated, type ChartFact } from './facts';
import type { Step } from './steps';

/** An event of the log, as far as it tells since when a fact is dated or struck. */
export interface DatingEvent {
  readonly type: string;
  readonly subject: string;
  readonly position: string;
  readonly time: string;
  readonly actor?: string;
  readonly data: { readonly fact?: string; readonly publishedAt?: string; readonly reason?: string };
}

/** The kinds of decision that {@link datingsOf} looks at. */
export const datingTypes = ['DocumentPublicationTimeAsserted', 'EventTimeResolved', 'FactStruck'] as const;

/** Where the log learned when a document was published or a fact happened, and where the desk struck a fact. */
export interface Datings {
  /** By document, the first position. */
  readonly documents: ReadonlyMap<string, number>;
  /** By fact, the first position. */
  readonly resolved: ReadonlyMap<string, number>;
  /** By fact, the last position. */
  readonly struck: ReadonlyMap<string, number>;
  /** What dated something, by its position. */
  readonly events: ReadonlyMap<number, DatingEvent>;
}

export const noDatings: Datings = { documents: new Map(), resolved: new Map(), struck: new Map(), events: new Map() };

export function datingsOf(events: readonly DatingEvent[]): Datings {
  const [documents, resolved, struck] = [new Map<string, number>(), new Map<string, number>(), new Map<string, number>()];
  for (const event of events) {
    const position = Number(event.position);
    if (event.type === 'DocumentPublicationTimeAsserted') {
      setFirst(documents, event.subject.replace(/^document-/, ''), position);
    } else if (event.data.fact !== undefined && event.type === 'EventTimeResolved') {
      setFirst(resolved, event.data.fact, position);
    } else if (event.data.fact !== undefined && event.type === 'FactStruck') {
      struck.set(event.data.fact, position);
    }
  }
  return { documents, resolved, struck, events: new Map(events.map((event) => [Number(event.position), event])) };
}

/** A fact that was recorded before it was known when it was published or happened. */
export interface LateFact {
  /** From this position on its times are what they are now. */
  readonly from: number;
  /** As it was until then. */
  readonly before: ChartFact;
}

/** By fact, what was dated only later. */
export function lateFacts(facts: readonly ChartFact[], datings: Datings): ReadonlyMap<string, LateFact> {
  const late = new Map<string, LateFact>();
  for (const fact of facts) {
    const published = fact.isDatedByDocument && fact.document !== null ? (datings.documents.get(fact.document) ?? 0) : 0;
    const resolved = datings.resolved.get(fact.id) ?? 0;
    if (published > fact.position || resolved > fact.position) {
      late.set(fact.id, { from: Math.max(published, resolved), before: undated(fact, published > fact.position, resolved > fact.position) });
    }
  }
  return late;
}

/** The facts as they were dated at a position. */
export function datedAt(facts: readonly ChartFact[], late: ReadonlyMap<string, LateFact>, knownAt: number): readonly ChartFact[] {
  return [...late.values()].every((one) => one.from <= knownAt) ? facts : facts.map((fact) => {
    const one = late.get(fact.id);
    return one === undefined || one.from <= knownAt ? fact : one.before;
  });
}

function undated(fact: ChartFact, isUnpublished: boolean, isUnresolved: boolean): ChartFact {
  const isUndated = isUnresolved || (isUnpublished && fact.hangsOnPublication);
  const { bounds, reportTime, marks, ...rest } = fact.account;
  return {
    ...fact,
    account: {
      ...rest,
      ...(isUndated ? {} : { bounds: bounds ?? null }),
      ...(isUnpublished || reportTime === undefined ? {} : { reportTime }),
      marks: [...(isUndated ? ['undated'] : []), ...(isUnpublished ? ['report-time-unknown'] : []), ...marks],
    },
    ...(isUndated ? { earliest: null, latest: null } : {}),
    ...(isUnpublished ? { reportedAt: null } : {}),
  };
}

function setFirst(positions: Map<string, number>, of: string, position: number): void {
  if (!positions.has(of)) {
    positions.set(of, position);
  }
}

/** The steps of the picture, and among them those by which claims in view got a date. What dates something and changes the picture is one step. */
export function withDatings(steps: readonly Step[], facts: readonly ChartFact[], late: ReadonlyMap<string, LateFact>, datings: Datings): readonly Step[] {
  const dated = new Map<number, ChartFact[]>();
  for (const fact of late.size === 0 ? [] : facts) {
    const from = late.get(fact.id)?.from;
    if (from !== undefined) {
      dated.set(from, [...(dated.get(from) ?? []), fact]);
    }
  }
  if (dated.size === 0) {
    return steps;
  }
  const own = new Set(steps.map((step) => step.position));
  return [
    ...steps.map((step) => ({ ...step, dated: dated.get(step.position) ?? [] })),
    ...[...dated].filter(([position]) => !own.has(position)).map(([position, claims]) => datingStep(position, claims, datings.events.get(position))),
  ].sort((one, other) => one.position - other.position);
}

function datingStep(position: number, dated: readonly ChartFact[], event: DatingEvent | undefined): Step {
  return { position, recordedAt: event?.time ?? '', cause: { tell: event === undefined ? 'A time was asserted.' : tellDatingEvent(event), actor: event?.actor ?? '' }, changes: [], dated };
}

function tellDatingEvent(event: DatingEvent): string {
  const reason = event.data.reason === undefined ? '' : ` ${event.data.reason}`;
  return event.type === 'EventTimeResolved' ? `When it happened was settled.${reason}` : `A document’s publication time was asserted${event.data.publishedAt === undefined ? '' : `: ${tellInstant(event.data.publishedAt)}`}.${reason}`;
}

/** What became known of a claim's times: "undated → 21 May 2025, 03:00 UTC". */
export function tellDated(before: ChartFact, after: ChartFact): string {
  const tell = (fact: ChartFact): string => tellBounds(fact.account.bounds?.earliest, fact.account.bounds?.latest);
  const published = (fact: ChartFact): string => (fact.account.reportTime === undefined ? 'unknown' : tellInstant(fact.account.reportTime));
  return [
    isDated(before) === isDated(after) ? '' : `${tell(before)} → ${tell(after)}`,
    before.reportedAt === after.reportedAt ? '' : `published: ${published(before)} → ${published(after)}`,
  ].filter((part) => part !== '').join('; ') || 'its time, again';
}
