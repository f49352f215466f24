import type { Feature, FeatureCollection, MultiLineString, MultiPolygon, Polygon } from 'geojson';
import { feature, mesh } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';

/** An area of the map: a country by ISO 3166-1, or a region by ISO 3166-2; no id where neither has a code for it. */
export type Area = Feature<Polygon | MultiPolygon>;

/** What a country's file holds: its first level, what is finer, and land without a code. */
export interface CountryFile extends Topology {
  readonly objects: { readonly regions: GeometryCollection; readonly parts: GeometryCollection; readonly rest: GeometryCollection };
}

export interface WorldFile extends Topology {
  readonly objects: { readonly countries: GeometryCollection };
}

export interface Country {
  readonly regions: readonly Area[];
  readonly parts: readonly Area[];
  readonly rest: readonly Area[];
  /** Coasts and borders with other countries. */
  readonly outline: MultiLineString;
}

export function readCountry(file: CountryFile): Country {
  const { regions, parts, rest } = file.objects;
  const land: GeometryCollection = { type: 'GeometryCollection', geometries: [...regions.geometries, ...rest.geometries] };
  return { regions: read(file, regions), parts: read(file, parts), rest: read(file, rest), outline: mesh(file, land, (one, other) => one === other) };
}

export function readWorld(file: WorldFile): readonly Area[] {
  return read(file, file.objects.countries);
}

function read(file: Topology, collection: GeometryCollection): readonly Area[] {
  return (feature(file, collection) as FeatureCollection<Polygon | MultiPolygon>).features;
}
