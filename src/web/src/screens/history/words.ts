import { ask, path } from '../../api/ask';
import { Problem } from '../../api/problem';
import type { FactView, Quotation, Trace } from '../../api/schema';
import { caller } from '../../state/caller.svelte';
import type { Cuts } from '../../state/route.svelte';

/** What a fact's value rests on. */
export interface Words {
  /** The quotations of the value, in the order of the coder. */
  readonly quoted: readonly string[];
  /** The sentence around the first, where the reader may read documents. */
  readonly sentence: string | null;
  /** The raw line, where the fact is one of a data file. */
  readonly line: string | null;
}

/** How many are asked for at a time, so that a long history leaves the service room for others. */
const atATimeMax = 4;

/** How many are kept; the oldest is forgotten first. */
const keptMax = 500;

const kept = new Map<string, Promise<Words>>();
const waiting: (() => void)[] = [];
let underWay = 0;

/** The words that a fact's value rests on, each asked for once. `coding` is anything that changes when the fact is coded anew. */
export function wordsOf(fact: string, cuts: Cuts, coding: string): Promise<Words> {
  const key = JSON.stringify([fact, cuts, coding]);
  const known = kept.get(key);
  if (known !== undefined) {
    return known;
  }
  const asked = inTurn(() => read(fact, cuts));
  kept.set(key, asked);
  asked.catch(() => kept.delete(key)); // To be asked for again.
  for (const oldest of [...kept.keys()].slice(0, -keptMax)) {
    kept.delete(oldest);
  }
  return asked;
}

/** The key that was refused the way to the words; it is not asked for with it again. */
let refusedKey: string | null | undefined;

async function read(fact: string, cuts: Cuts): Promise<Words> {
  if (refusedKey !== undefined && refusedKey === caller.key) {
    return readQuoted(fact, cuts);
  }
  try {
    const trace = await ask<Trace>(path(['facts', fact, 'trace'], { ...cuts }));
    const value = trace.quotations.filter((one) => isValue(one.quotation));
    return { quoted: value.map((one) => one.quotation.exact), sentence: value[0]?.sentence ?? null, line: trace.line?.text ?? null };
  } catch (failure) {
    if (!(failure instanceof Problem) || failure.status !== 403) {
      throw failure;
    }
    refusedKey = caller.key;
    return readQuoted(fact, cuts);
  }
}

/** Whose key reads no documents may still read what was quoted. */
async function readQuoted(fact: string, cuts: Cuts): Promise<Words> {
  const view = await ask<FactView>(path(['facts', fact], { ...cuts }));
  return { quoted: (view.fact.quotations ?? []).filter(isValue).map((one) => one.exact), sentence: null, line: null };
}

function isValue(quotation: Quotation): boolean {
  return (quotation.role ?? 'value') === 'value';
}

async function inTurn<T>(act: () => Promise<T>): Promise<T> {
  if (underWay >= atATimeMax) {
    await new Promise<void>((go) => waiting.push(go));
  }
  underWay++;
  try {
    return await act();
  } finally {
    underWay--;
    waiting.shift()?.();
  }
}
