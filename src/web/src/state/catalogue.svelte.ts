import { ask } from '../api/ask';
import type { FactTypeCatalogue } from '../api/schema';

/** Which fact types the service had when this page was opened. A page left open over night may meet a type that a newer service knows. */
class Catalogue {
  #names: ReadonlySet<string> | null = $state.raw(null);
  #isAsked = false;

  /** Whether a fact type is in the catalogue, as far as that is known. */
  knows(type: string): boolean {
    return this.#names === null || this.#names.has(type);
  }

  /** Asks for the catalogue, once. */
  async want(): Promise<void> {
    if (this.#isAsked) {
      return;
    }
    this.#isAsked = true;
    try {
      this.#names = new Set((await ask<FactTypeCatalogue>('/fact-types')).factTypes.map((one) => one.name));
    } catch {
      this.#isAsked = false; // Asked for again by the next one who wants it; until then every fact is told by its own sentence.
    }
  }
}

export const catalogue = new Catalogue();
