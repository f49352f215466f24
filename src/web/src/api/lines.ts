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

/** The events among the lines of an answer; the last line says how far it reached, and is none. */
export function readLines(lines: string): readonly LogEvent[] {
  return lines.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as LogEvent).filter((event) => event.position !== undefined);
}
