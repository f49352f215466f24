import { send } from '../api/ask';
import { Problem } from '../api/problem';
import { readServerSentEvents } from '../api/sse';

/** What an event says of itself, as a CloudEvent. */
export interface TimelineEvent {
  readonly id: string;
  readonly type: string;
  readonly time: string;
  readonly subject: string;
  readonly position: string;
  readonly regions?: string;
  readonly incidents?: string;
  /** Whether it may bear on anything. */
  readonly open?: boolean;
}

export type Connection = 'connecting' | 'live' | 'lost' | 'refused';

/** Between two attempts, in milliseconds: quick at first, for most outages are a restart. */
const pauses = [500, 1_000, 2_000, 4_000, 8_000] as const;

/** Longest silence before a connection counts as lost, in milliseconds: the service says something at least every 15 seconds. */
const silenceMax = 25_000;

/** How many of the last events are kept for those who look at them. */
const eventsMax = 200;

/** Follows the log for all screens, over outages, and says how far it got. */
class Live {
  connection: Connection = $state('connecting');
  /** The last position that is known to be in the log. */
  head: number = $state(0);
  /** The log's epoch; another one is another log. */
  epoch: string | null = $state(null);
  /** Why the service does not let us follow. */
  problem: Problem | null = $state.raw(null);
  /** The last events since the page was opened, oldest first. */
  recent: readonly TimelineEvent[] = $state.raw([]);
  /** Set where what was shown is of a log that is no more. */
  isRewound: boolean = $state(false);

  #running: AbortController | null = null;
  /** Up to where the feed was read, which may be behind what receipts told of. */
  #followed: number | null = null;

  /** Notes a position that the service has told of otherwise than by the feed, such as in a receipt. */
  reach(position: number): void {
    this.head = Math.max(this.head, position);
  }

  /** Begins, or begins anew with another key. */
  start(): void {
    this.#running?.abort();
    this.#running = new AbortController();
    void this.#follow(this.#running.signal);
  }

  async #follow(signal: AbortSignal): Promise<void> {
    for (let attempt = 0; !signal.aborted; attempt++) {
      try {
        await this.#read(signal, () => (attempt = 0));
        throw Problem.away();
      } catch (failure) {
        if (signal.aborted) {
          return;
        }
        this.problem = failure instanceof Problem ? failure : Problem.away();
        if (this.problem.slug === 'log-rewound') {
          this.isRewound = true;
          this.connection = 'refused';
          return;
        }
        this.connection = this.problem.isPassing ? 'lost' : 'refused';
        if (!this.problem.isPassing) {
          return;
        }
      }
      await new Promise((resume) => setTimeout(resume, pauses[Math.min(attempt, pauses.length - 1)]));
    }
  }

  async #read(signal: AbortSignal, heard: () => void): Promise<void> {
    if (this.#followed === null) {
      const ready = await (await send('/health/ready', { signal })).json() as { readonly head?: number };
      this.#pass(ready.head ?? 0);
    }
    const silent = new AbortController();
    let timer = setTimeout(() => silent.abort(), silenceMax);
    try {
      const response = await send(`/events?after=${this.#followed ?? 0}${this.epoch === null ? '' : `&epoch=${this.epoch}`}`, {
        accept: 'text/event-stream',
        signal: AbortSignal.any([signal, silent.signal]),
      });
      this.epoch = response.headers.get('Timeline-Epoch') ?? this.epoch;
      this.connection = 'live';
      this.problem = null;
      for await (const message of readServerSentEvents(response)) {
        heard();
        clearTimeout(timer);
        timer = setTimeout(() => silent.abort(), silenceMax);
        this.#take(message.event, message.data);
      }
    } catch (failure) {
      throw silent.signal.aborted && !signal.aborted ? Problem.away() : failure;
    } finally {
      clearTimeout(timer);
    }
  }

  #take(event: string, data: string): void {
    if (event === 'reached') {
      const told = JSON.parse(data) as { readonly reached: number; readonly epoch?: string };
      this.#pass(told.reached);
      this.epoch = told.epoch ?? this.epoch;
      return;
    }
    const recorded = JSON.parse(data) as TimelineEvent;
    this.#pass(Number(recorded.position));
    this.recent = [...this.recent.slice(1 - eventsMax), recorded];
  }

  #pass(position: number): void {
    this.#followed = Math.max(this.#followed ?? 0, position);
    this.reach(position);
  }
}

export const live = new Live();
