import { path, send } from './ask';
import { readLines, type LogEvent } from './lines';

/** Reads a part of the log: what passes of the `limit` events after a position. Throws a {@link Problem}. */
export async function readEvents(query: Readonly<Record<string, string | number>>, signal?: AbortSignal): Promise<readonly LogEvent[]> {
  const response = await send(path(['events'], query), { accept: 'application/x-ndjson', ...(signal === undefined ? {} : { signal }) });
  return readLines(await response.text());
}
