import type { LogEvent } from '../../api/lines';

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
