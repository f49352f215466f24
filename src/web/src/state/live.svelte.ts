import { SvelteMap } from 'svelte/reactivity';
import { jsonOf, send } from '../api/ask';
import { eventsMax, readEvents } from '../api/events';
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

/** Longest that the service is let say when to come again, in milliseconds. */
const pauseMax = 30_000;

/** Longest silence before a connection counts as lost, in milliseconds: the service says something at least every 15 seconds. */
const silenceMax = 25_000;

/**
 * How long a page that nobody sees goes on following, in milliseconds. By HTTP/1.1 a browser has six connections to one server for all of its tabs: pages left open
 * in the background would take them all, and the one that is read would wait for ever.
 */
const unseenMax = 30_000;

/** How many of the last events are kept for those who look at them. */
const recentMax = 200;

/** Under which an event is noted that may bear on any incident: no incident is called so. */
const any = '';

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
  /** When the service was last heard, in milliseconds by this machine's clock: up to then nothing was missed. Null while it never was. */
  heardAt: number | null = $state(null);
  /** Since when the connection counts as lost, in milliseconds; null while it does not. */
  lostSince: number | null = $state(null);

  #running: AbortController | null = null;
  /** Up to where the feed was read, which may be behind what receipts told of. */
  #followed: number | null = null;
  /** The last event since the page was opened that bears on an incident. */
  readonly #bearing = new SvelteMap<string, number>();
  /** Ends the pause before the next attempt. */
  #wake: () => void = () => undefined;
  #leaving: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    document.addEventListener('visibilitychange', () => this.#look());
    window.addEventListener('online', () => this.#wake());
  }

  /** Notes a position that the service has told of otherwise than by the feed, such as in a receipt, and the incident that what stands there bears on. */
  reach(position: number, incident: string | null = null): void {
    this.head = Math.max(this.head, position);
    if (incident !== null) {
      this.#bearing.set(incident, Math.max(position, this.#bearing.get(incident) ?? 0));
    }
  }

  /** The position of the last event since the page was opened that bears on an incident; 0 where there was none. */
  lastOn(incident: string): number {
    return Math.max(this.#bearing.get(incident) ?? 0, this.#bearing.get(any) ?? 0);
  }

  /** Begins, or begins anew with another key. */
  start(): void {
    this.#running?.abort();
    this.#wake();
    this.#running = new AbortController();
    this.connection = 'connecting';
    void this.#follow(this.#running.signal);
  }

  #look(): void {
    clearTimeout(this.#leaving);
    if (document.visibilityState === 'hidden') {
      this.#leaving = setTimeout(() => {
        this.#running?.abort();
        this.#running = null;
      }, unseenMax);
    } else if (this.#running === null && !this.isRewound) {
      this.start(); // From where it was left.
    } else {
      this.#wake();
    }
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
        this.isRewound ||= this.problem.slug === 'log-rewound';
        this.connection = this.problem.isPassing ? 'lost' : 'refused';
        this.lostSince = this.problem.isPassing ? (this.lostSince ?? Date.now()) : null;
        if (!this.problem.isPassing) {
          return;
        }
      }
      await this.#pause(Math.min(pauseMax, Math.max(pauses[Math.min(attempt, pauses.length - 1)] ?? 0, (this.problem.retryAfter ?? 0) * 1_000)));
    }
  }

  async #read(signal: AbortSignal, heard: () => void): Promise<void> {
    const silence = new Silence();
    const ending = AbortSignal.any([signal, silence.signal]);
    let wasHeard = false;
    try {
      if (this.#followed === null) {
        const ready = await jsonOf<{ readonly head?: number }>(await send('/health/ready', { signal: ending }), ending);
        this.#pass(ready.head ?? 0);
      }
      const response = await send(`/events?after=${this.#followed ?? 0}${this.#epochQuery}`, { accept: 'text/event-stream', signal: ending });
      this.epoch = response.headers.get('Timeline-Epoch') ?? this.epoch;
      this.connection = 'live';
      this.problem = null;
      this.lostSince = null;
      this.heardAt = Date.now();
      for await (const message of readServerSentEvents(response)) {
        wasHeard = true;
        heard();
        this.heardAt = Date.now();
        silence.broken();
        this.#takeMessage(message.event, message.data);
      }
    } catch (failure) {
      if (signal.aborted || !silence.signal.aborted) {
        throw failure;
      }
      if (!wasHeard) {
        await this.#catchUp(signal);
        heard();
      }
      throw Problem.away();
    } finally {
      silence.end();
    }
  }

  /** Reads what came meanwhile by answers that end: something between here and the service holds back those that do not, until they are long. */
  async #catchUp(signal: AbortSignal): Promise<void> {
    const part = await readEvents({ after: this.#followed ?? 0, limit: eventsMax, ...(this.epoch === null ? {} : { epoch: this.epoch }) }, signal);
    part.events.forEach((event) => this.#take(event));
    this.#pass(part.reached);
    this.heardAt = Date.now();
    this.epoch = part.epoch ?? this.epoch;
  }

  get #epochQuery(): string {
    return this.epoch === null ? '' : `&epoch=${this.epoch}`;
  }

  #takeMessage(event: string, data: string): void {
    if (event === 'reached') {
      const told = JSON.parse(data) as { readonly reached: number; readonly epoch?: string };
      this.#pass(told.reached);
      this.epoch = told.epoch ?? this.epoch;
    } else {
      this.#take(JSON.parse(data) as TimelineEvent);
    }
  }

  #take(event: TimelineEvent): void {
    const position = Number(event.position);
    if (position <= (this.#followed ?? 0)) {
      return; // Told before.
    }
    for (const incident of event.open === true ? [any] : (event.incidents ?? '').split(',').filter((one) => one !== '')) {
      this.#bearing.set(incident, position);
    }
    this.recent = [...this.recent.slice(1 - recentMax), event];
    this.#pass(position);
  }

  #pass(position: number): void {
    this.#followed = Math.max(this.#followed ?? 0, position);
    this.reach(position);
  }

  #pause(milliseconds: number): Promise<void> {
    return new Promise((resume) => {
      this.#wake = resume;
      setTimeout(resume, milliseconds);
    });
  }
}

/** Ends its signal when nothing was heard for too long. */
class Silence {
  readonly #ending = new AbortController();
  #timer = setTimeout(() => this.#ending.abort(), silenceMax);

  get signal(): AbortSignal {
    return this.#ending.signal;
  }

  broken(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ending.abort(), silenceMax);
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}

export const live = new Live();
