import { untrack } from 'svelte';
import { ask, path } from '../../api/ask';
import type { FactView } from '../../api/schema';
import { Asking } from '../../state/asking';
import { caller } from '../../state/caller.svelte';
import { Loaded } from '../../state/loaded.svelte';
import type { Cuts } from '../../state/route.svelte';
import { chartFact, type ChartFact } from './facts';
import type { Subject } from './story.svelte';

/** Up to how many facts the service is asked what had become of each by the moment looked at. */
export const exactMax = 500;

/** What had become of each fact of a subject at some cuts, as the service itself tells it. */
export type Exact = ReadonlyMap<string, ChartFact>;

/** Of which question an answer is; compared with {@link Loaded.of}. */
export function exactKey(subject: Subject, cuts: Cuts): string {
  return JSON.stringify({ subject, knownAt: cuts.knownAt ?? null, publishedBy: cuts.publishedBy ?? null });
}

/** Asks for it, and again when `again` changes; cuts of null ask for nothing. To be called while a component is being made. */
export function loadExact(subjectOf: () => Subject, cutsOf: () => Cuts | null, again: () => unknown): Loaded<Exact> {
  let [subject, cuts] = [subjectOf(), cutsOf()];
  const loaded = new Loaded<Exact>(() => (cuts === null ? null : exactKey(subject, cuts)));
  const asking = new Asking<Exact>(loaded, async (_, signal) => {
    const filters = subject.region !== null ? [{ region: subject.region }] : subject.incidents.map((incident) => ({ incident }));
    const pages = await Promise.all(filters.map((filter) => ask<{ readonly facts: readonly FactView[] }>(path(['facts'], { ...filter, knownAt: cuts?.knownAt, publishedBy: cuts?.publishedBy, after: subject.after, limit: exactMax }), { signal })));
    return { value: new Map(pages.flatMap((page) => page.facts).map((view) => [view.account.fact, chartFact(view)])), knownAt: null };
  });
  $effect(() => {
    [subject, cuts] = [subjectOf(), cutsOf()];
    const key = cuts === null ? null : exactKey(subject, cuts);
    again();
    untrack(() => asking.want(key, caller.key));
  });
  $effect(() => () => asking.end());
  return loaded;
}
