import { ask, path, send } from '../../api/ask';
import { readEvents } from '../../api/events';
import type { LogEvent } from '../../api/lines';
import { Problem } from '../../api/problem';
import type { DeskReceipt, Trace } from '../../api/schema';
import { subjectOf, type DecisionBody, type Subject } from './decisions';

/** How long an answer is waited for before its outcome counts as unknown, in milliseconds: longer than the service itself waits. */
const patience = 30_000;

/** How many events are read to say what came between. */
const betweenMax = 1_000;

/** A decision that was recorded, and where. */
export interface RecordedDecision {
  readonly subject: Subject;
  readonly decision: DecisionBody;
  readonly receipt: DeskReceipt;
}

/** What an incident's stream was like when a decision on it was begun. */
export interface Seen {
  /** For `If-Match`. */
  readonly version: string;
  /** The position that was known then. */
  readonly knownAt: number;
}

/** Records a decision. Throws a {@link Problem}; the same id with the same content is recorded once, however often it is sent. */
export async function record(subject: Subject, decisionId: string, decision: DecisionBody, seen: Seen | null): Promise<DeskReceipt> {
  try {
    const response = await send(path([subject.kind, subject.id, 'desk']), {
      method: 'POST',
      body: { decisionId, decision },
      headers: seen === null ? {} : { 'If-Match': `"${seen.version}"` },
      signal: AbortSignal.timeout(patience),
    });
    return await response.json() as DeskReceipt;
  } catch (failure) {
    throw failure instanceof Problem ? failure : Problem.away();
  }
}

/** What an incident's stream is like now. */
export async function see(incident: string): Promise<Seen | null> {
  const response = await send(path(['incidents', incident]));
  const version = /^"(\d+)"$/.exec(response.headers.get('ETag') ?? '')?.[1];
  return version === undefined ? null : { version, knownAt: Number(response.headers.get('Timeline-Known-At') ?? 0) };
}

/** What was recorded about an incident after a position, as far as it is read. */
export async function between(incident: string, after: number): Promise<readonly LogEvent[]> {
  return readEvents({ after, incident, limit: betweenMax });
}

/** The event at a position: what a decision says in full, and in whose stream it stands. */
export async function eventAt(position: number): Promise<LogEvent | null> {
  const kept = events.get(position) ?? (await readEvents({ after: position - 1, limit: 1 }))[0] ?? null;
  if (kept !== null && events.size < eventsMax) {
    events.set(position, kept); // Events never change.
  }
  return kept;
}

/** Whose stream a decision stands in: after a merge, not that of the incident that shows it. */
export async function standsIn(position: number): Promise<Subject | null> {
  const event = await eventAt(position);
  return event === null ? null : subjectOf(event.subject);
}

/** Where a decision about a fact was recorded, by its id. */
export async function positionOf(decision: string, fact: string): Promise<number | null> {
  const trace = await ask<Trace>(path(['facts', fact, 'trace']));
  return trace.decisions.find((one) => one.id === decision)?.position ?? null;
}

/** Events that are kept so that they are asked for once. */
const eventsMax = 500;
const events = new Map<number, LogEvent>();
