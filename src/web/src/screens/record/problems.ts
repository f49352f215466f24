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

/** The first field that holds what cannot be read: half a date, or words that lead to no choice. Its value is empty or the old one, so it would be sent unseen. */
export function findUnread(within: ParentNode | undefined): HTMLInputElement | null {
  return [...(within?.querySelectorAll('input') ?? [])].find((one) => one.validity.badInput || one.validity.customError) ?? null;
}

/** Goes to a field, wherever it is folded away. */
export function goTo(field: HTMLElement): void {
  for (let folded = field.closest('details'); folded !== null; folded = folded.parentElement?.closest('details') ?? null) {
    folded.open = true;
  }
  field.focus();
}
