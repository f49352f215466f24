import type { CatalogueEntry } from '../../api/schema';
import { matcher } from '../../parts/lists/matching';

/** Families in the order of the alphabet, each with its entries by name. */
export function families(entries: readonly CatalogueEntry[]): readonly (readonly [string, readonly CatalogueEntry[]])[] {
  const by = new Map<string, CatalogueEntry[]>();
  for (const one of [...entries].sort((a, b) => a.name.localeCompare(b.name, 'en'))) {
    by.set(one.family, [...(by.get(one.family) ?? []), one]);
  }
  return [...by].sort(([a], [b]) => a.localeCompare(b, 'en'));
}

/** Those that have every word in their name, description, aspects or members. */
export function matching(entries: readonly CatalogueEntry[], words: string): readonly CatalogueEntry[] {
  const has = matcher(words);
  return entries.filter((one) => has([one.name, one.description, one.family, ...one.aspects.flatMap((aspect) => [aspect.key, aspect.label]), ...memberNames(one.schema)]));
}

function memberNames(schema: unknown): readonly string[] {
  const properties = (schema as { readonly properties?: Readonly<Record<string, unknown>> } | null)?.properties;
  return Object.keys(properties ?? {});
}
