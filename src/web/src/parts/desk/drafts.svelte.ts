import { newId } from './decisions';

/** How many unsent decisions are kept: the oldest is forgotten first. */
const draftsMax = 30;

/** A decision that is being typed. It outlives its form, so that Escape loses nothing, and keeps its id, so that a retry is recognised. */
export class Draft<T extends object> {
  decisionId = newId();
  reason = $state('');
  fields: T = $state() as T;

  constructor(
    readonly key: string,
    fresh: T,
  ) {
    this.fields = { ...fresh };
  }
}

const drafts = new Map<string, Draft<object>>();

/** The draft of that key, or a fresh one. */
export function draftOf<T extends object>(key: string, fresh: T): Draft<T> {
  const draft = (drafts.get(key) as Draft<T> | undefined) ?? new Draft(key, fresh);
  drafts.delete(key); // Last in the order again.
  drafts.set(key, draft);
  for (const oldest of [...drafts.keys()].slice(0, -draftsMax)) {
    drafts.delete(oldest);
  }
  return draft;
}

export function forget(key: string): void {
  drafts.delete(key);
}
