/** The names of members as people read them. What is not here is made of its own letters. */
const names: Readonly<Record<string, string>> = {
  edtf: 'EDTF date',
  asStated: 'as stated',
  reportedAt: 'report time',
  statusCue: 'words that show the status',
  upTo: 'upper number',
  fileSha256: 'SHA-256 of the file',
  factId: 'id',
};

/** Lists whose entries are named one by one. */
const entries: Readonly<Record<string, string>> = {
  places: 'place',
  quotations: 'quotation',
  speakers: 'speaker',
  candidates: 'candidate',
  inferred: 'inferred field',
};

/** A JSON pointer (RFC 6901) in words: `/places/0/region` is "place 1 · region". */
export function nameOf(pointer: string): string {
  const parts = pointer.split('/').slice(1).map(unescape);
  const told: string[] = [];
  for (let at = 0; at < parts.length; at++) {
    const part = parts[at]!; // Within the length.
    const next = parts[at + 1];
    if (next !== undefined && /^\d+$/.test(next)) {
      told.push(`${entries[part] ?? wordsOf(part)} ${Number(next) + 1}`);
      at++;
    } else {
      told.push(wordsOf(part));
    }
  }
  return told.length === 0 ? 'the whole fact' : told.join(' · ');
}

/** What stands at a pointer, or undefined where nothing does. */
export function valueAt(root: unknown, pointer: string): unknown {
  let value: unknown = root;
  for (const part of pointer.split('/').slice(1).map(unescape)) {
    if (typeof value !== 'object' || value === null) {
      return undefined;
    }
    value = (value as Record<string, unknown>)[part];
  }
  return value;
}

/** A member that is not the same in two codings of one fact. */
export interface Difference {
  readonly pointer: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** How many differences are told one by one. */
export const differencesMax = 100;

/** In which members two values differ, in the order of the pointers. A member that one of them lacks is undefined there. */
export function differences(before: unknown, after: unknown): readonly Difference[] {
  const [left, right] = [leavesOf(before), leavesOf(after)];
  return [...new Set([...left.keys(), ...right.keys()])]
    .filter((pointer) => left.get(pointer) !== right.get(pointer))
    .sort()
    .map((pointer) => ({ pointer, before: left.get(pointer), after: right.get(pointer) }));
}

/** A value's members without members, by pointer, in their order. */
export function leavesOf(value: unknown): ReadonlyMap<string, unknown> {
  const leaves = new Map<string, unknown>();
  gather(value, '', leaves);
  return leaves;
}

function gather(value: unknown, pointer: string, into: Map<string, unknown>): void {
  if (typeof value !== 'object' || value === null) {
    into.set(pointer, value);
    return;
  }
  for (const [name, member] of Object.entries(value)) {
    gather(member, `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`, into);
  }
}

function unescape(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}

function wordsOf(name: string): string {
  return names[name] ?? name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
}
