/** A piece of a decision's sentence. */
export interface Part {
  readonly text: string;
  /** The fact that it names; null for words. */
  readonly fact: string | null;
}

/** A decision's sentence with the numbers of the steps for the ids of facts, each of which can be followed. */
export function partsOfDecision(decision: string, numbers: ReadonlyMap<string, number>): readonly Part[] {
  const parts: Part[] = [];
  let from = 0;
  for (const match of decision.matchAll(/(?:Fact )?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/g)) {
    const fact = match[1] ?? '';
    const number = numbers.get(fact);
    parts.push({ text: decision.slice(from, match.index), fact: null });
    parts.push({ text: number === undefined ? match[0] : `${match.index === 0 ? 'Step' : 'step'} ${number}`, fact });
    from = match.index + match[0].length;
  }
  return [...parts, { text: decision.slice(from), fact: null }].filter((part) => part.text !== '');
}
