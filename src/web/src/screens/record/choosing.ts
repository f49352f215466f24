/** One of a list that is searched by typing. */
export interface Option {
  readonly value: string;
  readonly label: string;
  readonly detail?: string | undefined;
  readonly group?: string | undefined;
}

/** How many options are shown at a time: more words find the rest. */
export const optionsMax = 60;

/** The options that hold every word that was typed, those first whose name has the most words that begin so; otherwise in their own order. */
export function findOptions(options: readonly Option[], typed: string): readonly Option[] {
  const words = typed.trim().toLowerCase().split(/\s+/).filter((word) => word !== '');
  if (words.length === 0) {
    return once(options).slice(0, optionsMax);
  }
  const ranked = options.flatMap((option, index) => {
    const name = `${option.label} ${option.value}`.toLowerCase();
    const all = `${name} ${option.detail ?? ''} ${option.group ?? ''}`.toLowerCase();
    const named = words.filter((word) => begins(name, word)).length;
    return words.every((word) => all.includes(word)) ? [{ option, index, named, rank: named === words.length ? 0 : words.every((word) => name.includes(word)) ? 1 : 2 }] : [];
  });
  return once(ranked.sort((one, other) => one.rank - other.rank || other.named - one.named || one.index - other.index).map((one) => one.option)).slice(0, optionsMax);
}

/** The option that was typed in full, by its name or its value. */
export function findExact(options: readonly Option[], typed: string): Option | null {
  const name = typed.trim().toLowerCase();
  return options.find((option) => option.value.toLowerCase() === name) ?? options.find((option) => option.label.toLowerCase() === name) ?? null;
}

/** An id in the service's spelling for a name: `Wire Desk, Kaluga` becomes `wire-desk-kaluga`. Other alphabets are left for a person to spell. */
export function idOf(name: string): string {
  return name.normalize('NFKD').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 60).replace(/-+$/, '');
}

/** One that is listed twice, as used last or as just made, is shown once. */
function once(options: readonly Option[]): readonly Option[] {
  const seen = new Set<string>();
  return options.filter((option) => !seen.has(option.value) && seen.add(option.value));
}

function begins(name: string, word: string): boolean {
  return name.split(/[^\p{L}\p{N}]+/u).some((part) => part.startsWith(word));
}
