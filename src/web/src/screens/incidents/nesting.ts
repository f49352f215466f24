import type { IncidentListing } from '../../api/schema';
import { matcher } from '../../parts/lists/matching';

/** The incidents of a list: open happenings and groups where nothing else is asked for. */
export const kinds = ['happening', 'group', 'context', 'feed'] as const;
export const kindsByDefault = 'happening,group';

/** An incident in the list, and how deep it stands under the wholes that it is part of. */
export interface Nested {
  /** Tells it from every other place in the list: a part stands once under each whole. */
  readonly key: string;
  readonly incident: IncidentListing;
  readonly level: number;
  /** Set where it stands in the list elsewhere, too: a part of several wholes is listed under each. */
  readonly isAgain: boolean;
}

/** Levels that are shown as such; what is deeper stands as deep as these. */
const levelMax = 6;

/** Puts parts under their wholes. A part whose whole is not listed stands by itself, and each incident at least once. */
export function nest(incidents: readonly IncidentListing[]): readonly Nested[] {
  const listed = new Map(incidents.map((one) => [one.incident, one] as const));
  const parts = new Map<string, IncidentListing[]>();
  for (const one of incidents) {
    for (const whole of one.partOf.filter((id) => listed.has(id) && id !== one.incident)) {
      const its = parts.get(whole);
      if (its === undefined) {
        parts.set(whole, [one]);
      } else {
        its.push(one);
      }
    }
  }
  const nested: Nested[] = [];
  const seen = new Set<string>();
  const above = new Set<string>();
  const add = (incident: IncidentListing, under: string): void => {
    const isAgain = seen.has(incident.incident);
    nested.push({ key: `${under}\t${incident.incident}`, incident, level: Math.min(above.size, levelMax), isAgain });
    seen.add(incident.incident);
    if (!isAgain) {
      above.add(incident.incident);
      for (const part of (parts.get(incident.incident) ?? []).filter((one) => !above.has(one.incident))) {
        add(part, incident.incident);
      }
      above.delete(incident.incident);
    }
  };
  for (const one of incidents.filter((incident) => !incident.partOf.some((id) => listed.has(id)))) {
    add(one, '');
  }
  for (const one of incidents) {
    if (!seen.has(one.incident)) {
      add(one, ''); // The service refuses circles; should there be one, nothing of it is left out.
    }
  }
  return nested;
}

/** Those whose title, id and regions, by code or by name, have the words. */
export function matching(incidents: readonly IncidentListing[], words: string, names: ReadonlyMap<string, string> = new Map()): readonly IncidentListing[] {
  const has = matcher(words);
  return incidents.filter((one) => has([one.title, one.incident, ...one.regions, ...one.regions.map((region) => names.get(region))]));
}
