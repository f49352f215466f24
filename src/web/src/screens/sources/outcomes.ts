import type { SourceStatement } from '../../api/schema';
import { matcher } from '../../parts/lists/matching';

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
    const its = facts.get(one.account.fact);
    if (its === undefined) {
      facts.set(one.account.fact, [one]);
    } else {
      its.push(one);
    }
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

/** Facts that have the words that somebody typed in what they say, where, on what, or in whose words. */
export function matching(facts: readonly SaidFact[], words: string): readonly SaidFact[] {
  const has = matcher(words);
  return facts.filter((said) => has(said.statements.flatMap((one) => [one.account.tell, one.account.type, one.account.voice.name, one.account.publisher.name, one.incident, one.title, one.place, one.aspect, one.aspect.replaceAll('-', ' ')])));
}

/** The newest first; what nobody knows the report time of stays last, in its order. */
export function newestFirst(facts: readonly SaidFact[]): readonly SaidFact[] {
  const isDated = (said: SaidFact): boolean => said.statements[0]?.account.reportTime !== undefined;
  return [...facts.filter(isDated).reverse(), ...facts.filter((said) => !isDated(said))];
}

/** The incidents that a fact's statements count under, each once. */
export function incidentsOf(said: SaidFact): readonly string[] {
  return [...new Set(said.statements.map((one) => one.incident))];
}
