import { untrack } from 'svelte';
import { jsonOf, send } from '../api/ask';
import type { Problem } from '../api/problem';
import { Asking, viewOf } from './asking';
import { caller } from './caller.svelte';

/** An answer of the service as a screen holds it: what was answered last stays while it is asked for again. */
export class Loaded<T> {
  constructor(private readonly wanted: () => string | null) {}

  value: T | undefined = $state.raw(undefined);
  problem: Problem | null = $state.raw(null);
  isLoading: boolean = $state(false);
  /** Of which request the value is. That of another view goes by itself when the one asked for is long in coming, or does not come. */
  of: string | null = $state(null);
  /** The position that the answer holds, where the service says so beside it. */
  knownAt: number | null = $state(null);

  /** The value, where it answers what is asked for now, if not up to the last event; nothing as long as it is that of another view. */
  get current(): T | undefined {
    const wanted = this.wanted();
    return wanted !== null && this.of !== null && viewOf(wanted) === viewOf(this.of) ? this.value : undefined;
  }
}

/**
 * Asks for a path, and again whenever the path changes, another key is shown, or `again` changes. A path of null asks for nothing.
 * To be called while a component is being made.
 */
export function load<T>(pathOf: () => string | null, again: () => unknown = () => undefined): Loaded<T> {
  // What changes without changing these, as the words of a filter, asks for nothing.
  const path = $derived(pathOf());
  const loaded = new Loaded<T>(() => path);
  const asking = new Asking<T>(loaded, async (path, signal) => {
    const response = await send(path, { signal });
    const knownAt = response.headers.get('Timeline-Known-At');
    return { value: await jsonOf<T>(response, signal), knownAt: knownAt === null ? null : Number(knownAt) };
  });
  const times = $derived(again());
  $effect(() => {
    const [wanted, key] = [path, caller.key];
    void times;
    untrack(() => asking.want(wanted, key));
  });
  $effect(() => () => asking.end());
  return loaded;
}
