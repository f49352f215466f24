import { ask } from '../api/ask';
import { Problem } from '../api/problem';
import { caller, type Role } from './caller.svelte';

/** Between two attempts where the service is away, in milliseconds. */
const pause = 1_500;

/** Asks as whom the service sees the reader, until it answers: a page that is opened while it is away must not take them for nobody. */
export async function greet(): Promise<void> {
  const key = caller.key;
  const isShown = (): boolean => caller.key === key;
  while (key !== null && isShown() && (await introduce(key, isShown))?.isPassing === true) {
    await new Promise((resume) => setTimeout(resume, pause));
  }
}

/**
 * Asks as whom the service sees the holder of a key, and uses it from then on. One that is no good is told, and put away if it was in use; another one stays.
 * An answer that comes when the key is not wanted any more changes nothing: the reader showed another one meanwhile.
 */
export async function introduce(key: string, isWanted: () => boolean = () => true): Promise<Problem | null> {
  if (!/^[!-~]+$/.test(key)) {
    putAway(key); // No header takes it, so nothing could be asked any more.
    return new Problem(400, 'no-key', 'This is no key', 'A key is made of Latin letters, digits and a few signs. Something else came along with it, such as a space or an unseen character.');
  }
  try {
    const told = await ask<{ readonly name: string; readonly roles: readonly Role[] }>('/whoami', { headers: { Authorization: `Bearer ${key}` } });
    if (isWanted()) {
      caller.use(key, told.name, told.roles);
    }
    return null;
  } catch (failure) {
    const problem = failure instanceof Problem ? failure : Problem.away();
    if (problem.status === 401) {
      putAway(key);
    }
    return problem;
  }
}

function putAway(key: string): void {
  if (caller.key === key) {
    caller.use(null);
  }
}
