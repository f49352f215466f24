import { getContext, setContext } from 'svelte';
import type { Fault } from './schema';

/** What is wrong with what was typed, for the fields below: each shows what is at its pointer. */
const key = Symbol('problems');

export function tellProblems(faults: () => readonly Fault[]): void {
  setContext(key, faults);
}

export function problemsAt(): (pointer: string) => readonly Fault[] {
  const faults = getContext<(() => readonly Fault[]) | undefined>(key);
  return (pointer) => faults?.().filter((fault) => fault.pointer === pointer) ?? [];
}

/** The id of the field at a pointer, by which it is found when something is wrong with it. */
export function idAt(pointer: string): string {
  return `at${pointer.replaceAll('/', '-')}`;
}
