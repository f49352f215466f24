import { path, send } from './ask';
import { parseLine, readLines } from './ndjson';
import { Problem } from './problem';

/** An event of the log as a CloudEvent, as far as the page reads it. */
export interface LogEvent {
  readonly id: string;
  readonly type: string;
  readonly time: string;
  readonly actor: string;
  /** Its stream, such as `incident-kaluga-0514`. */
  readonly subject: string;
  readonly position: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Events that one request goes through at most, whether they pass its filter or not. */
export const eventsMax = 10_000;

/** A part of the log. */
export interface LogPart {
  /** Those that pass. */
  readonly events: readonly LogEvent[];
  /** Up to which position the log was gone through. */
  readonly reached: number;
  /** The log's epoch there; null where it has none. */
  readonly epoch: string | null;
}

/** A line that says how far an answer reached. */
interface Reached {
  readonly reached: number;
  readonly epoch?: string;
}

/** Reads what passes of the `limit` events after a position. Throws a {@link Problem}. */
export async function readEvents(query: Readonly<Record<string, string | number>>, signal?: AbortSignal): Promise<LogPart> {
  const response = await send(path(['events'], query), { accept: 'application/x-ndjson', ...(signal === undefined ? {} : { signal }) });
  try {
    return await partOf(response);
  } catch (failure) {
    throw signal?.aborted === true ? failure : Problem.away(); // It broke off, and not all that passes was told.
  }
}

/** Reads the lines of a part. Lines that say how far it reached stand between the events, too, and the last one is always such. */
export async function partOf(response: Response): Promise<LogPart> {
  const events: LogEvent[] = [];
  let last: Reached | null = null;
  for await (const line of readLines(response)) {
    const told = parseLine<LogEvent | Reached>(line);
    if ('reached' in told) {
      last = told;
    } else {
      events.push(told);
      last = null;
    }
  }
  if (last === null) {
    throw Problem.away(); // It was cut short.
  }
  return { events, reached: last.reached, epoch: last.epoch ?? null };
}
