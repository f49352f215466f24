import { send } from '../api/ask';
import { Problem } from '../api/problem';

/** Between two attempts where the service is away or busy, in milliseconds. */
const pause = 1_500;

/** An answer of the service as a screen holds it: what was answered last stays while it is asked for again. */
export class Loaded<T> {
  value: T | undefined = $state.raw(undefined);
  problem: Problem | null = $state.raw(null);
  isLoading: boolean = $state(false);
  /** Of which request the value is; another one is shown as loading, and not as what was asked for before. */
  of: string | null = $state(null);
  /** The position that the answer holds, where the service says so beside it. */
  knownAt: number | null = $state(null);
}

/**
 * Asks for a path, and again whenever what the path is made of changes, or `again` does. A path of null asks for nothing.
 * To be called while a component is being made.
 */
export function load<T>(pathOf: () => string | null, again: () => unknown = () => undefined): Loaded<T> {
  const loaded = new Loaded<T>();
  $effect(() => {
    const path = pathOf();
    again();
    const ending = new AbortController();
    if (path !== null) {
      void ask_(path, loaded, ending.signal);
    }
    return () => ending.abort();
  });
  return loaded;
}

async function ask_<T>(path: string, loaded: Loaded<T>, signal: AbortSignal): Promise<void> {
  loaded.isLoading = true;
  while (!signal.aborted) {
    try {
      const response = await send(path, { signal });
      const value = await response.json() as T;
      if (!signal.aborted) {
        const knownAt = response.headers.get('Timeline-Known-At');
        Object.assign(loaded, { value, problem: null, of: path, isLoading: false, knownAt: knownAt === null ? null : Number(knownAt) });
      }
      return;
    } catch (failure) {
      if (signal.aborted) {
        return;
      }
      if (!(failure instanceof Problem)) {
        loaded.isLoading = false;
        throw failure;
      }
      loaded.problem = failure;
      if (!failure.isPassing) {
        Object.assign(loaded, { value: undefined, of: path, isLoading: false });
        return;
      }
      await new Promise((resume) => setTimeout(resume, failure.retryAfter === null ? pause : failure.retryAfter * 1_000));
    }
  }
}
