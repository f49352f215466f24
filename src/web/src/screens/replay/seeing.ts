import type { Cursor } from './cursor';
import { isSeen } from './draw';
import type { Exact } from './exact.svelte';
import type { ChartFact } from './facts';
import { outcomeAt, type Fate, type Outcome } from './outcomes';
import type { Rows } from './rows';

// What is called for thousands of facts in each frame: it looks at nothing that could change meanwhile.

/** What had become of each fact where the reader stands: as the service told it, or worked out from the present. */
export function outcomesBy(by: Cursor, fates: ReadonlyMap<string, Fate>, exact: Exact | null): (fact: ChartFact) => Outcome {
  const knownAt = by.knownAt ?? Infinity;
  return (fact) => {
    const standing = exact?.get(fact.id)?.standing;
    return standing === undefined ? outcomeAt(fates.get(fact.id), knownAt, by.publishedBy) : standing === 'superseded' || standing === 'withdrawn' || standing === 'struck' ? standing : 'stands';
  };
}

/** Whether a fact has effect where the reader stands. */
export function seenBy(by: Cursor): (fact: ChartFact) => boolean {
  const at = { knownAt: by.knownAt ?? Infinity, publishedBy: by.publishedBy };
  return (fact) => isSeen(fact, at);
}

/** The same for the fact of a row; a decision has none. */
export function rowsSeenBy(by: Cursor, rows: Rows): (row: number) => boolean {
  const [facts, isFactSeen] = [rows.facts, seenBy(by)];
  return (row) => {
    const fact = facts[row] ?? null;
    return fact !== null && isFactSeen(fact);
  };
}
