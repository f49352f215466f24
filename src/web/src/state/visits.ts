import { kept } from './kept';

/** Up to which position the reader has seen each region, kept on this machine, so that a screen can say what changed since. */
const place = 'incident-timeline-visits';

/** How many regions are remembered: the oldest is forgotten first. */
const regionsMax = 500;

class Visits {
  /** As it was when the page was opened: what is seen now does not move where "since" begins. */
  readonly #before: Readonly<Record<string, string>> = read();
  #now: Record<string, string> = { ...this.#before };

  /** Where the last visit ended; null for a first one. */
  before(region: string): string | null {
    return this.#before[region] ?? null;
  }

  note(region: string, position: number): void {
    delete this.#now[region]; // Last in the order again.
    this.#now = Object.fromEntries([...Object.entries(this.#now), [region, String(position)] as const].slice(-regionsMax));
    kept.write(place, JSON.stringify(this.#now));
  }
}

export const visits = new Visits();

function read(): Record<string, string> {
  try {
    const read: unknown = JSON.parse(kept.read(place) ?? '{}');
    return typeof read === 'object' && read !== null ? Object.fromEntries(Object.entries(read).filter((one): one is [string, string] => typeof one[1] === 'string' && /^\d+$/.test(one[1]))) : {};
  } catch {
    return {};
  }
}
