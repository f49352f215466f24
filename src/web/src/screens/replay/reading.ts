import { Problem } from '../../api/problem';

/** Between attempts where the service is away or busy, in milliseconds: later and later, so that a page that reads much does not keep it down. */
const pauses = [1_500, 2_000, 3_000, 5_000, 8_000] as const;

/** Longest that the service is let say when to ask again, in milliseconds. */
const pauseMax = 30_000;

/**
 * Reads what takes long, one time after another. What is wanted again meanwhile is read after it, so that a busy log cannot keep a reading from ever
 * coming to its end; another subject ends what is under way.
 */
export class Reading {
  #key: string | null = null;
  #running: AbortController | null = null;
  #isWantedAgain = false;

  constructor(
    /** Reads. Throws a {@link Problem}, or whatever a stream that broke throws. */
    private readonly read: (signal: AbortSignal) => Promise<void>,
    private readonly tell: (isReading: boolean, problem: Problem | null) => void,
  ) {}

  want(key: string): void {
    if (key === this.#key && this.#running !== null) {
      this.#isWantedAgain = true;
      return;
    }
    this.#running?.abort();
    this.#key = key;
    this.#running = new AbortController();
    void this.#run(this.#running);
  }

  end(): void {
    this.#running?.abort();
    this.#running = null;
  }

  async #run(running: AbortController): Promise<void> {
    do {
      this.#isWantedAgain = false;
      await this.#persist(running.signal);
    } while (this.#isWantedAgain && !running.signal.aborted);
    if (this.#running === running) {
      this.#running = null;
    }
  }

  async #persist(signal: AbortSignal): Promise<void> {
    this.tell(true, null);
    for (let failed = 0; ; failed++) {
      try {
        await this.read(signal);
        signal.throwIfAborted();
        this.tell(false, null);
        return;
      } catch (failure) {
        if (signal.aborted) {
          return;
        }
        const problem = failure instanceof Problem ? failure : Problem.away(); // A stream that broke: the connection did.
        this.tell(problem.isPassing, problem);
        if (!problem.isPassing) {
          return;
        }
        await pause(problem, failed);
        if (signal.aborted) {
          return;
        }
      }
    }
  }
}

function pause(problem: Problem, failed: number): Promise<void> {
  const own = pauses[Math.min(failed, pauses.length - 1)] ?? 0;
  return new Promise((resume) => setTimeout(resume, Math.min(pauseMax, Math.max(own, (problem.retryAfter ?? 0) * 1_000))));
}
