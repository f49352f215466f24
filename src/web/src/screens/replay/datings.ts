import type { ChartFact } from './facts';

/** An event of the log, as far as it tells since when a fact is dated or struck. */
export interface DatingEvent {
  readonly type: string;
  readonly subject: string;
  readonly position: string;
  readonly data: { readonly fact?: string };
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
}

export const noDatings: Datings = { documents: new Map(), resolved: new Map(), struck: new Map() };

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
  return { documents, resolved, struck };
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
