import { ask } from '../api/ask';
import { Problem } from '../api/problem';
import { caller, type Role } from './caller.svelte';

/** Asks as whom the service sees the reader, where they showed a key. One that is no good is put away, and said so. */
export async function greet(): Promise<Problem | null> {
  if (caller.key === null) {
    return null;
  }
  try {
    const told = await ask<{ readonly name: string; readonly roles: readonly Role[] }>('/whoami');
    caller.name = told.name;
    caller.roles = told.roles;
    return null;
  } catch (failure) {
    if (failure instanceof Problem && failure.status === 401) {
      caller.use(null);
      return failure;
    }
    return failure instanceof Problem ? failure : Problem.away();
  }
}
