import type { Problem } from '../../api/problem';

/** Why a decision was not recorded, told so that the person who typed it knows what to do. */
export interface Refusal {
  /** `stale`: something came between; `unknown`: it may have been recorded; `earlier`: an earlier attempt was; `busy`: not now; `key`: not you; `refused`: not so. */
  readonly kind: 'stale' | 'unknown' | 'earlier' | 'busy' | 'key' | 'refused';
  readonly title: string;
  readonly detail: string;
  /** What is wrong with a member of the decision, by its name; the empty name is the decision itself. */
  readonly faults: ReadonlyMap<string, string>;
}

const nothing: ReadonlyMap<string, string> = new Map();

/** Told where something was recorded about the incident that the person who decides was not shown. */
export const overtaken: Refusal = {
  kind: 'stale',
  title: 'Something was recorded here that you were not shown',
  detail: 'Look at it first. What you typed is kept, and nothing of it was recorded.',
  faults: nothing,
};

/** Reads why the service did not record a decision. */
export function refusalOf(problem: Problem): Refusal {
  const faults = new Map(problem.errors.map((error) => [error.pointer.replace(/^\/decision\/?/, ''), error.detail] as const));
  if (problem.slug === 'stale-version') {
    return { ...overtaken, title: 'Something was recorded here since you opened this', faults };
  }
  if (problem.slug === 'id-reused') {
    return { kind: 'earlier', title: 'An earlier attempt of yours was recorded', detail: 'It stands as you had worded it then. Undo it where it should read otherwise.', faults };
  }
  // Here the answer was lost, and the request not refused.
  if (problem.status === 0 || problem.slug === 'database-away' || problem.status === 500 || problem.status === 502 || problem.status === 504) {
    return { kind: 'unknown', title: 'It is not known whether it was recorded', detail: `${problem.status === 0 ? 'The service did not answer.' : problem.title + '.'} Send it again: the same decision is never recorded twice.`, faults };
  }
  if (problem.isPassing) {
    return { kind: 'busy', title: problem.title, detail: `Nothing was recorded. ${problem.retryAfter === null ? 'Send it again in a moment.' : `Send it again in ${problem.retryAfter} s.`}`, faults };
  }
  if (problem.status === 401 || problem.status === 403) {
    return { kind: 'key', title: problem.status === 401 ? 'A key is needed' : 'Your key may not decide', detail: `${problem.detail} Nothing was recorded.`, faults };
  }
  if (problem.slug === 'invalid' && faults.size > 0) {
    const elsewhere = [...faults].filter(([member]) => member !== 'reason' && member !== 'note').map(([member, fault]) => (member === '' ? fault : `${member}: ${fault}`));
    return { kind: 'refused', title: 'It cannot be recorded as it is', detail: elsewhere.length === 0 ? 'Mend what is marked. Nothing was recorded.' : `${elsewhere.join(' ')} Nothing was recorded.`, faults };
  }
  return { kind: 'refused', title: problem.status === 422 ? 'The rules refuse this' : problem.title, detail: problem.status === 404 ? `${problem.detail} Nothing was recorded.` : problem.detail, faults };
}
