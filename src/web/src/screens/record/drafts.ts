/** Work that is not sent yet, kept on this machine so that it survives a reload. It is cleared when it is recorded. */

const place = 'incident-timeline-drafts';

/** How many documents' work is kept: the oldest is forgotten first. */
export const draftsMax = 20;

/** Characters of one piece of work; a browser grants a page about five million for everything. */
export const draftLengthMax = 200_000;

export interface Kept<T> {
  readonly savedAt: string;
  readonly work: T;
}

/** What of the browser's storage is used; another one in tests. */
export type DraftStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** Work by name: a document's SHA-256, or `new` for one that is not captured yet. */
export class Drafts {
  readonly #storage: DraftStorage;

  constructor(storage: DraftStorage) {
    this.#storage = storage;
  }

  find<T>(name: string): Kept<T> | null {
    return (this.#read()[name] as Kept<T> | undefined) ?? null;
  }

  /** The names of documents with unsent work, the newest first. */
  names(): readonly string[] {
    return Object.keys(this.#read()).reverse();
  }

  /** Keeps work, and says whether it could: it may be too large, or the storage full or forbidden. */
  keep(name: string, work: unknown, now: Date = new Date()): boolean {
    const { [name]: _, ...others } = this.#read();
    if (JSON.stringify(work).length > draftLengthMax) {
      return false;
    }
    const kept: Kept<unknown> = { savedAt: now.toISOString(), work };
    return this.#write(Object.fromEntries([...Object.entries(others), [name, kept] as const].slice(-draftsMax)));
  }

  forget(name: string): void {
    const { [name]: gone, ...others } = this.#read();
    if (gone !== undefined) {
      this.#write(others);
    }
  }

  #read(): Readonly<Record<string, Kept<unknown>>> {
    try {
      const kept: unknown = JSON.parse(this.#storage.getItem(place) ?? '{}');
      return typeof kept === 'object' && kept !== null ? Object.fromEntries(Object.entries(kept).filter((one): one is [string, Kept<unknown>] => isKept(one[1]))) : {};
    } catch {
      return {};
    }
  }

  #write(kept: Readonly<Record<string, Kept<unknown>>>): boolean {
    try {
      this.#storage.setItem(place, JSON.stringify(kept));
      return true;
    } catch {
      return false;
    }
  }
}

function isKept(value: unknown): value is Kept<unknown> {
  return typeof value === 'object' && value !== null && 'savedAt' in value && 'work' in value;
}
