import { path, send } from '../api/ask';
import { Problem } from '../api/problem';
import { DocumentText, readUtf8 } from './documenttext';

/** Between two attempts where the service is away or busy, in milliseconds. */
const pause = 1_500;

/** Texts kept for the way back and forth between facts of one document. They never change, so none is asked for twice. */
const keptMax = 8;
const kept = new Map<string, DocumentText>();

/** The text of a captured document, as a screen holds it. */
export class Frozen {
  text: DocumentText | null = $state.raw(null);
  problem: Problem | null = $state.raw(null);
}

/** Reads the text that quotations count in. To be called while a component is being made. */
export function loadText(hashOf: () => string | null): Frozen {
  const frozen = new Frozen();
  $effect(() => {
    const hash = hashOf();
    const ending = new AbortController();
    Object.assign(frozen, { text: hash === null ? null : (kept.get(hash) ?? null), problem: null });
    if (hash !== null && !kept.has(hash)) {
      void read(hash, frozen, ending.signal);
    }
    return () => ending.abort();
  });
  return frozen;
}

async function read(hash: string, frozen: Frozen, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      const response = await send(path(['documents', hash, 'text']), { accept: 'text/plain, application/problem+json', signal });
      const text = new DocumentText(readUtf8(await response.arrayBuffer()));
      kept.set(hash, text);
      for (const oldest of [...kept.keys()].slice(0, -keptMax)) {
        kept.delete(oldest);
      }
      Object.assign(frozen, { text, problem: null });
      return;
    } catch (failure) {
      if (signal.aborted) {
        return;
      }
      frozen.problem = failure instanceof Problem ? failure : Problem.away();
      if (!frozen.problem.isPassing) {
        return;
      }
      await new Promise((resume) => setTimeout(resume, frozen.problem?.retryAfter ? frozen.problem.retryAfter * 1_000 : pause));
    }
  }
}
