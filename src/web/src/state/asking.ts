import { Problem } from '../api/problem';

/** Between attempts where the service is away or busy, in milliseconds: quick at first, for most outages are a restart; later so that a page of many answers does not keep it down. */
const pauses = [1_500, 2_000, 3_000, 5_000, 8_000] as const;

/** Longest that the service is let say when to ask again, in milliseconds: nobody at a screen waits for an hour. */
const pauseMax = 30_000;

/** How long an answer is waited for, in milliseconds: a laptop that slept may wait for one that never comes. */
const patience = 60_000;

/** How long the answer to another question is kept while the one asked for has not come, in milliseconds, for screens that bridge a short wait with it. What must not stand under a wrong address reads `current`. */
export const staleMax = 400;

/** An answer as it is held for a screen. */
export interface Held<T> {
  value: T | undefined;
  problem: Problem | null;
  isLoading: boolean;
  of: string | null;
  knownAt: number | null;
}

export interface Answer<T> {
  readonly value: T;
  readonly knownAt: number | null;
}

/**
 * Asks for one thing after another, one at a time. What is wanted of the same view while an answer is under way is asked for after it, so that a busy log cannot
 * keep an answer from ever coming; another view ends what is under way.
 */
export class Asking<T> {
  #view: string | null = null;
  /** Asked for next; null where nothing is. */
  #next: string | null = null;
  #running: AbortController | null = null;
  #forgetting: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly held: Held<T>,
    /** Asks for a path. Throws a {@link Problem}. */
    private readonly answer: (path: string, signal: AbortSignal) => Promise<Answer<T>>,
  ) {}

  /** Wants an answer, as somebody (by their key); a path of null wants none and leaves what there is. */
  want(path: string | null, as: string | null = null): void {
    const view = path === null ? null : `${viewOf(path)}\n${as ?? ''}`;
    if (view !== this.#view) {
      this.#running?.abort();
      this.#running = null;
      clearTimeout(this.#forgetting);
      this.held.problem = null; // Whatever was refused or failed before, it was not this.
      if (view !== null && this.held.of !== null && view !== this.#shownView) {
        this.#forgetting = setTimeout(() => (this.held.value = undefined), staleMax);
      }
    }
    this.#view = view;
    this.#next = path;
    if (path === null) {
      this.held.isLoading = false;
    } else if (this.#running === null) {
      this.#running = new AbortController();
      void this.#run(this.#running.signal, view ?? '');
    }
  }

  end(): void {
    this.#running?.abort();
    clearTimeout(this.#forgetting);
  }

  /** Of which view the held value or problem is. */
  #shownView: string | null = null;

  async #run(signal: AbortSignal, view: string): Promise<void> {
    this.held.isLoading = true;
    for (let failed = 0; this.#next !== null; ) {
      const path: string = this.#next;
      this.#next = null;
      try {
        const answer = await this.answer(path, AbortSignal.any([signal, AbortSignal.timeout(patience)]));
        if (signal.aborted) {
          return;
        }
        failed = 0;
        this.#hold(path, view, { value: answer.value, problem: null, knownAt: answer.knownAt });
      } catch (failure) {
        if (signal.aborted) {
          return;
        }
        if (!(failure instanceof Problem) && !(failure instanceof DOMException)) {
          this.#running = null;
          this.held.isLoading = false;
          throw failure; // A bug of the page.
        }
        const problem = failure instanceof Problem ? failure : Problem.away();
        if (!problem.isPassing) {
          this.#hold(path, view, { value: undefined, problem, knownAt: null });
          continue;
        }
        this.#trouble(view, problem);
        this.#next ??= path;
        await pause(problem, failed++);
        if (signal.aborted) {
          return;
        }
      }
    }
    this.#running = null;
    this.held.isLoading = false;
  }

  #hold(path: string, view: string, answer: Pick<Held<T>, 'value' | 'problem' | 'knownAt'>): void {
    clearTimeout(this.#forgetting);
    this.#shownView = view;
    Object.assign(this.held, answer, { of: path });
  }

  /** What was answered last stays, unless it is of another view. */
  #trouble(view: string, problem: Problem): void {
    clearTimeout(this.#forgetting);
    if (view !== this.#shownView) {
      this.held.value = undefined;
    }
    this.held.problem = problem;
  }
}

/** What a path asks about: up to where the answer has to reach makes no other question of it. */
export function viewOf(path: string): string {
  const [name = '', query = ''] = path.split('?');
  return `${name}?${query.split('&').filter((part) => !part.startsWith('atLeast=')).join('&')}`;
}

function pause(problem: Problem, failed: number): Promise<void> {
  const own = pauses[Math.min(failed, pauses.length - 1)] ?? 0;
  return new Promise((resume) => setTimeout(resume, Math.min(pauseMax, Math.max(own, (problem.retryAfter ?? 0) * 1_000))));
}
