import type { IncidentListing } from '../../api/schema';

/** The incidents of a list: open happenings and groups where nothing else is asked for. */
export const kinds = ['happening', 'group', 'context', 'feed'] as const;
export const kindsByDefault = 'happening,group';

/** An incident in the list, and how deep it stands under the wholes that it is part of. */
export interface Nested {
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
      parts.set(whole, [...(parts.get(whole) ?? []), one]);
    }
  }
  const nested: Nested[] = [];
  const seen = new Set<string>();
  const add = (incident: IncidentListing, level: number, above: ReadonlySet<string>): void => {
    nested.push({ incident, level: Math.min(level, levelMax), isAgain: seen.has(incident.incident) });
    const isFirst = !seen.has(incident.incident);
    seen.add(incident.incident);
    if (isFirst) {
      for (const part of (parts.get(incident.incident) ?? []).filter((one) => !above.has(one.incident))) {
        add(part, level + 1, new Set([...above, incident.incident]));
      }
    }
  };
  for (const one of incidents.filter((incident) => !incident.partOf.some((id) => listed.has(id)))) {
    add(one, 0, new Set());
  }
  for (const one of incidents) {
    if (!seen.has(one.incident)) {
      add(one, 0, new Set()); // The service refuses circles; should there be one, nothing of it is left out.
    }
  }
  return nested;
}

/** Those whose title, id or region has the words. */
export function matching(incidents: readonly IncidentListing[], words: string): readonly IncidentListing[] {
  const wanted = words.trim().toLowerCase();
  return wanted === '' ? incidents : incidents.filter((one) => [one.title, one.incident, ...one.regions].some((text) => text.toLowerCase().includes(wanted)));
}
