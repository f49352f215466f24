import type { ChartFact } from './facts';

/** What became of a fact. */
export type Outcome = 'stands' | 'superseded' | 'withdrawn' | 'struck';

/** By what it came to be so: where the log recorded it, and when it was published. */
export interface Fate {
  readonly outcome: Exclude<Outcome, 'stands'>;
  /** 0 where it is not in view by what, so that it counts as having always been so. */
  readonly position: number;
  /** In milliseconds; null for a decision of the desk, or where unknown. */
  readonly reportedAt: number | null;
}

/**
 * What has become of each fact and since when, worked out from the present, so that the reader can move through the past without a request for each
 * step. What was undone meanwhile is not seen so: where the reader stands still, the service's own answer takes the place of this.
 */
export function fatesOf(facts: readonly ChartFact[], struck: ReadonlyMap<string, number>): ReadonlyMap<string, Fate> {
  const byId = new Map(facts.map((fact) => [fact.id, fact]));
  const corrections = new Map(facts.flatMap((fact) => (fact.revises?.act === 'corrects' ? [[fact.revises.fact, fact] as const] : [])));
  const registers = byRegister(facts);
  const fates = new Map<string, Fate>();
  for (const fact of facts) {
    if (fact.standing === 'withdrawn') {
      const by = fact.withdrawnBy === null ? undefined : byId.get(fact.withdrawnBy);
      fates.set(fact.id, { outcome: 'withdrawn', position: by?.position ?? 0, reportedAt: by?.reportedAt ?? null });
    } else if (fact.standing === 'superseded') {
      const by = corrections.get(fact.id) ?? laterInRegister(fact, registers);
      fates.set(fact.id, { outcome: 'superseded', position: by?.position ?? 0, reportedAt: by?.reportedAt ?? null });
    } else if (fact.standing === 'struck') {
      fates.set(fact.id, { outcome: 'struck', position: struck.get(fact.id) ?? 0, reportedAt: null });
    }
  }
  return fates;
}

/** What had become of a fact, as known at a position and published by an instant. */
export function outcomeAt(fate: Fate | undefined, knownAt: number, publishedBy: number | null): Outcome {
  return fate === undefined || fate.position > knownAt || (publishedBy !== null && fate.reportedAt !== null && fate.reportedAt > publishedBy) ? 'stands' : fate.outcome;
}

function byRegister(facts: readonly ChartFact[]): ReadonlyMap<string, readonly ChartFact[]> {
  const registers = new Map<string, ChartFact[]>();
  for (const fact of facts) {
    if (fact.register !== null) {
      const others = registers.get(fact.register);
      if (others === undefined) {
        registers.set(fact.register, [fact]);
      } else {
        others.push(fact);
      }
    }
  }
  return registers;
}

/** The first fact to be recorded that was published later in the same register: of the same type where there is one. */
function laterInRegister(fact: ChartFact, registers: ReadonlyMap<string, readonly ChartFact[]>): ChartFact | undefined {
  const later = (fact.register === null ? [] : (registers.get(fact.register) ?? []))
    .filter((one) => one.id !== fact.id && one.reportedAt !== null && fact.reportedAt !== null && one.reportedAt > fact.reportedAt);
  return later.find((one) => one.account.type === fact.account.type) ?? later[0];
}
