import { ask, path } from '../../api/ask';
import type { RegionListing } from '../../api/schema';
import { readCountry, readWorld, type Area, type Country, type CountryFile, type WorldFile } from './shapes';

/** What was loaded, for as long as the page is open: the files change with the page alone. One that could not be loaded is asked for again. */
const loaded = new Map<string, Promise<unknown>>();

export function loadWorld(): Promise<readonly Area[]> {
  return once('world', async () => readWorld((await get('world')) as WorldFile));
}

/** The regions of a country by ISO 3166-1; null where the map has none of it. */
export function loadCountry(code: string): Promise<Country | null> {
  return once(code, async () => {
    const file = await get(code);
    return file === null ? null : readCountry(file as CountryFile);
  });
}

/** The names of a country's regions by code: shapes have none, and what is reported names only its own. */
export function loadNames(code: string): Promise<ReadonlyMap<string, string>> {
  return once(`names ${code}`, async () => new Map((await ask<readonly RegionListing[]>(path(['regions'], { all: true, within: code }))).map((one) => [one.region, one.name])));
}

async function get(name: string): Promise<unknown> {
  const response = await fetch(`${import.meta.env.BASE_URL}map/${encodeURIComponent(name)}.json`, { credentials: 'omit' });
  if (response.status === 404 || response.headers.get('Content-Type')?.includes('html') === true) {
    return null; // A server of pages may answer what it lacks with a page.
  }
  if (!response.ok) {
    throw new Error(`The map's ${name}.json was answered by ${response.status}.`);
  }
  return response.json();
}

function once<T>(name: string, load: () => Promise<T>): Promise<T> {
  const before = loaded.get(name) as Promise<T> | undefined;
  if (before !== undefined) {
    return before;
  }
  const now = load();
  loaded.set(name, now);
  now.catch(() => loaded.delete(name));
  return now;
}
