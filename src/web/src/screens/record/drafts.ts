/** Work that is not sent yet, kept on this machine so that it survives a reload. It is cleared when it is recorded. */

const place = 'incident-timeline-drafts';

/** How many pieces of work are kept: the oldest is forgotten first. */
export const draftsMax = 20;

/** Characters of one piece of work; a browser grants a page about five million for everything. */
export const draftLengthMax = 200_000;

/** The work of one tab on one document, or on one that is not captured yet. */
export interface Kept<T> {
  /** By which it is forgotten. */
  readonly name: string;
  readonly savedAt: string;
  readonly work: T;
}

/** What of the browser's storage is used; another one in tests. */
export type DraftStorage = Pick<Storage, 'getItem' | 'setItem'>;

/** In the place of a document's SHA-256: a document that is not captured yet. */
export const newDocument = 'new';

/** Work by document and tab. Two tabs at one document have their own, so that neither takes the other's away. */
export class Drafts {
  readonly #storage: DraftStorage;
  readonly #tab: string;

  constructor(storage: DraftStorage, tab: string) {
    this.#storage = storage;
    this.#tab = tab;
  }

  /** This tab's own work on a document. */
  find<T>(document: string): Kept<T> | null {
    return this.#all<T>(document).find((one) => one.name === this.#nameOf(document)) ?? null;
  }

  /** The newest work on a document from another tab, which may be closed by now or still open. */
  findOther<T>(document: string): Kept<T> | null {
    return this.#all<T>(document).findLast((one) => one.name !== this.#nameOf(document)) ?? null;
  }

  /** The captured documents with unsent work, the newest first. */
  documents(): readonly { readonly sha256: string; readonly savedAt: string }[] {
    const newestFirst = Object.entries(this.#read()).map(([name, { savedAt }]) => ({ sha256: documentOf(name), savedAt })).reverse();
    return newestFirst.filter(({ sha256 }, index) => sha256 !== newDocument && newestFirst.findIndex((one) => one.sha256 === sha256) === index);
  }

  /** Keeps work, and says whether it could: it may be too large, or the storage full or forbidden. */
  keep(document: string, work: unknown, now: Date = new Date()): boolean {
    const { [this.#nameOf(document)]: _, ...others } = this.#read();
    if (JSON.stringify(work).length > draftLengthMax) {
      return false;
    }
    return this.#write(Object.fromEntries([...Object.entries(others), [this.#nameOf(document), { savedAt: now.toISOString(), work }] as const].slice(-draftsMax)));
  }

  /** Forgets this tab's own work on a document. */
  forget(document: string): void {
    this.forgetNamed(this.#nameOf(document));
  }

  forgetNamed(name: string): void {
    const { [name]: gone, ...others } = this.#read();
    if (gone !== undefined) {
      this.#write(others);
    }
  }

  #nameOf(document: string): string {
    return `${document} ${this.#tab}`;
  }

  #all<T>(document: string): readonly Kept<T>[] {
    return Object.entries(this.#read()).filter(([name]) => documentOf(name) === document).map(([name, kept]) => ({ name, savedAt: kept.savedAt, work: kept.work as T }));
  }

  #read(): Readonly<Record<string, Stored>> {
    try {
      const kept: unknown = JSON.parse(this.#storage.getItem(place) ?? '{}');
      return typeof kept === 'object' && kept !== null ? Object.fromEntries(Object.entries(kept).filter((one): one is [string, Stored] => isStored(one[1]))) : {};
    } catch {
      return {};
    }
  }

  #write(kept: Readonly<Record<string, Stored>>): boolean {
    try {
      this.#storage.setItem(place, JSON.stringify(kept));
      return true;
    } catch {
      return false;
    }
  }
}

/** This tab, over reloads: its own storage holds its name. */
export function tabOf(storage: DraftStorage, newName: () => string): string {
  const tabPlace = 'incident-timeline-tab';
  const name = storage.getItem(tabPlace) ?? newName();
  storage.setItem(tabPlace, name);
  return name;
}

interface Stored {
  readonly savedAt: string;
  readonly work: unknown;
}

function documentOf(name: string): string {
  return name.split(' ')[0] ?? name;
}

function isStored(value: unknown): value is Stored {
  return typeof value === 'object' && value !== null && 'savedAt' in value && 'work' in value && typeof value.work === 'object' && value.work !== null;
}
