/** What is kept on this machine. A browser may refuse to keep anything, or have no room: then nothing is remembered, and the page works all the same. */
class Kept {
  constructor(private readonly storageOf: () => Storage) {}

  read(place: string): string | null {
    try {
      return this.storageOf().getItem(place);
    } catch {
      return null;
    }
  }

  /** Null forgets it. */
  write(place: string, value: string | null): void {
    try {
      if (value === null) {
        this.storageOf().removeItem(place);
      } else {
        this.storageOf().setItem(place, value);
      }
    } catch {
      // As said above.
    }
  }
}

/** For as long as the browser likes. */
export const kept = new Kept(() => window.localStorage);

/** For as long as this tab is open. */
export const keptInTab = new Kept(() => window.sessionStorage);
