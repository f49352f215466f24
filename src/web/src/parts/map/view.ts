import { geoArea, geoAzimuthalEqualArea, geoCentroid, geoDistance, geoEqualEarth, geoPath, type GeoPath, type GeoProjection } from 'd3-geo';
import type { Feature, FeatureCollection, MultiPolygon, Polygon } from 'geojson';
import type { Area } from './shapes';

/** How the map lies in its frame. */
export interface View {
  readonly projection: GeoProjection;
  readonly path: GeoPath;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Pixels between what is shown and the frame. */
const margin = 10;

/** The share of the frame that a single region takes, so that its surroundings are seen. */
const regionShare = 0.45;

/** Islands as far from the mainland as this many of its radii still belong into the view of a country; France's overseas do not. */
const radiiMax = 1.35;

/** Pixels in one radian of the Earth, at most: a pixel is 100 m then, as far apart as the files' points can be. */
const scaleMax = 64_000;

/** Digits behind the point of a pixel. */
const digits = 1;

/** The world but for Antarctica, with Chukotka in one piece. */
export function viewOfWorld(countries: readonly Area[], size: Size): View {
  const shown: FeatureCollection = { type: 'FeatureCollection', features: countries.filter((one) => one.id !== 'AQ') };
  return fitted(geoEqualEarth().rotate([-11, 0]), shown, size, 1);
}

/** A country as far as it hangs together, and what lies outside and is reported of. */
export function viewOfCountry(country: Area, reported: readonly Area[], size: Size): View {
  return around([mainlandOf(country), ...reported], size, 1);
}

/** A region amid what surrounds it. */
export function viewOfRegion(region: Area, size: Size): View {
  return around([region], size, regionShare);
}

function around(areas: readonly Area[], size: Size, share: number): View {
  const shown: FeatureCollection = { type: 'FeatureCollection', features: [...areas] };
  const [longitude, latitude] = centreOf(shown, areas[0]?.geometry);
  return fitted(geoAzimuthalEqualArea().rotate([-longitude, -latitude]).clipAngle(100), shown, size, share);
}

function fitted(projection: GeoProjection, shown: FeatureCollection, { width, height }: Size, share: number): View {
  const [x, y] = [Math.max(margin, ((1 - share) / 2) * width), Math.max(margin, ((1 - share) / 2) * height)];
  projection.fitExtent([[x, y], [width - x, height - y]], shown);
  if (!(projection.scale() > 0 && projection.scale() <= scaleMax)) {
    projection.scale(scaleMax).translate([width / 2, height / 2]); // It is turned so that what is shown lies in the middle. A speck has no scale that fits.
  }
  projection.clipExtent([[-width, -height], [2 * width, 2 * height]]); // As far as one can move; what lies beyond costs only time.
  return { projection, path: geoPath(projection).digits(digits) };
}

/** The countries that are seen in the frame, those that take most of it first. */
export function seenIn(view: View, countries: readonly Area[], { width, height }: Size): readonly string[] {
  const shares = countries.map((one) => {
    const [[left, top], [right, bottom]] = view.path.bounds(one);
    return { code: String(one.id), share: Math.max(0, Math.min(width, right) - Math.max(0, left)) * Math.max(0, Math.min(height, bottom) - Math.max(0, top)) };
  });
  return shares.filter((one) => one.share > 0).sort((one, other) => other.share - one.share).map((one) => one.code);
}

/** The largest piece of a country and the pieces near to it. */
export function mainlandOf(country: Area): Feature<MultiPolygon> {
  const pieces = (country.geometry.type === 'Polygon' ? [country.geometry.coordinates] : country.geometry.coordinates)
    .map((coordinates) => ({ coordinates, piece: { type: 'Polygon', coordinates } satisfies Polygon }))
    .map((one) => ({ ...one, area: geoArea(one.piece), centre: centreOf(one.piece, one.piece) }));
  const largest = pieces.reduce((one, other) => (other.area > one.area ? other : one));
  const radius = Math.max(...(largest.coordinates[0] ?? []).map((point) => geoDistance(largest.centre, [point[0] ?? 0, point[1] ?? 0])));
  const near = pieces.filter((one) => geoDistance(one.centre, largest.centre) <= radiiMax * radius);
  return { type: 'Feature', properties: null, geometry: { type: 'MultiPolygon', coordinates: near.map((one) => one.coordinates) } };
}

/** A speck without an area of its own is where its first point is. */
function centreOf(shown: Polygon | FeatureCollection, first: Polygon | MultiPolygon | undefined): [number, number] {
  const [x, y] = geoCentroid(shown);
  const [longitude = 0, latitude = 0] = (first?.type === 'MultiPolygon' ? first.coordinates[0]?.[0]?.[0] : first?.coordinates[0]?.[0]) ?? [];
  return Number.isFinite(x) && Number.isFinite(y) ? [x, y] : [longitude, latitude];
}

/** A rectangle of pixels. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export interface Label {
  readonly id: string;
  readonly text: string;
  readonly x: number;
  readonly y: number;
}

/** Pixels of a label's letter, on average, and of its line. */
const letter = { width: 6.6, height: 14 };

/** The labels that find room in the frame, the first ones first: none covers another, or runs out of the frame. */
export function placeLabels(wanted: readonly Label[], { width, height }: Size): readonly Label[] {
  const taken: Box[] = [];
  return wanted.filter((one) => {
    const half = (one.text.length * letter.width) / 2;
    const box = { left: one.x - half, right: one.x + half, top: one.y - letter.height / 2, bottom: one.y + letter.height / 2 };
    const isFree = box.left >= 2 && box.top >= 2 && box.right <= width - 2 && box.bottom <= height - 2 && taken.every((other) => box.right < other.left || box.left > other.right || box.bottom < other.top || box.top > other.bottom);
    if (isFree) {
      taken.push(box);
    }
    return isFree;
  });
}

/** How a view is looked at: by how much it is zoomed, and which place is in the middle of the frame, in degrees. Of no frame's size, so that an address shows everyone the same. */
export interface Look {
  readonly zoom: number;
  readonly longitude: number;
  readonly latitude: number;
}

/** A zoom as d3 has it: a point is moved by x and y once it was scaled by k. */
interface Moved {
  readonly k: number;
  readonly x: number;
  readonly y: number;
}

/** Digits behind the point of what stands in an address: 100 m, as far apart as the files' points can be. */
const [zoomDigits, degreeDigits] = [2, 3];

/** Reads what an address says, such as `2.56@54.2,36.1`; null for what is none. */
export function readLook(text: string | undefined): Look | null {
  const [written, zoom, latitude, longitude] = /^(\d{1,3}(?:\.\d+)?)@(-?\d{1,2}(?:\.\d+)?),(-?\d{1,3}(?:\.\d+)?)$/.exec(text ?? '') ?? [];
  return written === undefined || Number(zoom) <= 0 ? null : { zoom: Number(zoom), latitude: Number(latitude), longitude: Number(longitude) };
}

/** What stands in an address: first how far it is zoomed, then where, latitude first as people write it. */
export function writeLook(look: Look): string {
  return `${Number(look.zoom.toFixed(zoomDigits))}@${Number(look.latitude.toFixed(degreeDigits))},${Number(look.longitude.toFixed(degreeDigits))}`;
}

/** How the view is looked at; null where the middle of the frame is off the globe. */
export function lookOf(view: View, moved: Moved, { width, height }: Size): Look | null {
  const at = view.projection.invert?.([(width / 2 - moved.x) / moved.k, (height / 2 - moved.y) / moved.k]) ?? null;
  return at === null || !at.every(Number.isFinite) ? null : { zoom: moved.k, longitude: at[0], latitude: at[1] };
}

/** How far the view is to be moved for that look; null where it has no such place. */
export function movedFor(view: View, look: Look, { width, height }: Size): Moved | null {
  const at = view.projection([look.longitude, look.latitude]);
  return at === null || !at.every(Number.isFinite) ? null : { k: look.zoom, x: width / 2 - look.zoom * at[0], y: height / 2 - look.zoom * at[1] };
}

/** Of several places the next one in a direction, which is one of the four along the axes: near, and rather straight ahead than aside. */
export function nextTowards<T extends { readonly centre: readonly [number, number] }>(from: readonly [number, number], [x, y]: readonly [number, number], places: readonly T[]): T | undefined {
  let next: { readonly place: T; readonly cost: number } | undefined;
  for (const place of places) {
    const [right, down] = [place.centre[0] - from[0], place.centre[1] - from[1]];
    const [ahead, aside] = [right * x + down * y, Math.abs(right * y) + Math.abs(down * x)];
    const cost = ahead + 2 * aside;
    if (ahead > 0.5 && aside <= 2 * ahead && (next === undefined || cost < next.cost)) {
      next = { place, cost };
    }
  }
  return next?.place;
}
