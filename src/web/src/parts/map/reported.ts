import type { IncidentPicture, Picture, QuestionView, RegionListing } from '../../api/schema';

/** What the map says of an area: which incidents have questions on it, and whether accounts there cannot all be true. */
export interface Reported {
  readonly name: string;
  readonly incidents: number;
  readonly isContested: boolean;
}

/** A point as its source states it. */
export interface StatedPoint {
  readonly key: string;
  /** Longitude and latitude in degrees. */
  readonly at: readonly [number, number];
  readonly words: string;
}

/** What a picture has that the map cannot draw as it was stated. */
export interface InWords {
  /** Stated more finely than any area or point of the map. */
  readonly finer: readonly string[];
  /** Too vague to be placed. */
  readonly vague: readonly string[];
}

/** Two letters: the country of a code by ISO 3166. */
export function countryOf(code: string): string {
  return code.slice(0, 2);
}

/** The region of a question, by what tells its place from another: `RU-KLU`, `RU-KLU/some district`, `RU-KLU~the south`. */
export function regionOf(placeKey: string): string {
  return placeKey.split(/[/~]/, 1)[0] ?? placeKey;
}

/** What is reported of each region itself, and never of what lies inside. */
export function reportedRegions(listings: readonly RegionListing[], contested: ReadonlySet<string>): ReadonlyMap<string, Reported> {
  return new Map(listings.map((one) => [one.region, { name: one.name, incidents: one.incidents.length, isContested: contested.has(one.region) }]));
}

/** For the view of the world: a country where anything is reported of it or of a region inside, and where accounts of any of those contradict each other. */
export function reportedCountries(listings: readonly RegionListing[], contested: ReadonlySet<string>): ReadonlyMap<string, Reported> {
  const countries = new Map<string, Set<string>>();
  for (const one of listings) {
    const incidents = countries.get(countryOf(one.region)) ?? new Set();
    one.incidents.forEach((incident) => incidents.add(incident));
    countries.set(countryOf(one.region), incidents);
  }
  const contestedCountries = new Set([...contested].map(countryOf));
  return new Map([...countries].map(([code, incidents]) => [code, { name: nameOfCountry(code), incidents: incidents.size, isContested: contestedCountries.has(code) }]));
}

/** The regions with a question whose accounts cannot all be true. */
export function contestedRegions(questions: readonly { readonly question: { readonly placeKey: string } }[]): ReadonlySet<string> {
  return new Set(questions.map((one) => regionOf(one.question.placeKey)));
}

const names = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'code' });

export function nameOfCountry(code: string): string {
  return /^[A-Z]{2}$/.test(code) ? (names.of(code) ?? code) : code;
}

/** The points that sources state, for the questions of a picture that have an answer. */
export function statedPoints(picture: Picture): readonly StatedPoint[] {
  return places(picture.incidents).flatMap((one) => {
    const point = pointOf(one);
    return point === null ? [] : [{ key: one.placeKey, at: point, words: one.place ?? regionOf(one.placeKey) }];
  });
}

export function inWordsOnly(picture: Picture): InWords {
  const [all, unplaced] = [places(picture.incidents), places(picture.unplaced)];
  const words = (of: readonly QuestionView[]) => [...new Set(of.map((one) => one.place ?? regionOf(one.placeKey)))];
  return {
    finer: words(all.filter((one) => one.placeKey.includes('/') && pointOf(one) === null)),
    vague: words([...unplaced, ...all.filter((one) => one.placeKey.includes('~'))]),
  };
}

/** One question for each place that something is said of. */
function places(incidents: readonly IncidentPicture[]): readonly QuestionView[] {
  const all = (one: IncidentPicture): readonly QuestionView[] => [...one.questions, ...one.parts.flatMap(all)];
  const answered = incidents.flatMap(all).filter((one) => one.state !== 'not-stated');
  return [...new Map(answered.map((one) => [one.placeKey, one])).values()];
}

/** The service writes a stated point at the end of the key. Words that merely look like one also end the place's words, and are none. */
function pointOf(question: QuestionView): readonly [number, number] | null {
  const [written, latitude, longitude] = /\/.*@(-?\d+(?:\.\d+)?),(-?\d+(?:\.\d+)?)$/s.exec(question.placeKey) ?? [];
  if (written === undefined || question.place?.trim().endsWith(`@${latitude},${longitude}`) === true) {
    return null;
  }
  const [y, x] = [Number(latitude), Number(longitude)];
  return Math.abs(y) <= 90 && Math.abs(x) <= 180 ? [x, y] : null;
}
