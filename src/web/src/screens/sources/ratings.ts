import type { LogEvent, LogPart } from '../../api/events';

/** Events that one request goes through, and how many requests are made at most for one answer, from the end of the log. */
const partMax = 10_000;
const partsMax = 20;

/** The gradings that are in force among a source's events in log order: those that nobody undid, or whose undoing was undone. */
export function inForce(events: readonly LogEvent[]): readonly LogEvent[] {
  const undone = new Set<string>();
  for (const event of [...events].reverse()) {
    if (event.type === 'DecisionUndone' && !undone.has(event.id) && typeof event.data['decision'] === 'string') {
      undone.add(event.data['decision']);
    }
  }
  return events.filter((event) => event.type === 'SourceRated' && !undone.has(event.id));
}

/** The grading in force, and from where on the log was searched for it. */
export interface Found {
  readonly last: LogEvent | null;
  readonly from: number;
}

/** Searches the log for why a source is graded so, from its end backwards; what was gone through once is not gone through again when the log grows. */
export class Gradings {
  #events: readonly LogEvent[] = [];
  /** What was gone through: after the first position, up to the second. */
  #from = 0;
  #upTo = 0;

  constructor(
    /** Reads the source's gradings and undoings among so many events after a position. */
    private readonly read: (after: number, limit: number) => Promise<LogPart>,
  ) {}

  /** Which grading was in force at a position. */
  async at(position: number): Promise<Found> {
    if (position < this.#from || position > this.#upTo + partsMax * partMax || this.#upTo === 0) {
      [this.#events, this.#from, this.#upTo] = [[], position, position];
    }
    while (this.#upTo < position) {
      const part = await this.read(this.#upTo, Math.min(partMax, position - this.#upTo));
      this.#events = [...this.#events, ...part.events];
      this.#upTo = Math.max(this.#upTo + 1, part.reached);
    }
    const known = (): readonly LogEvent[] => inForce(this.#events.filter((event) => Number(event.position) <= position));
    for (let part = 0; known().length === 0 && this.#from > 0 && part < partsMax; part++) {
      const after = Math.max(0, this.#from - partMax);
      this.#events = [...(await this.read(after, this.#from - after)).events, ...this.#events];
      this.#from = after;
    }
    return { last: known().at(-1) ?? null, from: this.#from };
  }
}
