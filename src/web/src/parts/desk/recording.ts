import { path, send } from '../../api/ask';
import { eventsMax, readEvents, type LogEvent } from '../../api/events';
import { Problem } from '../../api/problem';
import type { DeskReceipt } from '../../api/schema';
import { live } from '../../state/live.svelte';
import { subjectOf, type DecisionBody, type Subject } from './decisions';

/** How long an answer is waited for before its outcome counts as unknown, in milliseconds: longer than the service itself waits. */
const patience = 30_000;

/** How many parts of the log are read to say what came between: more than a page that was asleep over night has to make up for. */
const partsMax = 20;

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
    const receipt = await response.json() as DeskReceipt;
    own.add(receipt.decisionId);
    live.reach(Number(receipt.position), subject.kind === 'incidents' ? subject.id : null); // What is asked for from now on holds it.
    return receipt;
  } catch (failure) {
    throw failure instanceof Problem ? failure : Problem.away();
  }
}

/** What an incident's stream is like now. Throws a {@link Problem}. */
export async function see(incident: string): Promise<Seen> {
  const response = await send(path(['incidents', incident]), { signal: AbortSignal.timeout(patience) });
  const version = /^"(\d+)"$/.exec(response.headers.get('ETag') ?? '')?.[1];
  if (version === undefined) {
    throw Problem.away(); // Without it nobody could say whether something came between.
  }
  return { version, knownAt: Number(response.headers.get('Timeline-Known-At') ?? 0) };
}

/** The decisions that were recorded from here, of which nobody need be told. */
const own = new Set<string>();

/** What others recorded that bears on an incident after a position, up to another. */
export interface Between {
  readonly events: readonly LogEvent[];
  /** Whether that is all of it; else the log grew by more than is read. */
  readonly isAll: boolean;
}

/** Reads what came between. Throws a {@link Problem}. */
export async function between(incident: string, after: number, upTo: number): Promise<Between> {
  const events: LogEvent[] = [];
  let reached = after;
  for (let part = 0; reached < upTo && part < partsMax; part++) {
    const read = await readEvents({ after: reached, incident, limit: Math.min(eventsMax, upTo - reached) }, AbortSignal.timeout(patience));
    events.push(...read.events.filter((event) => !own.has(event.id)));
    if (read.reached <= reached) {
      break;
    }
    reached = read.reached;
  }
  return { events, isAll: reached >= upTo };
}

/** The event at a position, by which it is known in whose stream a decision stands. Each is asked for once. */
export function eventAt(position: number): Promise<LogEvent | null> {
  const kept = events.get(position);
  if (kept !== undefined) {
    return kept;
  }
  const asked = readEvents({ after: position - 1, limit: 1 }).then((part) => part.events[0] ?? null);
  events.set(position, asked); // Events never change.
  asked.then((event) => event !== null || events.delete(position), () => events.delete(position));
  for (const oldest of [...events.keys()].slice(0, -keptMax)) {
    events.delete(oldest);
  }
  return asked;
}

/** Whose stream a decision stands in: after a merge, not that of the incident that shows it. */
export async function standsIn(position: number): Promise<Subject | null> {
  const event = await eventAt(position);
  return event === null ? null : subjectOf(event.subject);
}

/** Events that are kept: the oldest is forgotten first. */
const keptMax = 500;
const events = new Map<number, Promise<LogEvent | null>>();
