import type { SourceListing } from '../../api/schema';
import type { Draft } from './draft';

/** Who counts as saying it: the innermost speaker, or the publisher where nobody is quoted or it is unclear who speaks. */
export function tellVoice(draft: Draft, sources: readonly SourceListing[]): string {
  const nameOf = (id: string): string => sources.find((source) => source.source === id)?.name ?? id;
  const innermost = draft.speakers.at(-1);
  return innermost === undefined || draft.isAmbiguous ? nameOf(draft.publisher)
    : innermost.source === '' ? `${innermost.label || 'somebody'} (unnamed, in ${nameOf(draft.publisher)})`
    : nameOf(innermost.source);
}
