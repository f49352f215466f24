import { here } from '../../state/route.svelte';

/** Most entries that an address can ask to be shown at once: more would hold up the page, and a filter finds them sooner. */
export const shownMax = 5_000;

/** How many entries of a list the address asks to be shown: at least as many as are shown at first. */
export function shownHere(step: number, parameter = 'show'): number {
  return readShown(here.route.query[parameter], step);
}

export function readShown(text: string | undefined, step: number): number {
  return /^\d{1,9}$/.test(text ?? '') ? Math.min(shownMax, Math.max(step, Number(text))) : step;
}
