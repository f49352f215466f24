import type { SourceStatement } from '../../api/schema';

/** What a source's statements are listed by. Each is counted in facts, as one fact may answer several questions; none of it is a score. */
export const outcomes = ['all', 'stands', 'superseded', 'corrections', 'withdrawn', 'reinstatements', 'struck', 'undated', 'unnamed'] as const;

export type Outcome = (typeof outcomes)[number];

/** A fact with all of its statements. */
export interface SaidFact {
  readonly fact: string;
  readonly statements: readonly SourceStatement[];
}

/** The statements by their facts, in the order in which they were given. */
export function byFact(statements: readonly SourceStatement[]): readonly SaidFact[] {
  const facts = new Map<string, SourceStatement[]>();
  for (const one of statements) {
    facts.set(one.account.fact, [...(facts.get(one.account.fact) ?? []), one]);
  }
  return [...facts].map(([fact, its]) => ({ fact, statements: its }));
}

/** Whether a fact is listed under an outcome; a fact that stands in one of its statements and not in another is listed under both. */
export function isOf(said: SaidFact, outcome: Outcome): boolean {
  return outcome === 'all' || said.statements.some((one) => {
    switch (outcome) {
      case 'stands': return one.standing === 'stands';
      case 'superseded': return one.standing === 'superseded';
      case 'withdrawn': return one.standing === 'withdrawn';
      case 'struck': return one.standing === 'struck';
      case 'corrections': return one.account.type === 'StatementCorrected';
      case 'reinstatements': return one.account.type === 'StatementReinstated';
      case 'undated': return one.account.marks.includes('undated');
      case 'unnamed': return one.account.voice.isAnonymous;
    }
  });
}

/** How many facts are listed under each outcome. They overlap, and are no parts of a whole. */
export function count(facts: readonly SaidFact[]): Readonly<Record<Outcome, number>> {
  return Object.fromEntries(outcomes.map((outcome) => [outcome, facts.filter((one) => isOf(one, outcome)).length])) as Record<Outcome, number>;
}

/** The outcome that an address names; all where it names none. */
export function readOutcome(text: string | undefined): Outcome {
  return outcomes.find((one) => one === text) ?? 'all';
}
